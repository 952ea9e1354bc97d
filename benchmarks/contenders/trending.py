"""Count a word by month: `python -m benchmarks.contenders.trending COUNTER ARCHIVE REPEATS`.

"By hand" joins the matches of FTS5 with the articles, as one would write it; it counts matches only.
`reported` has the 95th percentile of each query in milliseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.search.folding import exact_form
from archive.search.index import EXACT
from archive.trend import load_trend
from benchmarks.contenders.query_times import time_queries
from benchmarks.corpus import rare_name

QUERIES = {
    "rare name": f'"{rare_name(777)}"',
    "common syllable": "hội",
    "most common syllable": "và",
    "a phrase": '"nâng cao năng lực lãnh đạo"',
}
BY_HAND = f"""
SELECT substr(published, 1, 7), site, count(*) FROM {EXACT} JOIN articles ON articles.id = {EXACT}.rowid
WHERE {EXACT} MATCH ? GROUP BY 1, 2
"""


def partynews(db: Any) -> Callable[[str], int]:
    return lambda typed: sum(row.matches for row in load_trend(db, typed))


def by_hand(db: Any) -> Callable[[str], int]:
    return lambda typed: sum(row[2] for row in db.execute(BY_HAND, [exact_form(typed)]).fetchall())


COUNTERS = {"partynews": partynews, "FTS5 by hand": by_hand}


if __name__ == "__main__":
    time_queries(COUNTERS[sys.argv[1]], QUERIES, Path(sys.argv[2]), int(sys.argv[3]))
