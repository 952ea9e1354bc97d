"""Conditions for a crawl in a process of its own: resource limits, kills, host names, clocks and timeouts.

A condition is a callable that the process calls before the crawl begins.
"""

from __future__ import annotations

import itertools
import os
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import time_machine
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response
from scrapy.resolver import dnscache
from twisted.internet._resolver import GAIResolver

import archive.database.connection
import archive.store
from crawler.crawl import pagination
from crawler.fetch.ssrf_guard import GuardedResolver


@dataclass(frozen=True)
class Limit:
    """Limit a resource by its name in setrlimit(2): `FSIZE`, `AS`, `NOFILE`."""

    name: str
    most: int

    def __call__(self) -> None:
        resource.setrlimit(getattr(resource, f"RLIMIT_{self.name}"), (self.most, self.most))


class NameTable(GuardedResolver):
    """The resolver of the crawler with the setting NAME_TABLE in place of the system's name service."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> NameTable:
        resolver = super().from_crawler(crawler, reactor)
        table = crawler.settings.getdict("NAME_TABLE")
        resolver.original_resolver = GAIResolver(reactor, getaddrinfo=addresses_from(table))
        return resolver

    def resolveHostName(self, receiver: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        dnscache.pop(name, None)  # as after the entry expired
        return super().resolveHostName(receiver, name, *args, **kwargs)


def names(table: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return settings that resolve hosts to these addresses: one after the other, then always the last."""
    resolver = f"{NameTable.__module__}.{NameTable.__name__}"
    return {"TWISTED_DNS_RESOLVER": resolver, "NAME_TABLE": dict(table)}


def addresses_from(table: Mapping[str, Sequence[str]]) -> Any:
    """Return a `socket.getaddrinfo` that knows only the names in `table`."""
    left = {name: list(addresses) for name, addresses in table.items()}

    def getaddrinfo(host: str, port: Any, *_: Any, **__: Any) -> list[Any]:
        if host not in left:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        address = left[host].pop(0) if len(left[host]) > 1 else left[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    return getaddrinfo


@dataclass
class KillAfter:
    """End the process that calls it: `cpu_seconds` of its processor time after the last of `calls`.

    The process counts by itself and measures processor time, so it ends at the same point of its work on a
    busy machine too.
    """

    calls: int
    cpu_seconds: float = 0.0

    def __call__(self) -> None:
        self.calls -= 1
        if self.calls != 0:
            return
        if self.cpu_seconds == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process wherever it is
        signal.setitimer(signal.ITIMER_PROF, self.cpu_seconds)


@dataclass(frozen=True)
class KillAt:
    """Die by SIGKILL before SQLite executes the nth statement that starts with `start`, on any connection."""

    start: str
    nth: int

    def __call__(self) -> None:
        left = itertools.count(self.nth, -1)
        next(left)

        def count(statement: str) -> None:
            if statement.startswith(self.start) and next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        connect = sqlite3.connect

        def connect_and_count(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **kwargs)
            connection.set_trace_callback(count)
            return connection

        sqlite3.connect = connect_and_count  # type: ignore[assignment]


@dataclass(frozen=True)
class SyncLog:
    """Append a line to `log` for each synced file (name and size) and for each inserted capture."""

    log: Path

    def __call__(self) -> None:
        log, fsync, connect = self.log.open("a", buffering=1), os.fsync, sqlite3.connect

        def sync(file: int) -> None:
            fsync(file)
            print("synced", Path(f"/proc/self/fd/{file}").readlink().name, os.fstat(file).st_size, file=log)

        def note(statement: str) -> None:
            if statement.startswith("INSERT INTO captures"):
                print(" ".join(statement.split()), file=log)

        def connect_and_note(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **kwargs)
            connection.set_trace_callback(note)
            return connection

        os.fsync = sync  # type: ignore[assignment]
        sqlite3.connect = connect_and_note  # type: ignore[assignment]


@dataclass(frozen=True)
class PageBudget:
    """Lower the page budget of a listing, to keep the test short."""

    pages: int

    def __call__(self) -> None:
        pagination.MAX_LISTING_PAGES = self.pages


@dataclass(frozen=True)
class MemoryLeft:
    """Limit the memory of the process to so many megabytes more than it has now."""

    megabytes: int

    def __call__(self) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        Limit("AS", pages * resource.getpagesize() + self.megabytes * 2**20)()


@dataclass(frozen=True)
class KillAtSize:
    """Die inside the write that would make a file larger than `most` bytes."""

    most: int

    def __call__(self) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it by default
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        Limit("FSIZE", self.most)()


@dataclass(frozen=True)
class Clock:
    """The wall clock shows `at` when the crawl begins, and runs from there."""

    at: datetime

    def __call__(self) -> None:
        time_machine.travel(self.at, tick=True).start()


@dataclass(frozen=True)
class DownloadTimeout:
    """Requests for URLs that end in `path` time out after `seconds`; all others have the usual time."""

    path: str
    seconds: float

    def __call__(self) -> None:
        download = HTTP11DownloadHandler.download_request

        async def download_in_time(handler: HTTP11DownloadHandler, request: Request) -> Response:
            if request.url.endswith(self.path):
                request.meta["download_timeout"] = self.seconds
            return await download(handler, request)

        HTTP11DownloadHandler.download_request = download_in_time


@dataclass(frozen=True)
class SendTimes:
    """Append a line to `log` for each request: when it was sent, in seconds of the monotonic clock."""

    log: Path

    def __call__(self) -> None:
        log, download = self.log.open("a", buffering=1), HTTP11DownloadHandler.download_request

        async def note_and_download(handler: HTTP11DownloadHandler, request: Request) -> Response:
            print(time.monotonic(), file=log)
            return await download(handler, request)

        HTTP11DownloadHandler.download_request = note_and_download

    def gaps(self) -> list[float]:
        """Seconds between two requests, in the order in which they were sent."""
        times = map(float, self.log.read_text().split())
        return [later - before for before, later in pairwise(times)]


@dataclass(frozen=True)
class WriteTimeout:
    """A writer gives up after so many seconds of waiting for others."""

    seconds: float

    def __call__(self) -> None:
        archive.store.WRITE_TIMEOUT = self.seconds
        archive.database.connection.BUSY_TIMEOUT = self.seconds
