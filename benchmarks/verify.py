"""Speed of `verify`, part by part: `make bench-verify`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.article import Article, Capture
from archive.store import Store
from archive.warc.record_builder import build_response
from archive.warc.writer import CaptureWriter
from benchmarks.corpus import articles
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series, spread
from benchmarks.harness.peers import CACHE
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_least
from benchmarks.pages import NHANDAN_TODAY, pages

MODULE = "benchmarks.contenders.verifying"
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)
IN_A_TRANSACTION = 500
GOALS = {"rows": 20_000, "records": None, "index": None, "all of it": None, "a sample of 500 rows": None}
UNITS = {"records": "records/s", "index": "articles/s", "all of it": "rows, records and index entries/s"}


def benchmark(quick: bool) -> Section:
    """Return rows, records and index entries per second, separately and together."""
    count, rounds = (200, 1) if quick else (5_000, 3)
    archive = str(_archive(count))
    series = in_turn([Contender(part, MODULE, (part, archive)) for part in GOALS], rounds)
    return Section("verify", "Verify", [_row(part, series[part]) for part in GOALS])


def _row(part: str, series: Series) -> Row:
    goal = GOALS[part]
    if series.missing:
        return Row(f"verify, {part}", "", None, note=series.missing)
    return Row(
        f"verify, {part}",
        "",
        series.rate,
        at_least(goal) if goal else None,
        f"{spread(series)} {UNITS.get(part, 'rows/s')}",
        memory=f"{series.peak:,.0f}",
    )


def _archive(count: int) -> Path:
    """Return an archive of generated articles, each with the WARC record of a page of realistic size."""
    folder = CACHE / "archives" / "verify"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Store.open(folder / "archive.db") as store:
        made = _captured(count, store.captures)
        for start in range(0, count, IN_A_TRANSACTION):
            with store.writing():
                for _ in range(min(IN_A_TRANSACTION, count - start)):
                    store.save(next(made))
    return folder / "archive.db"


def _captured(count: int, captures: Path) -> Iterator[Article]:
    bodies = [page.html for page in pages(50, only=[NHANDAN_TODAY])]
    writer = CaptureWriter(captures, "paper", 1)
    for number, article in enumerate(articles(0, count)):
        assert article.url is not None
        body = bodies[number % len(bodies)].replace(b"</body>", b"<!-- %d --></body>" % number)
        yield replace(article, capture=_capture(writer, article.url, body, FIRST + timedelta(minutes=number)))
    writer.seal()


def _capture(writer: CaptureWriter, url: str, body: bytes, captured: datetime) -> Capture:
    return writer.write(
        build_response(url=url, status=200, reason="OK", headers=HEADERS, body=body, captured=captured)
    )


if __name__ == "__main__":
    run_alone(benchmark)
