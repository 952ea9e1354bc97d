"""Run backfills of the test paper from a web archive on 127.0.0.1, in this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from paper_server import article
from web_archive_server import StoredCapture, WebArchiveServer

from archive.store import Store, open_for_reading
from crawler.backfill.backfill_run import BackfillReport, BackfillScope, backfill
from crawler.backfill.wayback_machine import WaybackMachine
from crawler.backfill.web_archive import TimeWindow, WebArchive
from crawler.parse.layout import Layout
from crawler.site import Site

ALWAYS = TimeWindow("19960101000000", "20991231235959")
AGENT = "partynews/test (news archive; archive@example.org)"
PAPER = Site(
    "paper",
    publisher="A paper for tests",
    hosts=("paper.vn",),
    past_hosts=("old.paper.vn",),
    articles=(r"^/bai-(?P<key>\d+)\.html$", r"^/doc\?id=(?P<key>\d+)$"),
    layouts=(
        Layout(
            "paper",
            marker="article.paper",
            title="h1",
            lead=".lead",
            body=".text",
            published="article time",
        ),
    ),
)


def page(number: int, words: str = "") -> bytes:
    """Return the page of an article; other words make another text."""
    return article(number, words).body


def captured(
    number: int,
    timestamp: str,
    words: str = "",
    *,
    url: str = "https://paper.vn/bai-{}.html",
    **fields: Any,
) -> StoredCapture:
    """Return a capture of an article."""
    return StoredCapture(url.format(number), timestamp, page(number, words), **fields)


@dataclass
class Backfiller:
    """Backfills the paper into the archive `db`."""

    db: Path
    server: WebArchiveServer
    page_size: int = 100
    sites: Mapping[str, Site] | None = None

    def run(self, archive: WebArchive | None = None, **scope: Any) -> BackfillReport:
        with Store.open(self.db) as store:
            return backfill(
                store,
                list((self.sites or {"paper": PAPER}).values()),
                archive or self.wayback(),
                BackfillScope(**{"window": ALWAYS, **scope}),
            )

    def wayback(self) -> WaybackMachine:
        return WaybackMachine(
            AGENT, self.server.url("/cdx/search/cdx"), self.server.url("/web"), page_size=self.page_size
        )

    def read(self) -> Connection:
        return open_for_reading(self.db)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.read().execute(sql).fetchall()

    def states(self) -> dict[str, int]:
        """Return the number of queued captures by state and reason."""
        rows = self.rows(
            "SELECT state || coalesce(' ' || reason, ''), count(*) FROM backfill_captures GROUP BY 1"
        )
        return dict(rows)
