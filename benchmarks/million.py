"""Search a million articles, and count words by month: `make bench-million`.

Uses the archive of `BENCH_ARTICLES=1000000 make bench-growth`, or creates one for search only. This takes
half an hour and 10 GB, so it is not part of `make bench`. The results are kept in million.json and copied
from there into RESULTS.md.
"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.archives import searchable_archive_of, whole_archive
from benchmarks.harness.entry import run_alone
from benchmarks.harness.kept import keep
from benchmarks.harness.rows import Section
from benchmarks.search import MILLION, searching
from benchmarks.trend import trend_rows


def benchmark(quick: bool) -> Section:
    """Measure the ranked top 20 with snippets among a million articles."""
    if quick:
        return searching(searchable_archive_of(2_000), 2_000, repeats=5, rounds=2)
    archive = whole_archive(MILLION) or searchable_archive_of(MILLION)
    section = searching(archive, MILLION, repeats=20, rounds=3)
    section.rows.extend(trend_rows(archive, repeats=5, rounds=2))
    return keep(replace(section, name="million"))


if __name__ == "__main__":
    run_alone(benchmark)
