"""Pages of the web interface, each against a bound: `make bench-ui`."""

from __future__ import annotations

from benchmarks.archives import searchable_archive_of
from benchmarks.contenders.browsing import PAGES
from benchmarks.growth import LARGEST
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import figure
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_most

MODULE = "benchmarks.contenders.browsing"
BOUND = 300  # ms


def benchmark(quick: bool) -> Section:
    """Measure the fastest of several requests of each page."""
    articles, repeats = (2_000, 2) if quick else (LARGEST, 5)
    archive = searchable_archive_of(articles)
    series = in_turn([Contender(OURS, MODULE, (str(archive), str(repeats)))], 1)[OURS]
    section = Section("ui", f"Pages of the web interface with {articles:,} articles")
    for name in PAGES:
        value = series.reported(name) if series.rounds else None
        shown = f"{figure(value)} ms" if value is not None else ""
        row = Row(f"{name}: ms", "a bound", value, at_most(BOUND), shown, note=series.missing or "")
        section.rows.append(row)
    return section


if __name__ == "__main__":
    run_alone(benchmark)
