"""Parse stored captures again: `python -m benchmarks.contenders.rereading HOW ARCHIVE`.

HOW is a number of processes, or `memory`: the same bytes parsed in sequence without an archive.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from archive.database.connection import reading
from archive.store import Store
from archive.warc.reader import read_record
from benchmarks.harness.worker import measure
from crawler.ingest.reread import reread
from crawler.parse.read import read_article
from crawler.sites import load_sites


def by_workers(archive: Path, workers: int) -> None:
    load_sites()  # the readers in memory have them too
    with Store.open(archive, create=False) as store:
        measure(lambda: reread(store, workers=workers).read)


def in_memory(archive: Path) -> None:
    site = load_sites()["nhandan"]
    with reading(archive) as db:
        rows = db.execute("SELECT url, captured, file, offset FROM captures").fetchall()
    folder = archive.parent / "captures"
    pages = [(read_record(folder / file, offset).body, url, captured) for url, captured, file, offset in rows]

    def work() -> int:
        for body, url, captured in pages:
            read_article(
                body,
                url,
                site=site,
                content_type="text/html; charset=utf-8",
                captured=datetime.fromisoformat(captured),
            )
        return len(pages)

    measure(work)


if __name__ == "__main__":
    if sys.argv[1] == "memory":
        in_memory(Path(sys.argv[2]))
    else:
        by_workers(Path(sys.argv[2]), int(sys.argv[1]))
