"""Parse dates with our rules and with dateparser: `make bench-dates`."""

from __future__ import annotations

from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_least, compared

MODULE = "benchmarks.contenders.dates"


def benchmark(quick: bool) -> Section:
    """Return dates per second in the formats of the sites, and how many are parsed correctly."""
    series = in_turn(
        [
            Contender(OURS, MODULE, (OURS, "40" if quick else "400")),
            Contender("dateparser", MODULE, ("dateparser", "1" if quick else "8")),
        ],
        2 if quick else 5,
    )
    ours, theirs = series[OURS], series["dateparser"]
    section = Section(
        "dates", "Dates", [compared("dates in known formats", ours, theirs, at_least(100), "dates/s")]
    )
    if ours.rounds:
        right, forms = ours.reported("right"), ours.reported("forms")
        library = f"{theirs.reported('right'):.0f} of {forms:.0f}" if theirs.rounds else ""
        section.rows.append(
            Row(
                *("formats parsed correctly", "dateparser", right / forms, at_least(1)),
                *(f"{right:.0f} of {forms:.0f}", library),
                note="correct: to the second and with time zone; the server's own clock must be refused",
            )
        )
    return section


if __name__ == "__main__":
    run_alone(benchmark)
