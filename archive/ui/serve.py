"""`partynews serve`: the archive in a browser, for people on this machine, read-only."""

from __future__ import annotations

import ipaddress
import socket
from importlib.resources import files
from typing import TYPE_CHECKING

import click
import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from archive import exit_codes
from archive.database.connection import open_for_reading
from archive.errors import ArchiveError
from archive.ui import plugin
from archive.ui.database import NAME, ReadOnlyArchive
from archive.ui.guard import guarded
from archive.ui.tables import METADATA
from archive.ui.words import FILTERS

if TYPE_CHECKING:
    from pathlib import Path

    from archive.ui.guard import App

SETTINGS = {
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "max_returned_rows": 1000,
    "default_page_size": 50,
    "truncate_cells_html": 160,
    "allow_download": False,  # half a copy while a crawl writes; `partynews backup` makes a whole one
    "suggest_facets": False,  # thirty columns at 50 ms each
    "allow_csv_stream": True,
    "max_csv_mb": 100,
}


class CannotServe(ArchiveError):
    """The address to serve at is taken, or is not of this machine."""

    exit_code = exit_codes.USAGE


def serve(db_path: Path, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Print the address and serve the archive there until interrupted; port 0 takes any free one.

    Ctrl+C ends it with KeyboardInterrupt, after the last answer.
    Raises NotAnArchive, DamagedArchive or StorageFailed for the file, CannotServe for the address.
    """
    app = archive_app(db_path)
    with _listen(host, port) as listener:
        place, number = listener.getsockname()[:2]
        shown = f"[{place}]" if ":" in place else place
        click.echo(f"The archive is at http://{shown}:{number}/ (stop with Ctrl+C)")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on"))
        server.run(sockets=[listener])


def archive_app(db_path: Path) -> App:
    """The pages as an ASGI application; raises as `open_for_reading` does."""
    # The first to open after a crash rolls the torn transaction back; an old schema is brought forward.
    open_for_reading(db_path).close()
    # Where rich is installed it would print every variable of a failed request, whole texts among them.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(plugin):
        pm.register(plugin)
    pages = files("archive.ui")
    datasette = Datasette(
        [],
        metadata=METADATA,
        settings=SETTINGS,
        template_dir=str(pages / "templates"),
        static_mounts=[("static", str(pages / "static"))],
    )
    datasette.remove_database("_memory")
    datasette.add_database(ReadOnlyArchive(datasette, db_path), name=NAME)
    datasette.jinja_env.filters.update(FILTERS)
    return guarded(datasette.app())


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens on this machine only."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise CannotServe(f"{host} is no address. Use 127.0.0.1.") from None
    if not address.is_loopback:
        raise CannotServe(
            f"The archive is served to this machine only, and {host} is open to others. Use 127.0.0.1."
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        return socket.create_server((str(address), port), family=family)
    except OSError as error:
        raise CannotServe(
            f"Port {port} of {host} cannot be used ({error.strerror}). "
            "Choose another: partynews serve --port 8002"
        ) from error
