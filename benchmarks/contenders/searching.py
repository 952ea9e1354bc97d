"""Search an archive: `python -m benchmarks.contenders.searching SEARCHER ARCHIVE REPEATS`.

"By hand" is a hand-written FTS5 query: MATCH in the index that fits, ranked, with snippet(). `reported` has
the 95th percentile of each query in milliseconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.database.connection import reading
from archive.search.folding import exact_form, folded_form
from archive.search.full_text import search
from archive.search.index import EXACT, FOLDED
from benchmarks.corpus import rare_name
from benchmarks.harness.worker import cpu_seconds, report

# Query as typed, the same as an FTS5 expression, and whether it has diacritics.
QUERIES = {
    "rare name": rare_name(777),
    "rare name, quoted": f'"{rare_name(778)}"',
    "two common syllables": "hội nghị",
    "two common syllables, no diacritics": "hoi nghi",
    "a phrase": '"nâng cao năng lực lãnh đạo"',
    "three words": "kiểm tra giám sát",
}
FOUND = 20

BY_HAND = """
SELECT articles.id, site, url, articles.title, published, snippet({index}, -1, '[', ']', '…', 32)
FROM {index} JOIN articles ON articles.id = {index}.rowid
WHERE {index} MATCH ? ORDER BY rank LIMIT ?
"""


def partynews(db: Any) -> Callable[[str], int]:
    return lambda typed: len(search(db, typed, limit=FOUND))


def by_hand(db: Any) -> Callable[[str], int]:
    def ask(typed: str) -> int:
        marked = any(not letter.isascii() for letter in typed)
        index, form = (EXACT, exact_form) if marked else (FOLDED, folded_form)
        return len(db.execute(BY_HAND.format(index=index), [form(typed), FOUND]).fetchall())

    return ask


SEARCHERS = {"partynews": partynews, "FTS5 by hand": by_hand}


def main(searcher: str, archive: Path, repeats: int) -> None:
    spent: dict[str, list[float]] = {name: [] for name in QUERIES}
    with reading(archive) as db:
        ask = SEARCHERS[searcher](db)
        for typed in QUERIES.values():
            ask(typed)  # warm-up: the first query reads from disk
        cpu = cpu_seconds()
        for _ in range(repeats):
            for name, typed in QUERIES.items():
                began = time.perf_counter()
                ask(typed)
                spent[name].append(time.perf_counter() - began)
    percentiles = {name: sorted(times)[int(len(times) * 0.95)] * 1000 for name, times in spent.items()}
    wall = sum(map(sum, spent.values()))
    report(repeats * len(QUERIES), wall, cpu_seconds() - cpu, **percentiles)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
