"""Serve an archive in a separate process and query it over HTTP."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from crawl_runner import PROCESSES, warm_up
from lxml.html import HtmlElement, document_fromstring

from archive.ui.server import serve


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
    """A server that runs: its address without a slash at the end, and the id of its process."""

    url: str
    pid: int | None

    @classmethod
    def announced(cls, line: str, pid: int | None) -> Self:
        """Return the server that prints this line when it starts."""
        return cls(line.partition("/ (")[0].rpartition(" ")[2], pid)

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
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime, stime: see proc(5)

    @property
    def peak_memory(self) -> int:
        """Peak memory of the server so far, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


@contextmanager
def serving(path: Path, *, replay: bool = False) -> Iterator[Served]:
    """Serve the archive at `path` on a free port while the block runs, with a replay if asked."""
    warm_up()
    received, sent = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_serve, args=(sent, path, 0 if replay else None))
    process.start()
    sent.close()
    with received, open(received.fileno(), closefd=False) as printed:
        announced = printed.readline()
    try:
        yield Served.announced(announced, process.pid)
    finally:
        process.terminate()
        process.join()


def _serve(printed: Connection, path: Path, replay_port: int | None) -> None:
    os.dup2(printed.fileno(), 1)
    serve(path, port=0, replay_port=replay_port)
