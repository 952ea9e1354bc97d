"""Search, compared with a hand-written FTS5 query: `make bench-search`.

Uses the archive of `make bench-growth`, or creates one; `make bench-million` searches a million articles.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.archives import archive_of
from benchmarks.growth import LARGEST
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series, figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_most, compared_times, markdown

MODULE = "benchmarks.contenders.searching"
BY_HAND = "FTS5 by hand"
MILLION = 1_000_000
BOUNDS = {"rare name": 300, "two common syllables": 300}  # ms, for a million articles
NOTES = {
    "two common syllables": "FTS5 computes bm25 for each of the articles that match: two thirds of the time "
    "(at 100,000 articles 33 ms of CPU for 7,432 matches, 12 ms without the order)"
}


def benchmark(quick: bool) -> Section:
    """Measure the ranked top 20 with snippets."""
    articles, repeats, rounds = (2_000, 5, 2) if quick else (LARGEST, 20, 5)
    return searching(archive_of(articles), articles, repeats, rounds)


def searching(archive: Path, articles: int, repeats: int, rounds: int) -> Section:
    """Return the results for an archive of this size, our search and the hand-written query in turn."""
    arguments = (str(archive), str(repeats))
    series = in_turn([Contender(name, MODULE, (name, *arguments)) for name in (OURS, BY_HAND)], rounds)
    ours, theirs = series[OURS], series[BY_HAND]
    section = Section("search", f"Searching {articles:,} articles")
    section.rows.append(compared_times("top 20 with snippets", ours, theirs, at_most(1.1), "a query"))
    if ours.rounds and theirs.rounds:
        if articles >= MILLION:
            section.rows.extend(_bounded(ours, theirs))
        section.details.append(("By query, p95", _each(ours, theirs)))
    return section


def _bounded(ours: Series, theirs: Series) -> list[Row]:
    """Return rows for the queries with an own limit."""
    return [
        Row(
            *(f"{name}: p95 in ms", "a bound", ours.reported(name), at_most(bound)),
            *(f"{figure(ours.reported(name))} ms", f"{figure(theirs.reported(name))} ms"),
            note=NOTES.get(name, ""),
        )
        for name, bound in BOUNDS.items()
    ]


def _each(ours: Series, theirs: Series) -> str:
    lines = [
        [
            name,
            figure(ours.reported(name)),
            figure(theirs.reported(name)),
            figure(ours.reported(name) / theirs.reported(name)),
        ]
        for name in ours.rounds[0].reported
    ]
    return markdown(["query", "ours, ms", "by hand, ms", "ratio"], lines)


if __name__ == "__main__":
    run_alone(benchmark)
