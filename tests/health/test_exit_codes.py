"""Exit codes and messages of runs match the table in the documentation."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from command_runner import Command, CommandResult
from conditions import Clock
from paper_server import Answer, HeldPage, PaperServer, article, listing
from small_disk import NOT_ALLOWED, SmallDisk

from crawler.archive_lock import archive_lock

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "operate.md"
ROW = re.compile(r"^\| ([^|]+?) +\| (\d+) +\| `(.+)` \|$", re.MULTILINE)
MORNING = Clock(datetime(2026, 3, 2, 1, tzinfo=UTC))
DAY_BEFORE = Clock(datetime(2026, 3, 1, 1, tzinfo=UTC))
LATER_THAT_MORNING = Clock(datetime(2026, 3, 2, 1, 30, tzinfo=UTC))
PATHS = [f"/bai-{number}.html" for number in (1, 2, 3)]


@dataclass
class Scene:
    """Two papers, and the command in the folder of the archive."""

    paper: PaperServer
    gazette: PaperServer
    command: Command

    @property
    def archive(self) -> Path:
        return self.command.folder / "archive.db"

    def crawl(self, *words: str, under: tuple[Callable[[], None], ...] = ()) -> CommandResult:
        return self.command.run("crawl", *(words or ("paper",)), under=[MORNING, *under])


def all_good(scene: Scene) -> CommandResult:
    return scene.crawl()


def nothing_new(scene: Scene) -> CommandResult:
    scene.crawl()
    return scene.crawl(under=(LATER_THAT_MORNING,))


def one_site_blocks(scene: Scene) -> CommandResult:
    scene.paper.pages["/tin/"] = Answer(b"", 403)
    said = scene.crawl("gazette", "paper")
    assert said.out[0] == "gazette: 3 found: 3 stored"
    return said


def layout_changed(scene: Scene) -> CommandResult:
    for number, path in enumerate(PATHS):
        scene.paper.pages[path] = Answer(article(number).body.replace(b'"paper"', b'"other"'))
    return scene.crawl()


def listing_empty(scene: Scene) -> CommandResult:
    scene.paper.pages["/tin/"] = listing()
    return scene.crawl()


def robots_forbid(scene: Scene) -> CommandResult:
    scene.paper.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")
    return scene.crawl()


def texts_cut(scene: Scene) -> CommandResult:
    scene.crawl(under=(DAY_BEFORE,))
    for number, path in enumerate(PATHS, 1):
        start, first, *_ = article(number).body.split(b"<p>")
        scene.paper.pages[path] = Answer(start + b"<p>" + first + b"</div></article></body></html>")
    return scene.crawl()


def login_wall(scene: Scene) -> CommandResult:
    for path in PATHS:
        scene.paper.pages[path] = Answer(status=302, headers={"Location": "/dang-nhap"})
    return scene.crawl()


def disk_full(scene: Scene) -> CommandResult:
    for number, path in enumerate(PATHS, 1):
        scene.paper.pages[path] = Answer(article(number, "Tin dài. " * 20_000).body)
    said = scene.crawl(under=(SmallDisk(scene.command.folder / "disk", 1024),))
    if said.code == NOT_ALLOWED:
        pytest.skip("a small disk cannot be mounted here")
    return said


def another_run(scene: Scene) -> CommandResult:
    with time_machine.travel(MORNING.at), archive_lock(scene.archive, "crawl"):
        return scene.crawl()


def no_archive_of_ours(scene: Scene) -> CommandResult:
    scene.archive.write_text("Tin mới\n")
    return scene.crawl()


def broken_input(scene: Scene) -> CommandResult:
    (scene.archive.parent / "old.warc").write_bytes(b"WARC/1.0\r\nWARC-Type: resp")
    return scene.command.run("import", "old.warc")


def interrupted(scene: Scene) -> CommandResult:
    held = HeldPage(Answer(b""))
    scene.paper.pages |= dict.fromkeys(PATHS, held)
    crawl = scene.command.begin("crawl", "paper", under=[MORNING])
    held.wait_until_requested()
    crawl.send(signal.SIGINT)
    held.release()
    return crawl.end()


def wrong_usage(scene: Scene) -> CommandResult:
    return scene.crawl("papr")


ENDINGS: dict[str, Callable[[Scene], CommandResult]] = {
    "success": all_good,
    "nothing new": nothing_new,
    "the site blocks the crawler": one_site_blocks,
    "unknown layout": layout_changed,
    "empty listing": listing_empty,
    "robots.txt forbids the listing": robots_forbid,
    "a paywall cuts all texts": texts_cut,
    "every article redirects to a login": login_wall,
    "disk full": disk_full,
    "another run holds the archive": another_run,
    "not an archive": no_archive_of_ours,
    "damaged input file": broken_input,
    "interrupted": interrupted,
    "unknown site": wrong_usage,
}


@pytest.fixture
def scene(warm: None, paper: PaperServer, tmp_path: Path) -> Iterator[Scene]:
    with PaperServer() as gazette:
        for server in (paper, gazette):
            server.pages["/tin/"] = listing(*PATHS)
            server.pages |= {path: article(number) for number, path in enumerate(PATHS, 1)}
        environment = {
            "PARTYNEWS_CONTACT": "tests@example.org",
            "PAPER_HOSTS": paper.netloc,
            "GAZETTE_HOST": gazette.netloc,
        }
        yield Scene(paper, gazette, Command(tmp_path, environment))


def with_documented_values(line: str, scene: Scene) -> str:
    """Replace host, time and process of the test by those of the page."""
    line = line.replace(f"http://{scene.paper.netloc}", "https://paper.vn")
    line = re.sub(r"T\d\d:\d\d:\d\dZ, \d+ seconds? ago", "T01:00:00Z, 8 seconds ago", line)
    return re.sub(r"process \d+", "process 4711", line)


def documented() -> dict[str, tuple[int, str]]:
    """Return case -> exit code and message from the page."""
    return {what: (int(code), line) for what, code, line in ROW.findall(PAGE.read_text("utf-8"))}


def test_page_has_all_cases() -> None:
    assert list(documented()) == list(ENDINGS)


@pytest.mark.parametrize("what", ENDINGS)
def test_exit_code_and_message_match_the_page(scene: Scene, what: str) -> None:
    said = ENDINGS[what](scene)
    lines = [with_documented_values(line, scene) for line in said.err or said.out]
    print(f"| {what} | {said.code} | `{lines[-1]}` |", said)
    assert (said.code, lines[-1]) == documented().get(what)
