"""Program that replays captures with pywb: `python -m archive.ui.replay_server ARCHIVE CAPTURES PORT`.

It runs in a process of its own, because pywb replaces Python's sockets by those of gevent. It prints the
port, and ends with its parent: when stdin is closed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from archive.ui.request_guard import LOCAL_HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

COLLECTION = "archive"
# A captured page cannot run scripts, send forms, or load anything from elsewhere.
POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'self' data: 'unsafe-inline'",
        "script-src 'none'",
        "object-src 'none'",
        "form-action 'none'",
        "frame-ancestors http://127.0.0.1:* http://localhost:* http://[::1]:*",
    )
)
REPLACED = ("content-security-policy", "referrer-policy", "access-control-allow-origin")


def main(archive: str, captures: str, port: int) -> None:
    """Serve until stdin is closed."""
    from gevent.monkey import patch_all

    patch_all()  # before the imports of pywb
    from gevent import spawn
    from pywb.apps.frontendapp import FrontEndApp
    from pywb.utils.geventserver import GeventServer, RequestURIWSGIHandler
    from pywb.warcserver.warcserver import register_source

    from archive.ui.replay_index import KIND, ArchiveIndexSource

    register_source(ArchiveIndexSource)
    collection = {
        "index": {"type": KIND, "archive": archive, "captures": captures},
        "archive_paths": "/",  # the paths in the index are absolute
    }
    config = {"collections": {COLLECTION: collection}, "framed_replay": False, "enable_auto_colls": False}
    app = guard_replay(FrontEndApp(custom_config=config))
    server = GeventServer(app, port=port, hostname="127.0.0.1", handler_class=RequestURIWSGIHandler)
    print(server.port, flush=True)
    spawn(_end_with_parent)
    server.join()


def guard_replay(app: Application) -> Application:
    """Return `app` for requests of this machine only, with POLICY on every response."""

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").encode("latin-1", "replace")
        if not LOCAL_HOST.fullmatch(host) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Only GET requests from this machine are answered.\n"]

        def start(status: str, headers: list[tuple[str, str]], *other: Any) -> Any:
            kept = [pair for pair in headers if pair[0].lower() not in REPLACED]
            added = [("Content-Security-Policy", POLICY), ("Referrer-Policy", "no-referrer")]
            return start_response(status, [*kept, *added], *other)

        return app(environ, start)

    return guarded


def _end_with_parent() -> None:
    from gevent.os import tp_read

    while tp_read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
