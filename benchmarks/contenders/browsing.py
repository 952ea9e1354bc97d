"""Request pages of the web interface: `python -m benchmarks.contenders.browsing ARCHIVE REPEATS`.

`reported` has the fastest request of each page in milliseconds: a slower one waited for other programs.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import build_opener

from benchmarks.harness.worker import cpu_seconds, report

# Of articles with full text, without captures, revisions and references.
PAGES = {
    "front page": "/",
    "all articles": "/search",
    "search, two common syllables": "/search?q=h%E1%BB%99i+ngh%E1%BB%8B",
    "search of a site, newest first": "/search?q=hoi&site=nhandan&sort=date",
    "page 100 of all articles": "/search?page=100",
    "results as CSV, one year": "/search.csv?q=hoi+nghi&year=2015",
    "Atom feed": "/search.atom?site=nhandan",
    "article": "/article/777",
    "trend, common syllable": "/trend?q=h%E1%BB%99i",
    "trend, most common syllable": "/trend?q=v%C3%A0",
    "coverage": "/coverage",
    "documents": "/documents",
    "people": "/people",
    "tables": "/archive",
    "rows of articles": "/archive/visible_articles",
}
SERVE = (
    "import sys; from pathlib import Path; from archive.ui.server import serve; "
    "serve(Path(sys.argv[1]), port=int(sys.argv[2]))"
)


def main(archive: Path, repeats: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(archive), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()  # it listens
        try:
            fastest = {
                name: measured(f"http://127.0.0.1:{port}{page}", repeats) for name, page in PAGES.items()
            }
        finally:
            server.terminate()
    report(repeats * len(PAGES), sum(fastest.values()) / 1000, cpu_seconds(), **fastest)


def measured(url: str, repeats: int) -> float:
    """Return the time of the fastest request, in milliseconds, after one that reads from disk."""
    opener = build_opener()
    times = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        with opener.open(url, timeout=60) as answer:
            answer.read()
        times.append(time.perf_counter() - began)
    return min(times[1:]) * 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
