"""Parse all captures again, on all cores: `make bench-reread`."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.store import Store
from archive.warc.record_builder import build_response
from archive.warc.writer import CaptureWriter
from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import CACHE
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Section, at_least, compared
from benchmarks.pages import NHANDAN_TODAY, pages
from crawler.parse.read import read_article
from crawler.sites import load_sites

MODULE = "benchmarks.contenders.rereading"
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
MEMORY, ONE, TWO = "parsing from memory", "one process", "two processes"


def benchmark(quick: bool) -> Section:
    """Return articles per second from WARC files back into the archive."""
    count, rounds = (60, 1) if quick else (1_000, 3)
    archive = str(_archive(count))
    contenders = [
        Contender(name, MODULE, (how, archive)) for name, how in ((MEMORY, "memory"), (ONE, "1"), (TWO, "2"))
    ]
    series = in_turn(contenders, rounds)
    one = (
        "reread also locates, decompresses and verifies the record, and compares each result with the "
        "history of its article. Of its CPU time for 250 pages parsing takes 72 %, the record 14 %, the "
        "history and the comparison 6 %. Tried without effect: fewer garbage collections"
    )
    two = (
        "a single process starts no others; each of two first loads its readers (the time of 80 pages), "
        "and a third one writes the results on the same two cores"
    )
    rows = [
        compared("reread, one process", series[ONE], series[MEMORY], at_least(0.85), "pages/s", one),
        compared("reread, two processes", series[TWO], series[ONE], at_least(1.7), "pages/s", two),
    ]
    return Section("reread", "Reread", rows)


def _archive(count: int) -> Path:
    """Return a new archive of generated pages with their captures."""
    folder = CACHE / "archives" / "reread"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    site = load_sites()["nhandan"]
    with Store.open(folder / "archive.db") as store:
        writer = CaptureWriter(store.captures, site.name, 1)
        for number, page in enumerate(pages(count, only=[NHANDAN_TODAY])):
            captured = FIRST + timedelta(minutes=number)
            records = build_response(
                url=page.url, status=200, reason="OK", headers=HEADERS, body=page.html, captured=captured
            )
            capture = writer.write(records)
            article = read_article(page.html, page.url, site=site, content_type=None, captured=captured)
            with store.writing():
                store.save(replace(article, capture=capture))
        writer.seal()
    return folder / "archive.db"


if __name__ == "__main__":
    run_alone(benchmark)
