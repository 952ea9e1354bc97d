"""Run the fault table, or some rows and sections: `python tests/faults/run_faults.py D A24`."""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # like pytest does for tests

from fault import Fault
from fault_table import FAULTS

TESTS = Path(__file__).parents[1]
MEMORY = Path("/dev/shm")  # faster than a disk; kills do not need one
SURVIVED, SKIPPED, FAILED = "survived", "skipped", "FAILED"
PEAK = "peak MB"


class Results:
    """A pytest plugin that collects results by node id below tests/."""

    def __init__(self) -> None:
        self._reports: dict[str, list[pytest.TestReport]] = defaultdict(list)
        self._figures: dict[str, dict[str, int]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.removeprefix("tests/").partition("@")[0]
        self._figures[name] = dict(report.user_properties)  # the last phase has all of them
        if report.when == "call" or not report.passed:
            self._reports[name].append(report)

    def of(self, check: str) -> list[pytest.TestReport]:
        """Return the reports of a test, or of all its parameters."""
        return [report for name in self._named(check) for report in self._reports[name]]

    def figures(self, check: str) -> list[dict[str, int]]:
        """Return the counts of a test, or of each of its parameters."""
        return [self._figures[name] for name in self._named(check)]

    def _named(self, check: str) -> list[str]:
        return [name for name in self._reports if name == check or name.startswith(check + "[")]


class Row:
    """A fault and its result: all checks must have run and passed."""

    def __init__(self, fault: Fault, results: Results) -> None:
        found = [results.of(check) for check in fault.checks]
        self.fault = fault
        self._figures = [counted for check in fault.checks for counted in results.figures(check)]
        self.reports = [report for reports in found for report in reports]
        self.why_skipped = fault.not_here or " ".join(sorted(set(map(reason, self.reports)) - {""}))
        if fault.not_here or (found and all(report.skipped for report in self.reports) and all(found)):
            self.result = SKIPPED
        elif not all(found) or any(report.failed for report in self.reports):
            self.result = FAILED
        else:
            self.result = SURVIVED

    @property
    def seconds(self) -> float:
        return sum(report.duration for report in self.reports)

    @property
    def figures(self) -> Counter[str]:
        """Sum of the counts of the checks, and the maximum of their peak memory."""
        counted: Counter[str] = Counter()
        for name, value in (pair for figures in self._figures for pair in figures.items()):
            counted[name] = max(counted[name], value) if name == PEAK else counted[name] + value
        return counted

    def __str__(self) -> str:
        figures = self.figures
        most = figures.pop(PEAK, 0)
        peak = f"{most:5.0f} MB" if most else " " * 8  # without a crawl
        counts = ", ".join(f"{name} {value}" for name, value in figures.items())
        note = counts or (self.why_skipped if self.result == SKIPPED else "")
        return f"{self.fault.id:<4} {self.result:<9} {self.seconds:6.1f} s {peak}  {self.fault.what}" + (
            f": {note}" if note else ""
        )


def reason(report: pytest.TestReport) -> str:
    """Return why a test was skipped, or an empty string."""
    return str(report.longrepr[2]).removeprefix("Skipped: ") if report.skipped else ""  # type: ignore[index]


def chosen(words: Sequence[str]) -> list[Fault]:
    """Return the faults with these ids or in these sections; all without arguments."""
    return [f for f in FAULTS if not words or f.id in words or re.sub(r"\d", "", f.id) in words]


def run(faults: Iterable[Fault]) -> Results:
    """Run all checks of `faults` on two cores."""
    results = Results()
    checks = dict.fromkeys(str(TESTS / check) for fault in faults for check in fault.checks)
    options = ["-n", "2", "--maxschedchunk", "1", "-m", "slow or not slow", "--no-summary", "--tb", "short"]
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        if checks:
            pytest.main([*options, "--basetemp", f"{folder}/faults", *checks], plugins=[results])
    return results


def main(words: Sequence[str]) -> int:
    """Print one line a row and a summary; return 1 if a fault was not survived, 2 if no fault matches."""
    begun = time.monotonic()
    faults = chosen(words)
    results = run(faults)
    rows = [Row(fault, results) for fault in faults]
    for report in dict.fromkeys(report for row in rows for report in row.reports if report.failed):
        print(f"{report.nodeid}\n{report.longreprtext}\n")
    print(*rows, sep="\n")
    counts = Counter(row.result for row in rows)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    peak = max([workers, *(row.figures[PEAK] for row in rows)])
    skipped = "".join(f"; skipped {row.fault.id}: {row.why_skipped}" for row in rows if row.result == SKIPPED)
    print(
        f"\nsurvived {counts[SURVIVED]} of {len(rows) - counts[SKIPPED]}{skipped}"
        f"\n{time.monotonic() - begun:.0f} s, at most {peak:.0f} MB in one process"
    )
    return 2 if not rows else int(counts[FAILED] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
