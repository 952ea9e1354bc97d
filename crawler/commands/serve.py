"""`partynews serve`: browse the archive in a web browser."""

from __future__ import annotations

from pathlib import Path

import click

from archive.errors import missing_extra
from crawler.commands.options import captures_option, command, db_option, site_folders_option


@command(
    "partynews serve", "partynews serve --port 8002 --db /srv/news/archive.db", "partynews serve --replay"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--replay", is_flag=True, help="Show pages as they were captured, with pywb (extra `replay`).")
@click.option(
    "--replay-port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the replay, on 127.0.0.1 (default: any free port).",
)
@captures_option
@site_folders_option
@db_option
def serve_command(
    host: str, port: int, replay: bool, replay_port: int, captures: Path | None, db: Path
) -> None:
    """Browse the archive in a web browser.

    Serves search, articles, statistics and tables on this machine only, read-only.
    """
    try:
        from archive.ui.server import serve
    except ModuleNotFoundError as error:
        raise missing_extra("partynews serve", error, extra="ui") from None
    from crawler.sites import load_sites

    newspapers = {name: site.publisher for name, site in load_sites().items()}
    serve(
        db,
        host,
        port,
        captures=captures,
        newspapers=newspapers,
        replay_port=replay_port if replay else None,
    )
