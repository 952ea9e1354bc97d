"""What a crawl acknowledged before it was killed, held against what the archive then has."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from conditions import KillAfter
from crawling import Crawl, Crawler
from paper_server import PaperServer, article, listing
from run_crawl import KEPT
from warcs import response

from archive.database.connection import reading
from archive.fixity.verify import verify

UNSETTLED = (
    "SELECT url FROM frontier WHERE run_id NOT IN (SELECT id FROM runs WHERE finished IS NULL) AND NOT EXISTS"
    " (SELECT 1 FROM outcomes WHERE outcomes.url = frontier.url AND outcomes.run_id = frontier.run_id)"
)


@dataclass
class Survival:
    """The figures of a crawl that is killed again and again; all but `kills` have to stay 0.

    `lost` were acknowledged and are not in the archive, `doubled` are there twice, `findings` are
    what `verify` found after a kill, `never_fetched` and `unsettled` are counted when all is done.
    """

    crawler: Crawler
    paths: list[str]
    kills: int = 0
    lost: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)

    def acknowledged(self) -> set[str]:
        """The addresses of articles of which the crawl said that they are kept."""
        settled = self.crawler.db.with_name("settled")
        lines = settled.read_text().splitlines(keepends=True) if settled.exists() else []
        words = [line.split() for line in lines if line.endswith("\n")]
        return {url for url, outcome in words if outcome in KEPT}

    def kill(self, *, after: int, cpu_seconds: float = 0.0, **options: object) -> None:
        """Run a crawl that dies when it has acknowledged `after` more articles, and look at the archive."""
        self.look_at(self.crawler.begin(killed=KillAfter(after, cpu_seconds), **options))

    def look_at(self, crawl: Crawl) -> None:
        """Count the crawl, which was killed or has killed itself, and what it left behind."""
        code, _ = crawl.end()
        self.kills += code is not None and code < 0  # the number of the signal, negative
        if self.crawler.db.exists():
            with reading(self.crawler.db) as db:
                stored = {url for (url,) in db.execute("SELECT url FROM articles")}
            self.lost |= self.acknowledged() - stored
            self.findings += map(str, verify(self.crawler.db).findings)

    def figures(self) -> dict[str, int]:
        """The figures after the last crawl, which came to its end."""
        stored = self.crawler.rows(
            "SELECT count(*), count(DISTINCT url), count(DISTINCT title) FROM articles"
        )
        ((rows, urls, titles),) = stored
        ((revised,),) = self.crawler.rows("SELECT count(*) FROM revisions WHERE number > 1")
        self.findings += map(str, verify(self.crawler.db).findings)
        return {
            "kills": self.kills,
            "lost": len(self.lost),
            "doubled": rows - min(urls, titles) + revised,
            "never fetched": len(self.paths) - titles,
            "unsettled": len(self.crawler.rows(UNSETTLED)),
            "findings": len(self.findings),
        }


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Return as soon as something is true; fail when it takes too long."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} seconds"
        time.sleep(0.005)


def fill(paper: PaperServer, count: int, words: str = "") -> list[str]:
    """Put so many articles on a paper, all of them on one listing; their paths."""
    paths = [f"/bai-{number}.html" for number in range(count)]
    paper.pages["/tin/"] = listing(*paths)
    for number, path in enumerate(paths):
        paper.pages[path] = article(number, words)
    return paths


def captured(paper: PaperServer, path: Path) -> Path:
    """A WARC file at `path` with all pages of a paper."""
    records = (response(paper.url(page), answer.body) for page, answer in paper.pages.items())
    path.write_bytes(b"".join(records))
    return path
