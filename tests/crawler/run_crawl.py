"""One crawl of the test paper in a process of its own: a reactor starts only once."""

import json
import sys
from datetime import date
from pathlib import Path

from archive.errors import ArchiveError
from archive.store import Store
from crawler.crawl import crawl
from crawler.replay import ReplayIndex

QUICK = {
    "SPIDER_MODULES": ["paper_spider"],
    "ALLOW_ADDRESSES": ["127.0.0.1"],
    "CONTACT": "tests@example.org",
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_PAUSE": 0,
    "SITE_REST": 0,
    "DOWNLOAD_TIMEOUT": 5,
}


def main(db: str, options: dict) -> int:
    since = options.get("since")
    with Store.open(Path(db)) as store:
        files = [Path(file) for file in options.get("replay", [])]
        replay = ReplayIndex.of(files, captures=store.captures) if files else None
        try:
            report = crawl(
                store,
                ["paper"],
                command="replay" if files else "crawl",
                since=date.fromisoformat(since) if since else None,
                full=options.get("full", False),
                limit=options.get("limit"),
                replay=replay,
                settings=QUICK | options.get("settings", {}),
            )
        except ArchiveError as error:
            print(error)
            return error.exit_code
    print(report.failure or report.reason)
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], json.loads(sys.argv[2])))
