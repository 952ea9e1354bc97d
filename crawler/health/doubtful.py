"""Doubted readings of a run, as problems of the site: each reason under its plain name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.doubts.doubt_table import count_doubts_of_run
from crawler.health.site_run import Problem

if TYPE_CHECKING:
    from sqlite3 import Connection

NAMES = {
    "text:same": "same text everywhere",
    "text:shrunk": "texts shrink",
    "lead:missing": "texts shrink",
    "text:swapped": "texts swapped",
    "text:replaced": "texts swapped",
    "text:junk": "error texts",
    "charset:broken": "charset broken",
    "title:same": "titles are alike",
    "published:today": "dates are today's",
    "published:same": "dates are alike",
    "published:missing": "dates are missing",
    "key:collision": "number used twice",
}
"""The name of a problem by the first word of the reason of a doubt."""


def doubt_problems(db: Connection, run_id: int, site: str) -> list[Problem]:
    """Return a problem for each reason for which readings of a run are doubted, the most common first."""
    counts: dict[str, int] = {}
    examples: dict[str, str] = {}
    for word, count, url in count_doubts_of_run(db, run_id, site):
        name = NAMES.get(word, word)
        counts[name] = counts.get(name, 0) + count
        examples.setdefault(name, url)
    return [
        Problem(
            name,
            f"{name} since {{since}}: {count} reading{'s' * (count > 1)} doubted, the stored texts stay, "
            f"e.g. {examples[name]} (see partynews doubts {site})",
        )
        for name, count in sorted(counts.items(), key=lambda item: -item[1])
    ]
