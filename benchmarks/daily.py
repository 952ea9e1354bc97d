"""Daily run: requests, seconds and memory for thirty new articles: `make bench-daily`."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.archives import archive_of
from benchmarks.daily_paper import A_DAY, Paper, make_known
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Round, figure
from benchmarks.harness.rounds import Contender, run
from benchmarks.harness.rows import Row, Section, at_most, markdown
from crawler.settings import DOWNLOAD_DELAY

MODULE = "benchmarks.contenders.daily_run"
LONGEST = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Day:
    """A run on a site of which `known` articles are archived: requests by kind, time and memory."""

    known: int
    due: int
    asked: dict[str, int]
    took: Round

    @property
    def others(self) -> int:
        """Requests for anything but new articles and due re-checks."""
        return sum(self.asked.values()) - self.asked["new article"] - self.asked["due re-check"]


def benchmark(quick: bool) -> Section:
    """Return requests, seconds and memory of a run that finds thirty new articles."""
    few, many = (_day(known) for known in ((500, 2_000) if quick else (10_000, 100_000)))
    rows = [
        Row(
            "daily run, article requests", f"{A_DAY} new articles", many.asked["new article"], at_most(A_DAY)
        ),
        Row(
            "daily run, re-check requests",
            f"{many.due} due",
            many.asked["due re-check"],
            at_most(many.due),
        ),
        Row("daily run, other requests", "", many.others, at_most(10), note=_pace_note(many)),
        Row(
            f"daily run, peak memory at {many.known:,} known",
            f"at {few.known:,} known",
            many.took.peak / few.took.peak,
            at_most(1.1),
            f"{many.took.peak:,.0f} MiB",
            f"{few.took.peak:,.0f} MiB",
        ),
        Row("daily run, seconds without pauses", "", many.took.wall, memory=f"{many.took.peak:,.0f}"),
    ]
    return Section("daily", "Daily run", rows, [("Requests", _table([few, many]))])


def _day(known: int) -> Day:
    with tempfile.TemporaryDirectory() as folder, Paper(known, datetime.now(UTC)) as paper:
        archive = Path(folder) / "archive.db"
        shutil.copyfile(archive_of(known), archive)
        due = make_known(archive, paper)
        contender = Contender("daily", MODULE, (str(archive),), environment={"BENCH_HOST": paper.host})
        took = run(contender, LONGEST)
        assert took.count == A_DAY, took
        return Day(known, due, dict(paper.asked), took)


def _pace_note(day: Day) -> str:
    minutes = sum(day.asked.values()) * DOWNLOAD_DELAY / 60
    return f"with {DOWNLOAD_DELAY:.0f} s between two requests the run takes {minutes:.0f} minutes"


def _table(days: list[Day]) -> str:
    kinds = ("robots.txt", "feed", "listing", "sitemap", "new article", "due re-check")
    head = ["known", *kinds, "seconds", "CPU seconds", "peak MiB"]
    lines = [
        [
            f"{day.known:,}",
            *(str(day.asked.get(kind, 0)) for kind in kinds),
            *(figure(value) for value in (day.took.wall, day.took.cpu, day.took.peak)),
        ]
        for day in days
    ]
    return markdown(head, lines)


if __name__ == "__main__":
    run_alone(benchmark)
