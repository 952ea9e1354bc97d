"""Trend of a word, compared with a join by hand: `make bench-trend`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.archives import archive_of
from benchmarks.contenders.trending import QUERIES
from benchmarks.growth import LARGEST
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_most, compared_times

MODULE = "benchmarks.contenders.trending"
BY_HAND = "FTS5 by hand"
BOUND = 2_000  # ms, for any word and a million articles


def benchmark(quick: bool) -> Section:
    """Measure the trend of rare and common words."""
    articles, repeats, rounds = (2_000, 5, 2) if quick else (LARGEST, 10, 3)
    section = Section("trend", f"Trend of a word over {articles:,} articles")
    section.rows.extend(trend_rows(archive_of(articles), repeats, rounds))
    return section


def trend_rows(archive: Path, repeats: int, rounds: int) -> list[Row]:
    """Return the results for an archive, ours and the query by hand in turn, and a bound for each query."""
    arguments = (str(archive), str(repeats))
    series = in_turn([Contender(name, MODULE, (name, *arguments)) for name in (OURS, BY_HAND)], rounds)
    ours, theirs = series[OURS], series[BY_HAND]
    rows = [compared_times("trend of a word", ours, theirs, None, "a query")]
    if ours.rounds and theirs.rounds:
        for name in QUERIES:
            value, by_hand = ours.reported(name), theirs.reported(name)
            texts = (f"{figure(value)} ms", f"{figure(by_hand)} ms")
            rows.append(Row(f"trend, {name}: p95 in ms", "a bound", value, at_most(BOUND), *texts))
    return rows


if __name__ == "__main__":
    run_alone(benchmark)
