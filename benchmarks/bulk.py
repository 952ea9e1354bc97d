"""Import 50, 200 and 500 WARC files of 200 pages by two processes: `make bench-bulk`.

This takes half an hour, so it is not part of `make bench`. The results are kept in bulk.json and copied from
there into RESULTS.md.
"""

from __future__ import annotations

from benchmarks.harness.entry import run_alone
from benchmarks.harness.kept import keep
from benchmarks.harness.rows import Section
from benchmarks.parallel import PAGES, TWO, growth_rows, series_by_size, size_table
from benchmarks.warc_files import warc_files


def benchmark(quick: bool) -> Section:
    """Return throughput, CPU time and memory by the number of files."""
    sizes, in_file = ([1, 2, 4], 20) if quick else ([50, 200, 500], PAGES)
    folder = warc_files(sizes[-1], in_file)
    series = series_by_size(folder, sizes, {TWO: 2}, rounds=1)
    details = [(f"By number of files of {in_file} pages", size_table(series, sizes, [TWO]))]
    section = Section("bulk", f"Import of {sizes[-1]} WARC files", growth_rows(series, sizes, [TWO]), details)
    return section if quick else keep(section)


if __name__ == "__main__":
    run_alone(benchmark)
