"""Several processes on one archive: writers and blocking readers."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from article_builder import story
from conditions import WriteTimeout
from crawl_runner import PROCESSES, ROOT, Crawler
from paper_server import HeldPage, PaperServer, article
from survival import Survival, fill

from archive.database.journal_mode import journal_mode
from archive.fixity.verify import verify
from archive.store import Store

WRITERS = "abcd"
EACH = 25


def write(path: Path, writer: str) -> None:
    with Store.open(path) as store:
        for number in range(EACH):
            with store.writing():
                store.save(story(f"Tin {number} của {writer}. " * 50, key=f"{writer}-{number}"))


@pytest.mark.slow
def test_four_writers_and_verify_run_concurrently(warm: None, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Store.open(path).close()
    writers = [PROCESSES.Process(target=write, args=(path, writer)) for writer in WRITERS]
    for writer in writers:
        writer.start()
    findings = []
    while any(writer.is_alive() for writer in writers):
        findings += verify(path).findings
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*), count(DISTINCT key) FROM articles").fetchone() == (100, 100)
    assert [*findings, *verify(path).findings] == []


class Reader:
    """A reader with an open transaction."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("BEGIN")
        self._db.execute("SELECT count(*) FROM articles").fetchone()

    def finish(self) -> None:
        self._db.execute("ROLLBACK")
        self._db.close()


@pytest.mark.slow
def test_crawl_waits_for_a_reader(paper: PaperServer, crawler: Crawler) -> None:
    survival = Survival(crawler, fill(paper, 10))
    crawler.run(limit=1)
    reader = Reader(crawler.db)
    crawl = crawler.begin()
    if journal_mode(crawler.db) == "WAL":
        assert crawl.end() == (0, "finished")
    else:
        crawl.process.join(timeout=8)  # longer than SQLite's own busy timeout
        assert crawl.process.is_alive()
    reader.finish()
    assert crawl.end() == (0, "finished")
    assert set(survival.figures().values()) == {0}


@pytest.mark.slow
def test_crawl_blocked_by_a_reader_exits_with_3_and_can_continue(
    paper: PaperServer, crawler: Crawler
) -> None:
    survival = Survival(crawler, fill(paper, 10))
    crawler.run(limit=1)
    if journal_mode(crawler.db) == "WAL":
        pytest.skip("in WAL mode no reader holds up a writer")
    paper.pages["/bai-9.html"] = held = HeldPage(article(9))
    crawl = crawler.begin(under=[WriteTimeout(1.0)])
    held.wait_until_requested()
    reader = Reader(crawler.db)
    held.release()
    code, said = crawl.end()
    reader.finish()
    assert (code, " locks " in said, "Traceback" in said) == (3, True, False)
    assert verify(crawler.db).findings == []
    crawler.run()
    assert set(survival.figures().values()) == {0}


def test_status_shows_the_journal_mode_and_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Store.open(path).close()
    said = subprocess.run(
        [sys.executable, "-m", "crawler", "status", "--db", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"Journal mode: {journal_mode(path)}" in said
    assert (sqlite3.sqlite_version in said) == (journal_mode(path) != "WAL")
