"""Reading dates by rule and by library: `make bench-dates`."""

from __future__ import annotations

from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_least, compared

MODULE = "benchmarks.contenders.dates"


def benchmark(quick: bool) -> Section:
    """Dates a second in the forms that the papers print, and how many are read rightly."""
    series = in_turn(
        [
            Contender(OURS, MODULE, (OURS, "40" if quick else "400")),
            Contender("dateparser", MODULE, ("dateparser", "1" if quick else "8")),
        ],
        2 if quick else 5,
    )
    ours, theirs = series[OURS], series["dateparser"]
    section = Section(
        "dates", "Dates", [compared("dates in known forms", ours, theirs, at_least(100), "dates/s")]
    )
    if ours.rounds:
        right, forms = ours.said("right"), ours.said("forms")
        library = f"{theirs.said('right'):.0f} of {forms:.0f}" if theirs.rounds else ""
        section.rows.append(
            Row(
                *("forms read rightly", "dateparser", right / forms, at_least(1)),
                *(f"{right:.0f} of {forms:.0f}", library),
                note="a form is right to the second, with its zone; a server's own clock must be refused",
            )
        )
    return section


if __name__ == "__main__":
    run_alone(benchmark)
