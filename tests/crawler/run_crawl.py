"""One crawl of the test paper in a process of its own: a reactor starts only once."""

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


def run_crawl(db: Path, said: Path, environment: Mapping[str, str], options: dict[str, Any]) -> None:
    """Crawl as `options` say and exit with the code of the report; what is printed goes to `said`.

    `under` are conditions, called before the crawl begins; the file `settled`, beside the archive, has
    a line for each URL that was acknowledged, and `peak` the most memory the crawl had, in KiB.
    """
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    if "largest_file" in options:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options["largest_file"], resource.RLIM_INFINITY))
    for condition in options.get("under", ()):
        condition()
    code = _crawl(db, options)
    db.with_name("peak").write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    sys.exit(code)


def _crawl(db: Path, options: dict[str, Any]) -> int:
    since, files = options.get("since"), options.get("replay", [])
    with db.with_name("settled").open("a", buffering=1) as settled, Store.open(db) as store:
        try:
            report = crawl(
                store,
                ["paper"],
                command="replay" if files else "crawl",
                since=date.fromisoformat(since) if since else None,
                full=options.get("full", False),
                limit=options.get("limit"),
                replay=ReplayIndex.of(files, captures=store.captures) if files else None,
                progress=lambda _, url, outcome: print(url, outcome, file=settled),
                settings=QUICK | options.get("settings", {}),
            )
        except ArchiveError as error:
            print(error)
            return error.exit_code
    print(report.failure or report.reason)
    return report.exit_code
