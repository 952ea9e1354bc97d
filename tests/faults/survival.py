"""Compare what killed crawls acknowledged with what the archive contains."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from conditions import KillAfter
from crawl_runner import Crawl, Crawler
from paper_server import PaperServer, article, listing
from warc_bytes import response

from archive.database.connection import reading
from archive.fixity.verify import verify

UNSETTLED = (
    "SELECT url FROM frontier WHERE run_id NOT IN (SELECT id FROM runs WHERE finished IS NULL) AND NOT EXISTS"
    " (SELECT 1 FROM outcomes WHERE outcomes.url = frontier.url AND outcomes.run_id = frontier.run_id)"
)


@dataclass
class Survival:
    """Counts of a crawl that is killed repeatedly; all but `kills` must stay 0.

    `lost`: acknowledged, but not in the archive. `doubled`: stored twice. `findings`: results of `verify`
    after each kill. `never fetched` and `unsettled` (without outcome) are counted at the end.
    """

    crawler: Crawler
    paths: list[str]
    kills: int = 0
    lost: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)

    def kill(self, *, after: int, cpu_seconds: float = 0.0, **options: object) -> None:
        """Run a crawl that dies after acknowledging `after` more articles, and check the archive."""
        self.check(self.crawler.begin(killed=KillAfter(after, cpu_seconds), **options))

    def check(self, crawl: Crawl) -> None:
        """Wait for a crawl that dies, and check the archive."""
        code, _ = crawl.end()
        self.kills += code is not None and code < 0  # negative signal number
        if self.crawler.db.exists():
            with reading(self.crawler.db) as db:
                stored = {url for (url,) in db.execute("SELECT url FROM articles")}
            self.lost |= self.crawler.acknowledged() - stored
            self.findings += map(str, verify(self.crawler.db).findings)

    def figures(self) -> dict[str, int]:
        """Return the counts after the last, complete crawl."""
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
    """Return as soon as the condition is true; fail after `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} seconds"
        time.sleep(0.005)


def fill(paper: PaperServer, count: int, words: str = "") -> list[str]:
    """Put so many articles and one listing of them on a paper; return their paths."""
    paths = [f"/bai-{number}.html" for number in range(count)]
    paper.pages["/tin/"] = listing(*paths)
    for number, path in enumerate(paths):
        paper.pages[path] = article(number, words)
    return paths


def captured(paper: PaperServer, path: Path) -> Path:
    """Write a WARC file with all pages of a paper."""
    records = (response(paper.url(page), answer.body) for page, answer in paper.pages.items())
    path.write_bytes(b"".join(records))
    return path
