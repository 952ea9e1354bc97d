"""One usual run over the paper of the daily run: `python -m benchmarks.contenders.daily_run ARCHIVE`.

`said` counts the outcomes of the run.
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
    said: dict[str, int] = {}
    with Store.open(archive) as store:

        def work() -> int:
            report = crawl(store, [DailyPaper.name], command="crawl", settings=SETTINGS)
            assert report.reason == "finished", report
            said.update(report.sites[DailyPaper.name].outcomes)
            return said["stored"] + said.get("duplicate", 0)

        measure(work, said)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
