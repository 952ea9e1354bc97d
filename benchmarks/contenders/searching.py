"""Search an archive: `python -m benchmarks.contenders.searching SEARCHER ARCHIVE REPEATS`.

"By hand" is a hand-written FTS5 query: MATCH in the index that fits, ranked, with snippet(). `reported` has
the 95th percentile of each query in milliseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.search.folding import exact_form, folded_form
from archive.search.full_text import search
from archive.search.index import EXACT, FOLDED
from benchmarks.contenders.query_times import time_queries
from benchmarks.corpus import rare_name

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


if __name__ == "__main__":
    time_queries(SEARCHERS[sys.argv[1]], QUERIES, Path(sys.argv[2]), int(sys.argv[3]))
