"""Reading all captures again, on all cores: `make bench-reread`."""

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
MEMORY, ONE, TWO = "reading from memory", "one process", "two processes"


def benchmark(quick: bool) -> Section:
    """Articles a second from WARC files into the archive again."""
    count, rounds = (60, 1) if quick else (1_000, 3)
    archive = str(_archive(count))
    contenders = [
        Contender(name, MODULE, (how, archive)) for name, how in ((MEMORY, "memory"), (ONE, "1"), (TWO, "2"))
    ]
    series = in_turn(contenders, rounds)
    one = (
        "it also finds, unpacks and sums the record, loads the sites, and holds every reading against the "
        "history of its article"
    )
    two = (
        "one process alone starts no other; each of two first loads its readers, the work of some 80 pages, "
        "and a third one, on the same two cores, writes what they read"
    )
    rows = [
        compared("reread, one process", series[ONE], series[MEMORY], at_least(0.9), "pages/s", one),
        compared("reread, two processes", series[TWO], series[ONE], at_least(1.8), "pages/s", two),
    ]
    return Section("reread", "Reading captures again", rows)


def _archive(count: int) -> Path:
    """An archive of made pages with their captures, made anew."""
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
