"""One default run on the site of the daily run: `python -m benchmarks.contenders.daily_run ARCHIVE`.

`reported` has the number of each outcome.
"""

from __future__ import annotations

import sys
from pathlib import Path

from archive.store import Store
from benchmarks.contenders.dailypaper import DailyPaper
from benchmarks.harness.worker import measure
from crawler.crawl.process import crawl

SETTINGS = {
    "SPIDER_MODULES": ["benchmarks.contenders.dailypaper"],
    "ALLOW_ADDRESSES": ["127.0.0.1"],
    "CONTACT": "bench@example.org",
    "DOWNLOAD_DELAY": 0.001,
    "AUTOTHROTTLE_ENABLED": False,
}


def main(archive: Path) -> None:
    reported: dict[str, int] = {}
    with Store.open(archive) as store:

        def work() -> int:
            report = crawl(store, [DailyPaper.name], command="crawl", settings=SETTINGS)
            assert report.reason == "finished", report
            reported.update(report.sites[DailyPaper.name].outcomes)
            return reported["stored"] + reported.get("duplicate", 0)

        measure(work, reported)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
