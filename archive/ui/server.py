"""HTTP server of the web interface: Datasette behind the request guard, on a loopback address."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import ExitStack
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

import click
import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from archive import exit_codes
from archive.capture_files import captures_beside
from archive.database.connection import open_for_reading
from archive.errors import ArchiveError
from archive.ui import datasette_plugin
from archive.ui.read_only_database import NAME, ReadOnlyArchive
from archive.ui.replay_process import replaying
from archive.ui.request_guard import guard_requests
from archive.ui.served import Served
from archive.ui.table_metadata import METADATA
from archive.ui.template_filters import TEMPLATE_FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.ui.request_guard import App

SETTINGS = {
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "max_returned_rows": 1000,
    "default_page_size": 50,
    "truncate_cells_html": 160,
    "allow_download": False,  # inconsistent during a crawl; use `partynews backup`
    "suggest_facets": False,  # takes 50 ms for each of thirty columns
    "allow_csv_stream": True,
    "max_csv_mb": 100,
}


class CannotServe(ArchiveError):
    """The address is in use, invalid, or not a loopback address."""

    exit_code = exit_codes.USAGE


def serve(
    db_path: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    *,
    captures: Path | None = None,
    newspapers: Mapping[str, str] | None = None,
    replay_port: int | None = None,
) -> None:
    """Print the URL and serve the archive there until KeyboardInterrupt; port 0 means any free port.

    `captures` is the folder of the WARC files, by default beside the archive; `newspapers` has the name of
    the newspaper of each site. With `replay_port` captures are replayed on this port; 0 means any free port.

    Raises:
        NotAnArchive: Also DamagedArchive or StorageFailed, for the file.
        CannotServe: The address cannot be used.
        CannotReplay: The replay server did not start.
        MissingExtra: pywb is not installed.
    """
    captures = captures or captures_beside(db_path)
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(host, port))
        served = Served(captures, newspapers or {})
        if replay_port is not None:
            open_for_reading(db_path).close()
            replay = stack.enter_context(replaying(db_path, captures, replay_port))
            served = replace(served, replay=replay)
        app = archive_app(db_path, served)
        address, bound_port = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        click.echo(f"Serving the archive at http://{shown}:{bound_port}/ (stop with Ctrl+C)")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on"))
        server.run(sockets=[listener])


def archive_app(db_path: Path, served: Served | None = None) -> App:
    """Return the web interface as an ASGI application; raises the errors of `open_for_reading`."""
    # Recovers the database after a crash, and migrates an old schema.
    open_for_reading(db_path).close()
    # With rich installed, Datasette prints all local variables of a failed request, including whole texts.
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(datasette_plugin):
        pm.register(datasette_plugin)
    pages = files("archive.ui")
    datasette = Datasette(
        [],
        metadata=METADATA,
        settings=SETTINGS,
        template_dir=str(pages / "templates"),
        static_mounts=[("static", str(pages / "static"))],
    )
    datasette.partynews = served or Served(captures_beside(db_path))
    datasette.remove_database("_memory")
    datasette.add_database(ReadOnlyArchive(datasette, db_path), name=NAME)
    datasette.jinja_env.filters.update(TEMPLATE_FILTERS)
    return guard_requests(datasette.app(), datasette.partynews.replay)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a loopback address."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise CannotServe(f"{host} is not an IP address. Use 127.0.0.1.") from None
    if not address.is_loopback:
        raise CannotServe(
            f"{host} is not a loopback address; the archive is served to this machine only. Use 127.0.0.1."
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        return socket.create_server((str(address), port), family=family)
    except OSError as error:
        raise CannotServe(
            f"Cannot listen on port {port} of {host}: {error.strerror}. "
            "Use another port: partynews serve --port 8002"
        ) from error
