"""Web archive on 127.0.0.1: an index with resume keys, and mementos, as the Wayback Machine gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from paper_server import Answer, Page, PaperServer, ReceivedRequest

from archive.warc.reader import read_records
from archive.warc.record import Record, sha1_digest

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
HTML_HEADERS = (("Content-Type", "text/html; charset=utf-8"),)

Misbehaviour = Callable[[ReceivedRequest], Answer | None]
"""Returns the answer that replaces the good one, or None."""


@dataclass(frozen=True)
class StoredCapture:
    """A capture in the archive."""

    url: str
    timestamp: str
    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = HTML_HEADERS
    media_type: str = "text/html"

    @property
    def digest(self) -> str:
        return sha1_digest(self.body).removeprefix("sha1:")

    @property
    def row(self) -> list[str]:
        status = "-" if self.media_type == "warc/revisit" else str(self.status)
        return ["key", self.timestamp, self.url, self.media_type, status, self.digest, "100"]

    @property
    def moment(self) -> datetime:
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def captures_of(files: Iterable[Path]) -> list[StoredCapture]:
    """Return the captures of WARC files."""
    records = [found for path in files for found in read_records(path) if isinstance(found, Record)]
    bodies = {record.payload_digest: record for record in records if record.kind == "response"}
    return [
        StoredCapture(
            url=record.url or "",
            timestamp="".join(filter(str.isdigit, record.captured)),
            body=bodies[record.payload_digest].body,
            status=bodies[record.payload_digest].status if record.kind == "revisit" else record.status,
            headers=bodies[record.payload_digest].headers if record.kind == "revisit" else record.headers,
            media_type=(record.content_type or "text/html").partition(";")[0],
        )
        for record in records
        if record.kind in ("response", "revisit") and (record.url or "").startswith("http")
    ]


def memento(capture: StoredCapture, **other: str) -> Answer:
    """Return the memento of a capture; `other` headers (`_` for `-`) replace the right ones."""
    headers = {f"X-Archive-Orig-{name}": value for name, value in capture.headers}
    headers |= {
        "Content-Type": dict(capture.headers).get("Content-Type", "text/html"),
        "Memento-Datetime": format_datetime(capture.moment, usegmt=True),
        "Link": f'<{capture.url}>; rel="original", <http://127.0.0.1/web/{capture.url}>; rel="timegate"',
    }
    if "Location" in dict(capture.headers):
        del headers["X-Archive-Orig-Location"]
        headers["Location"] = f"/web/{capture.timestamp}id_/{dict(capture.headers)['Location']}"
    headers |= {name.replace("_", "-"): value for name, value in other.items()}
    return Answer(capture.body, capture.status, headers)


class _Pages(dict[str, Page]):
    def __init__(self, answer: Page) -> None:
        super().__init__()
        self._answer = answer

    def get(self, _path: object, _default: object = None) -> Page:  # type: ignore[override]
        return self._answer


class WebArchiveServer(PaperServer):
    """Serves captures; `misbehave` is asked first."""

    def __init__(self, captures: Iterable[StoredCapture] = ()) -> None:
        self.captures = list(captures)
        self.misbehave: Misbehaviour = lambda _: None
        super().__init__()
        self.pages = _Pages(lambda asked: self.misbehave(asked) or self.answer(asked))

    @property
    def options(self) -> list[str]:
        """The options with which the command asks this server."""
        return ["--index", self.url("/cdx/search/cdx"), "--archive", self.url("/web")]

    @property
    def mementos(self) -> list[str]:
        """The paths of the captures that were requested."""
        return [path for path in self.paths if path.startswith("/web/")]

    @property
    def index_queries(self) -> list[dict[str, str]]:
        """The queries that the index was asked."""
        return [query_of(path) for path in self.paths if path.startswith("/cdx")]

    def answer(self, asked: ReceivedRequest) -> Answer:
        if asked.path.startswith("/cdx"):
            return self._index(query_of(asked.path))
        timestamp, _, url = asked.path.removeprefix("/web/").partition("id_/")
        found = (each for each in self.captures if (each.timestamp, each.url) == (timestamp, url))
        capture = next(found, None)
        return memento(capture) if capture else Answer(b"not archived", 404)

    def rows_of(self, host: str, since: str, until: str) -> list[list[str]]:
        """Return the lines of the index for a host, which it knows without www. and scheme."""
        captures = [
            each
            for each in self.captures
            if _bare(urlsplit(each.url).netloc) == _bare(host) and since <= each.timestamp <= until
        ]
        return [each.row for each in sorted(captures, key=lambda each: (each.url, each.timestamp))]

    def _index(self, query: dict[str, str]) -> Answer:
        rows = self.rows_of(query["url"], query["from"], query["to"])
        start, size = int(query.get("resumeKey", "0")), int(query["limit"])
        page = rows[start : start + size]
        if not page:
            return index_answer([])
        key = [[], [str(start + size)]] if start + size < len(rows) else []
        return index_answer([FIELDS, *page, *key])


def index_answer(lines: list[list[str]]) -> Answer:
    """Return an answer of the index in its JSON form."""
    return Answer(json.dumps(lines).encode(), headers={"Content-Type": "application/json"})


def query_of(path: str) -> dict[str, str]:
    """Return the query of a requested path; of several values the last."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(path).query).items()}


def _bare(host: str) -> str:
    return host.lower().removesuffix(":80").removeprefix("www.")
