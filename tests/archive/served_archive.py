"""Serve an archive in a separate process and query it over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from lxml.html import HtmlElement, document_fromstring

SERVE = (
    "import sys; from pathlib import Path; from archive.ui.server import serve; "
    "serve(Path(sys.argv[1]), port=0, replay_port=0 if sys.argv[2:] else None)"
)
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def page(self) -> HtmlElement:
        return document_fromstring(self.body.decode("utf-8"))

    def texts(self, css: str) -> list[str]:
        """Return the text of each matching element, with white space collapsed."""
        return [" ".join(element.text_content().split()) for element in self.page.cssselect(css)]


@dataclass(frozen=True)
class Served:
    url: str
    process: subprocess.Popen[str]

    def get(self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        """Return the response to `path`, which is sent unescaped."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        connection.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        answer = Answer(
            response.status,
            {name.lower(): value for name, value in response.headers.items()},
            response.read(),
        )
        connection.close()
        return answer

    def search(self, **choice: str) -> Answer:
        return self.get(f"/search?{urlencode(choice)}")

    def query(self, sql: str) -> dict[str, Any]:
        """Return Datasette's JSON response to an SQL query."""
        body = self.get(f"/archive.json?{urlencode({'sql': sql, '_shape': 'objects'})}").body
        found: dict[str, Any] = json.loads(body)
        return found

    @property
    def cpu_seconds(self) -> float:
        """Processor time of the server so far, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime, stime: see proc(5)

    @property
    def peak_memory(self) -> int:
        """Peak memory of the server so far, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


@contextmanager
def serving(path: Path, *, replay: bool = False) -> Iterator[Served]:
    """Serve the archive at `path` on a free port while the block runs, with a replay if asked."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(path), *(["replay"] if replay else [])],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        announced = process.stdout.readline()
        try:
            yield Served(announced.split(" (")[0].split()[-1].rstrip("/"), process)
        finally:
            process.terminate()
