"""Full disks, missing permissions, wrong clocks and bare environments."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from conditions import Clock, Limit
from crawl_runner import ROOT, Crawler
from paper_server import Answer, PaperServer, article, listing
from survival import Survival, fill

from archive.errors import StorageFailed
from archive.fixity.verify import verify
from archive.store import Store

Count = Callable[[str, object], None]
NOBODY = 65534
SAMPLE = ROOT / "samples" / "nhandan.warc.gz"
COLUMNS = "site, key, url, title, lead, body, byline, published, section, tags, captured, text_sha256"


@pytest.mark.slow
def test_full_disk_exits_with_3_and_the_next_run_completes(
    paper: PaperServer, crawler: Crawler, record_property: Count
) -> None:
    survival, dice = Survival(crawler, fill(paper, 120)), Random(3)
    crawler.run(limit=1)
    for _ in range(20):
        room = crawler.db.stat().st_size + dice.randrange(0, 20_000, 500)
        crawl = crawler.begin(under=[Limit("FSIZE", room)])
        survival.check(crawl)
        code, said = crawl.end()
        assert code == 3
        assert "Traceback" not in said
    crawler.run()
    assert set(survival.figures().values()) == {0}
    record_property("full disks", 20)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder readable by every user."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_archive_without_write_permission_is_refused_before_any_request(public: Path) -> None:
    path = public / "archive.db"
    Store.open(path).close()
    path.chmod(0o444)
    before = path.read_bytes()
    child = os.fork()
    if child == 0:
        os._exit(open_as_nobody(path))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 3
    assert path.read_bytes() == before


def open_as_nobody(path: Path) -> int:
    """Return the exit code of a run without write permission."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        Store.open(path).close()
    except StorageFailed as error:
        return error.exit_code if str(error).startswith("Cannot write") else 1
    return 0


def clock(days: int) -> Clock:
    """Return a clock so many days after (or before) 1 September 2026, half a year after the articles."""
    return Clock(datetime(2026, 9, 1, 1, tzinfo=UTC) + timedelta(days=days))


@pytest.mark.slow
def test_clock_jumps_keep_the_order_of_runs_and_lose_nothing(paper: PaperServer, crawler: Crawler) -> None:
    survival = Survival(crawler, fill(paper, 5))
    for days in (0, -1, 3650, 0):
        crawler.run(under=[clock(days)])
        survival.paths = fill(paper, len(survival.paths) + 3)
    crawler.run(under=[clock(0)])
    assert set(survival.figures().values()) == {0}
    runs = crawler.rows("SELECT id, started FROM runs ORDER BY rowid")
    assert [number for number, _ in runs] == [1, 2, 3, 4, 5]
    assert runs[2][1][:4] == "2036"
    assert crawler.rows("SELECT reason, exit_code FROM runs") == [("finished", 0)] * 5


def test_rechecks_scheduled_by_a_wrong_clock_are_corrected(paper: PaperServer, crawler: Crawler) -> None:
    fill(paper, 2)
    crawler.run(under=[clock(3650)])
    crawler.change("UPDATE frontier SET state = 'pending' WHERE key = '1'")  # like a page waiting for a retry
    paper.requests.clear()
    said = crawler.run(under=[clock(0)])
    assert said.startswith("The clock was ahead in run 1, or is behind now: that run began at 2036-08-29")
    assert paper.paths == ["/tin/", "/bai-1.html"]
    crawler.run(under=[clock(1)])
    assert paper.paths[2:] == ["/tin/", "/bai-0.html"]
    assert "clock" not in crawler.run(under=[clock(1)])


def replay(folder: Path, words: str = "", code: int = 0, **environment: str) -> list[tuple[object, ...]]:
    """Return the articles of a sample, replayed by a shell in `folder` with only this environment."""
    folder.mkdir()
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m crawler replay {SAMPLE} {words}"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **environment},
        timeout=120,
    )
    assert done.returncode == code
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        assert db.execute("SELECT reason FROM runs").fetchall() == [("finished",)]
        return db.execute(f"SELECT {COLUMNS} FROM articles ORDER BY site, key").fetchall()


@pytest.mark.slow
def test_cron_environment_gives_the_same_articles(tmp_path: Path) -> None:
    usual = replay(tmp_path / "usual", **os.environ)
    assert len(usual) > 10
    assert replay(tmp_path / "cron", LANG="C", TZ="UTC") == usual
    assert replay(tmp_path / "ascii", LC_ALL="C", TZ="America/New_York", PYTHONUTF8="0") == usual


@pytest.mark.slow
def test_run_completes_without_usable_output_streams(tmp_path: Path) -> None:
    usual = replay(tmp_path / "usual", "> out 2> err")
    assert replay(tmp_path / "closed", "<&- >&- 2>&-") == usual
    assert replay(tmp_path / "full", "> /dev/full 2> err", code=3) == usual
    said = (tmp_path / "full" / "err").read_text()
    assert said == "partynews: The disk of the output is full. Free some space, then run the command again.\n"
    assert replay(tmp_path / "all full", "> /dev/full 2> /dev/full", code=3) == usual


@pytest.mark.slow
def test_thousands_of_pages_need_few_file_descriptors(paper: PaperServer, crawler: Crawler) -> None:
    paths = [f"/bai-{number}.html" for number in range(2000)]
    paper.pages["/tin/"] = listing(*paths)
    for number in range(0, 2000, 100):
        paper.pages[paths[number]] = article(number)
        paper.pages[paths[number + 1]] = Answer(article(number).body[:-40], headers={"Connection": "close"})
    # Exit 4: most articles of the site are missing.
    crawler.run(code=4, under=[Limit("NOFILE", 64)], settings={"DOWNLOAD_DELAY": 0.0001})
    assert len(crawler.titles()) >= 20
    assert len(crawler.outcomes()) == 2001
    assert verify(crawler.db).findings == []
