"""Cost of an article as the archive grows: `make bench-growth`.

`make bench-search` uses the archive that this creates. BENCH_ARTICLES=1000000 continues to a million, which
takes hours and is not part of `make bench`; its results are kept in growth_million.json and copied from there
into RESULTS.md.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.archives import archive_path, mark_complete, start_archive
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Round, figure
from benchmarks.harness.kept import keep
from benchmarks.harness.peers import HERE, Unavailable, interpreter
from benchmarks.harness.rounds import ROOT, Contender, Failed, run
from benchmarks.harness.rows import Row, Section, at_most, markdown

MODULE = "benchmarks.contenders.growing"
SIZES = (1_000, 3_000, 10_000, 20_000, 40_000, 70_000, 100_000, 300_000, 1_000_000)
LARGEST = int(os.environ.get("BENCH_ARTICLES", "100000"))
CHART = HERE / "growth.png"
A_MILLION = 1_000_000
LONGEST = 900.0 if LARGEST < A_MILLION else 6 * 3600.0  # seconds
FLAT = 1.25
FLAT_AT_A_MILLION = 1.5
MOST_BYTES = 10_500
WHAT_GROWS = (
    "the indexes by URL, by checksum and by digest grow: each article adds entries all over them; keys of "
    "near-duplicates are merged in order each 20,000 texts, at these sizes among the last 100 articles"
)

MEMORY_GROWS = (
    "a filter of all keys of near-duplicates (8 MB at 100,000 texts, at most 64 MB) and the keys of 20,000"
    " new texts"
)


def benchmark(quick: bool) -> Section:
    """Return cost, memory and bytes of an article at growing sizes of the archive."""
    sizes = [1_000, 2_000] if quick else [size for size in SIZES if size <= LARGEST]
    archive = archive_path(sizes[-1])
    start_archive(archive)
    steps: list[tuple[int, Round]] = []
    section = Section("growth", "Growth")
    for first, last in zip([0, *sizes], sizes, strict=False):
        try:
            steps.append(
                (last, run(Contender("growth", MODULE, (str(archive), str(first), str(last))), LONGEST))
            )
        except Failed as why:
            section.details.append(("Stopped", f"At {last:,} articles: {why}"))
            break
    if len(steps) == len(sizes):
        mark_complete(archive)
    section.rows.extend(_rows(steps))
    section.details.append(("By size", _table(steps)))
    if quick:
        return section
    if sizes[-1] == A_MILLION:
        return keep(replace(section, name="growth_million", title="Growth to a million articles"))
    section.details.append(("The chart", _chart(steps)))
    return section


def _rows(steps: Sequence[tuple[int, Round]]) -> list[Row]:
    """Compare the last size with the first stable one."""
    many, last = steps[-1]
    few, first = next(step for step in steps if step[0] >= min(10_000, many // 2))
    flat = FLAT_AT_A_MILLION if many >= A_MILLION else FLAT
    size = last.reported["bytes_an_article"]
    kinds = {
        "an article with its commit, ms of CPU": ("single_cpu_ms", WHAT_GROWS),
        "an article in a batch, ms of CPU": ("batched_cpu_ms", WHAT_GROWS),
        "database bytes an article": ("bytes_an_article", ""),
    }
    rows = [
        Row(
            *(f"{what}: {many:,} articles", f"{few:,} articles"),
            *(last.reported[name] / first.reported[name], at_most(flat)),
            *(figure(last.reported[name]), figure(first.reported[name])),
            note=note,
        )
        for what, (name, note) in kinds.items()
    ]
    return [
        *rows,
        Row("database bytes an article", "3.0 kB of text", size, at_most(MOST_BYTES), f"{size:,.0f} bytes"),
        Row(
            *(f"memory: {many:,} articles", f"{few:,} articles"),
            *(last.peak / first.peak, at_most(FLAT)),
            *(f"{last.peak:.0f} MiB", f"{first.peak:.0f} MiB"),
            note=MEMORY_GROWS,
        ),
    ]


def _table(steps: Sequence[tuple[int, Round]]) -> str:
    header = [
        "articles",
        "with its commit, ms",
        "CPU",
        "in a batch, ms",
        "CPU",
        "peak MiB",
        "bytes an article",
    ]
    names = ("single_ms", "single_cpu_ms", "batched_ms", "batched_cpu_ms")
    return markdown(
        header,
        [
            [
                f"{size:,}",
                *(figure(once.reported[name]) for name in names),
                f"{once.peak:.0f}",
                f"{once.reported['bytes_an_article']:,.0f}",
            ]
            for size, once in steps
        ],
    )


def _chart(steps: Sequence[tuple[int, Round]]) -> str:
    """Draw growth.png with matplotlib, in an environment of its own."""
    points = [
        [size, once.reported["single_cpu_ms"], once.reported["batched_cpu_ms"], once.peak]
        for size, once in steps
    ]
    bytes_each = [once.reported["bytes_an_article"] for _, once in steps]
    try:
        command = [str(interpreter("matplotlib")), "-m", "benchmarks.contenders.charting", str(CHART)]
    except Unavailable as why:
        return f"Not drawn: matplotlib {why}"
    reported = json.dumps([[*one, size] for one, size in zip(points, bytes_each, strict=True)])
    subprocess.run(command, input=reported, text=True, cwd=ROOT, check=True, capture_output=True)
    return f"![Cost of an article as the archive grows]({CHART.name})"


if __name__ == "__main__":
    run_alone(benchmark)
