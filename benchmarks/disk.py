"""Disk space of a year of daily crawls: `make bench-disk`.

Articles appear day by day and are requested again when `next_check` says. A third of the servers answers "not
modified", a third sends the same bytes, a third a page whose surroundings have changed, which is stored
again.
"""

from __future__ import annotations

import gzip
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.article import Capture
from archive.clock import format_utc
from archive.warc.record_builder import build_response
from archive.warc.writer import CaptureWriter
from benchmarks.frames import framed
from benchmarks.harness.entry import run_alone
from benchmarks.harness.rows import Row, Section, at_most, markdown
from benchmarks.pages import NHANDAN_TODAY, Page, pages
from crawler.crawl.revisit_policy import next_check

FIRST_DAY = datetime(2026, 1, 1, 1, tzinfo=UTC)
DAYS = 365
SERVERS = ("not modified", "same bytes", "frame changed")
HEADERS = (("Server", "nginx"), ("Content-Type", "text/html; charset=utf-8"), ("ETag", '"5f2c-1a"'))
REQUEST_HEADERS = (("Accept", "text/html"), ("Accept-Language", "vi"), ("User-Agent", "partynews/0.3"))
FRAME = 12_000  # bytes that change: headlines around the article


@dataclass(slots=True)
class Bytes:
    """Bytes of WARC files, bytes of all responses gzipped, and number of requests."""

    kept: int = 0
    gzipped: int = 0
    asked: int = 0


def benchmark(quick: bool) -> Section:
    """Return the size of the WARC files compared with all responses gzipped."""
    count = 9 if quick else 120
    sizes = {server: Bytes() for server in SERVERS}
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        writers = {server: CaptureWriter(Path(folder), server.replace(" ", "-"), 1) for server in SERVERS}
        for number, page in enumerate(pages(count, only=[NHANDAN_TODAY])):
            server = SERVERS[number % len(SERVERS)]
            first = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
            _keep_a_year(page, server, first, writers[server], sizes[server], rng)
    kept, gzipped = (sum(getattr(each, name) for each in sizes.values()) for name in ("kept", "gzipped"))
    row = Row(
        *("WARC files of a year of daily crawls", "every response gzipped", kept / gzipped, at_most(0.6)),
        *(f"{kept / 1e6:.1f} MB", f"{gzipped / 1e6:.1f} MB"),
    )
    return Section("disk", "Disk space", [row, _record_row(count)], [("By server response", _table(sizes))])


def _record_row(count: int) -> Row:
    """Compare the response and request records of pages with the same records packed by gzip -6."""
    ours = theirs = 0
    with tempfile.TemporaryDirectory() as folder:
        writer = CaptureWriter(Path(folder), "pages", 1)
        for page in pages(count):
            records = build_response(
                url=page.url,
                status=200,
                reason="OK",
                headers=HEADERS,
                body=page.html,
                captured=FIRST_DAY,
                request_headers=REQUEST_HEADERS,
            )
            theirs += sum(len(gzip.compress(record, 6)) for record in records.uncompressed)
            last = writer.write(records)
            ours = last.offset + last.length
    return Row(
        *("WARC bytes of a crawled page", "gzip -6 of its records", ours / theirs, at_most(1.1)),
        *(f"{ours / count:,.0f} bytes", f"{theirs / count:,.0f} bytes"),
    )


def _keep_a_year(
    page: Page, server: str, first: datetime, writer: CaptureWriter, sizes: Bytes, rng: random.Random
) -> None:
    """Request one article from its first day to the end of the year, like daily crawls."""
    last: Capture | None = None
    for asked in _visits(first):
        body = _answered(page, server, rng) if last else page.html
        status = 304 if last and server == "not modified" else 200
        records = build_response(
            url=page.url,
            status=status,
            reason="OK" if status == 200 else "Not Modified",
            headers=HEADERS,
            body=body if status == 200 else b"",
            captured=asked,
            unchanged=last,
        )
        capture = writer.write(records)
        last = last or capture
        sizes.kept += capture.length
        sizes.gzipped += len(gzip.compress(body))
        sizes.asked += 1


def _visits(first: datetime) -> Iterator[datetime]:
    """Return the times of the crawls that request an article first seen at `first`."""
    due = asked = first
    while asked < FIRST_DAY + timedelta(days=DAYS):
        if asked >= due:
            yield asked
            due = next_check(first.isoformat(), format_utc(first), asked)
        asked += timedelta(days=1)


def _answered(page: Page, server: str, rng: random.Random) -> bytes:
    if server != "frame changed":
        return page.html
    return framed(page.html.decode(), rng, len(page.html) + FRAME, modern=True).encode()


def _table(sizes: dict[str, Bytes]) -> str:
    lines = [
        [server, f"{each.asked:,}", f"{each.kept / 1e6:.1f}", f"{each.gzipped / 1e6:.1f}"]
        for server, each in sizes.items()
    ]
    return markdown(["server answers", "requests", "kept, MB", "gzipped, MB"], lines)


if __name__ == "__main__":
    run_alone(benchmark)
