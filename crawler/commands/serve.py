"""`partynews serve`: the archive in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from archive.errors import ArchiveError
from crawler.cli import db_option


class NoInterface(ArchiveError):
    """The packages of the extra `ui` are not installed."""

    exit_code = 2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@db_option
def serve_command(host: str, port: int, db: Path) -> None:
    """Read the archive in a browser: search, articles, figures, tables; nothing can be changed there.

    \b
    Example: partynews serve
    """
    try:
        from archive.ui.serve import serve
    except ModuleNotFoundError as error:
        raise NoInterface(
            f"The pages need {error.name}. Install it with: pip install 'partynews[ui]'"
        ) from None
    serve(db, host=host, port=port)
