"""Grow an archive: `python -m benchmarks.contenders.growing ARCHIVE FROM TO`.

Saves the articles with these numbers in batches, the last few with a commit each, as a crawl does. `reported`
has the cost of an article in both cases and the size of the database.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from archive.article import Article
from archive.store import Store
from benchmarks.corpus import articles
from benchmarks.harness.worker import cpu_seconds, report

IN_A_TRANSACTION = 500
AHEAD = 2  # batches
SINGLE_COMMITS = 100  # articles with a commit each


def main(path: Path, first: int, last: int) -> None:
    batched, single = Cost(), Cost()
    with Store.open(path) as store:
        for batch in generate_ahead(first, last - SINGLE_COMMITS):
            batched.of(store, batch)
        for article in articles(last - SINGLE_COMMITS, last):
            single.of(store, [article])
    size = sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    report(
        last - first,
        batched.wall + single.wall,
        batched.cpu + single.cpu,
        batched_ms=batched.wall * 1000 / batched.count,
        batched_cpu_ms=batched.cpu * 1000 / batched.count,
        single_ms=single.wall * 1000 / single.count,
        single_cpu_ms=single.cpu * 1000 / single.count,
        bytes_an_article=size / last,
    )


def generate_ahead(first: int, last: int) -> Iterator[list[Article]]:
    """Yield articles in batches, each generated on another core in advance."""
    with ProcessPoolExecutor(1) as maker:
        coming: deque[Future[list[Article]]] = deque()
        for start in range(first, last, IN_A_TRANSACTION):
            coming.append(maker.submit(batch_of, start, min(start + IN_A_TRANSACTION, last)))
            if len(coming) > AHEAD:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def batch_of(first: int, last: int) -> list[Article]:
    """Return the articles with these numbers."""
    return list(articles(first, last))


class Cost:
    """Time of saving, without the generation of articles."""

    def __init__(self) -> None:
        self.count, self.wall, self.cpu = 0, 0.0, 0.0

    def of(self, store: Store, batch: list[Article]) -> None:
        """Save a batch in one transaction."""
        wall, cpu = time.perf_counter(), cpu_seconds()
        with store.writing():
            for article in batch:
                store.save(article)
        self.wall += time.perf_counter() - wall
        self.cpu += cpu_seconds() - cpu
        self.count += len(batch)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
