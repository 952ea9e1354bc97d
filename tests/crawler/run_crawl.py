"""Run one crawl of the test paper in its own process, since a reactor starts only once."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.store import Store
from crawler.crawl.process import crawl
from crawler.crawl.run import CrawlScope
from crawler.fetch.replay import ReplayIndex

QUICK = {
    "SPIDER_MODULES": ["paper_spider"],
    "ALLOW_ADDRESSES": ["127.0.0.1"],
    "CONTACT": "tests@example.org",
    "DOWNLOAD_DELAY": 0.001,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_PAUSE": 0,
    "SITE_REST": 0,
    "DOWNLOAD_TIMEOUT": 30,
}
KEPT = ("stored", "revised", "duplicate", "unchanged")
"""Outcomes that acknowledge that the archive has the article."""


def run_crawl(db: Path, said: Path, environment: Mapping[str, str], options: dict[str, Any]) -> None:
    """Crawl with these options and exit with the code of the report; output goes to the file `said`.

    `under` are conditions, called before the crawl begins; `killed` is called for each article that is
    acknowledged as stored. The file `settled`, beside the archive, gets a line for each URL that was
    acknowledged, and `used` the most memory (KiB) and the processor time (seconds) that the crawl took.
    """
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    for condition in options.get("under", ()):
        condition()
    code = _crawl(db, options)
    used = resource.getrusage(resource.RUSAGE_SELF)
    db.with_name("used").write_text(f"{used.ru_maxrss} {used.ru_utime + used.ru_stime}")
    sys.exit(code)


def _crawl(db: Path, options: dict[str, Any]) -> int:
    since, files = options.get("since"), options.get("replay", [])
    killed = options.get("killed")

    def acknowledge(_: str, url: str, outcome: str) -> None:
        print(url, outcome, file=settled)
        if killed is not None and outcome in KEPT:
            killed()

    with db.with_name("settled").open("a", buffering=1) as settled, Store.open(db) as store:
        try:
            report = crawl(
                store,
                ["paper"],
                command="replay" if files else "crawl",
                scope=CrawlScope(
                    since=date.fromisoformat(since) if since else None,
                    full=options.get("full", False),
                    limit=options.get("limit"),
                ),
                replay=ReplayIndex.of(files, captures=store.captures) if files else None,
                progress=acknowledge,
                settings=QUICK | options.get("settings", {}),
            )
        except ArchiveError as error:
            print(error)
            return error.exit_code
    print(report.failure or report.reason)
    return report.exit_code
