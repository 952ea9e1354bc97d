"""Searching, beside the same query by hand: `make bench-search`.

Asks the archive that `make bench-growth` left, or one made for it; BENCH_ARTICLES says how large.
"""

from __future__ import annotations

from benchmarks.archives import archive_of
from benchmarks.growth import LARGEST
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_most, compared_times, markdown

MODULE = "benchmarks.contenders.searching"
MILLION = 1_000_000
BOUNDS = {"rare name": 300, "two common syllables": 1500}  # ms, at a million


def benchmark(quick: bool) -> Section:
    """Ranked top 20 with snippets."""
    articles, repeats, rounds = (2_000, "5", 2) if quick else (LARGEST, "20", 5)
    archive = str(archive_of(articles))
    by_hand = "FTS5 by hand"
    series = in_turn([Contender(name, MODULE, (name, archive, repeats)) for name in (OURS, by_hand)], rounds)
    ours, theirs = series[OURS], series[by_hand]
    size = f"{articles:,} articles"
    section = Section("search", f"Searching {size}")
    section.rows.append(
        compared_times(f"top 20 with snippets, {size}", ours, theirs, at_most(1.1), "a query")
    )
    if not (ours.rounds and theirs.rounds):
        return section
    for name, bound in BOUNDS.items():
        section.rows.append(
            Row(
                *(f"{name}: p95 in ms, {size}", "a bound for a million", ours.said(name), at_most(bound)),
                *(f"{figure(ours.said(name))} ms", f"{figure(theirs.said(name))} ms"),
                note="" if articles >= MILLION else f"asked of {size}: BENCH_ARTICLES=1000000 asks a million",
            )
        )
    lines = [
        [
            name,
            figure(ours.said(name)),
            figure(theirs.said(name)),
            figure(ours.said(name) / theirs.said(name)),
        ]
        for name in ours.rounds[0].said
    ]
    section.details.append(
        ("A query at a time, p95", markdown(["query", "ours, ms", "by hand, ms", "ratio"], lines))
    )
    return section


if __name__ == "__main__":
    run_alone(benchmark)
