"""`partynews status` while a run is at work, after it was killed, and on a terminal."""

from __future__ import annotations

import re
import signal
from pathlib import Path

from crawl_runner import Crawler
from forked_command import run_forked
from paper_server import HeldPage, PaperServer, article, listing
from pseudo_terminal import run_on_terminal

from archive.store import Store
from crawler.archive_lock import archive_lock


def first_line(archive: Path) -> str:
    """Return the first line of the status, asked by another process than that of the run."""
    done = run_forked("status", "--db", str(archive))
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0]


def test_status_says_since_when_a_crawl_is_running_and_how_far_it_is(
    paper: PaperServer, crawler: Crawler
) -> None:
    paths = [f"/bai-{number}.html" for number in range(8)]
    paper.pages["/tin/"] = listing(*paths)
    paper.pages |= {path: article(number) for number, path in enumerate(paths)}
    paper.pages[paths[3]] = held = HeldPage(article(3))
    with archive_lock(crawler.db, "crawl"):
        crawl = crawler.begin()
        held.wait_until_requested()
        running = first_line(crawler.db)
        crawl.send(signal.SIGKILL)
        crawl.end()
    killed = first_line(crawler.db)
    held.release()

    assert re.fullmatch(
        r"Running: crawl of paper since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ \(\d+ seconds?\): "
        r"[1-4] addresses done \(1 listed(, [1-3] stored)?\), [5-8] more are known\.",
        running,
    )
    assert re.fullmatch(
        r"Run 1 \(crawl\) was killed: [1-4] addresses done \(.*\)\. The next run finishes it\.", killed
    )
    assert crawler.run() == "finished"
    assert first_line(crawler.db) == "Health"


def test_status_admits_that_the_rest_of_an_import_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with archive_lock(path, "import"), Store.open(path) as store:
        with store.writing():
            store.start_run("import", [])
        assert re.fullmatch(
            r"Running: import since \S+ \(\d+ seconds?\): 0 addresses done, how many are left is not known\.",
            first_line(path),
        )


def test_status_on_a_terminal_is_coloured_and_keeps_to_its_width(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        run_id = store.start_run("crawl", ["a-site-with-a-long-name", "another-site-with-a-long-name"])
        store.finish_run(run_id, "interrupted", 130)
    shown = run_on_terminal("status", "--db", str(path), columns=70)
    plain = run_on_terminal("status", "--db", str(path), columns=70, NO_COLOR="1")

    assert shown.code == plain.code == 0
    assert "\x1b[33mi" in shown.raw  # the reason of the run: interrupted
    assert re.findall(r"\x1b\[[0-9;]*3[0-9]m", plain.raw) == []
    assert plain.lines == shown.lines
    assert max(map(len, shown.lines)) <= 70
    assert shown.lines[0] == "Runs"
