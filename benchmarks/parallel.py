"""Import WARC files by one process, by two, on Ray, and by a program of libraries: `make bench-parallel`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series, figure
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_least, at_most, compared, markdown
from benchmarks.warc_files import warc_files

IMPORTING, OWN_IMPORT = "benchmarks.contenders.importing", "benchmarks.contenders.own_import"
LARGEST = 20  # files
PAGES = 200  # in a file
AGAINST_LIBRARIES = 2  # files
LONGEST = 6 * 3600.0  # seconds
ONE, TWO, ON_RAY = "one process", "two processes", "two processes of Ray"
LIBRARIES = "warcio, trafilatura, sqlite-utils, datasketch"
WHERE_TIME_GOES = (
    "under a profiler parsing takes 55 % of our time, the rows of the archive with full text and "
    "near-duplicates 22 %, WARC records 14 %: they are read twice, first for an index in order of time"
)
PROCESSES = {ONE: 1, TWO: 2}
FLAT = 1.25


def benchmark(quick: bool) -> Section:
    """Return articles per second from WARC files into a new archive, with CPU time and memory."""
    largest, in_file, rounds = (4, 20, 1) if quick else (LARGEST, PAGES, 2)
    folder = warc_files(largest, in_file)
    few = min(AGAINST_LIBRARIES, largest)
    libraries = in_turn(
        [
            _importing(ONE, folder, few, 1),
            Contender(LIBRARIES, OWN_IMPORT, (str(folder), str(few)), peer="own-import"),
        ],
        rounds,
        LONGEST,
    )
    sizes = sorted({largest // 10 or 1, largest * 2 // 5, largest})
    series = series_by_size(folder, sizes, PROCESSES, rounds)
    one, two = series[_name(ONE, largest)], series[_name(TWO, largest)]
    ray = in_turn([_importing(ON_RAY, folder, largest, 2, "ray")], rounds, LONGEST)[ON_RAY]
    start = "" if ray.missing else f"a cluster on this machine takes {ray.reported('started'):.1f} s to start"
    on_ray = compared("import, two processes of Ray", ray, two, at_least(0.8), "articles/s", start)
    rows = [
        compared(
            *("import of WARC files", libraries[ONE], libraries[LIBRARIES], at_least(6), "articles/s"),
            WHERE_TIME_GOES,
        ),
        compared("import, two processes", two, one, at_least(1.6), "articles/s"),
        replace(on_ray, cpu_ratio=None, memory=""),  # its processes are not children of this one
        *growth_rows(series, sizes, PROCESSES),
    ]
    details = [(f"By number of files of {in_file} pages", size_table(series, sizes, PROCESSES))]
    return Section("parallel", "Import of WARC files", rows, details)


def series_by_size(
    folder: Path, sizes: Sequence[int], processes: Mapping[str, int], rounds: int
) -> dict[str, Series]:
    """Return the imports of each number of files in `folder` by each number of processes."""
    contenders = [
        _importing(_name(how, size), folder, size, number)
        for size in sizes
        for how, number in processes.items()
    ]
    return in_turn(contenders, rounds, LONGEST)


def growth_rows(series: Mapping[str, Series], sizes: Sequence[int], hows: Iterable[str]) -> list[Row]:
    """Compare memory and time of the largest import with those of the one before."""
    few, many = sizes[-2:]
    rows = []
    for how in hows:
        small, large = series[_name(how, few)], series[_name(how, many)]
        if missing := small.missing or large.missing:
            rows.append(
                Row(f"memory of the writer, {how}", _name(how, few), None, at_most(FLAT), note=missing)
            )
            continue
        peaks = [each.reported("parent") for each in (large, small)]
        rows += [
            Row(
                *(f"memory of the writer, {_name(how, many)}", f"{few} files", peaks[0] / peaks[1]),
                *(at_most(FLAT), f"{peaks[0]:.0f} MiB", f"{peaks[1]:.0f} MiB"),
            ),
            Row(
                *(f"time of an article, {_name(how, many)}", f"{few} files", small.rate / large.rate),
                *(at_most(FLAT), f"{figure(1000 / large.rate)} ms", f"{figure(1000 / small.rate)} ms"),
                cpu_ratio=small.cpu_rate / large.cpu_rate,
            ),
        ]
    return rows


def size_table(series: Mapping[str, Series], sizes: Sequence[int], hows: Iterable[str]) -> str:
    """Return a Markdown table of rate, CPU time and memory by the number of files."""
    header = [
        *("files", "processes", "articles", "articles/s", "CPU ms an article", "writer MiB"),
        "each reader MiB",
    ]
    lines = []
    for size in sizes:
        for how in hows:
            done = series[_name(how, size)]
            if not done.missing:
                rates = [figure(done.rate), figure(1000 / done.cpu_rate)]
                memory = [f"{done.reported(name):.0f}" for name in ("parent", "worker")]
                lines.append([str(size), how, f"{done.rounds[0].count:,}", *rates, *memory])
    return markdown(header, lines)


def _importing(name: str, folder: Path, files: int, processes: int, engine: str = "local") -> Contender:
    return Contender(name, IMPORTING, (str(folder), str(files), str(processes), engine))


def _name(how: str, files: int) -> str:
    return f"{how}, {files} files"


if __name__ == "__main__":
    run_alone(benchmark)
