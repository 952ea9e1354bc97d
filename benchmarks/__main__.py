"""Run all benchmarks and write benchmarks/RESULTS.md: `make bench`.

With names only those are measured, and their sections of RESULTS.md replaced. `--quick` takes small inputs,
to see that everything runs; its figures are not a measurement and are not written.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.harness.kept import kept_section
from benchmarks.harness.peers import CACHE
from benchmarks.harness.results import RESULTS, replace_sections, write_results
from benchmarks.harness.rounds import ROOT
from benchmarks.harness.rows import Section

# In order of the run, each with its time limit in seconds; search and daily use the archive of growth.
BENCHMARKS = {
    "reading": 300,
    "fields": 240,
    "crawl": 360,
    "write": 120,
    "disk": 40,
    "parallel": 400,
    "reread": 120,
    "verify": 120,
    "foreign": 180,
    "export": 240,
    "dates": 40,
    "start": 60,
    "growth": 700,
    "search": 120,
    "trend": 60,
    "ui": 240,
    "daily": 180,
    "near": 700,
}
# Benchmarks that take too long for this run.
KEPT_AFTER = {"parallel": "bulk", "growth": "growth_million", "search": "million"}
WHOLE = 38 * 60  # seconds; with the setup of the peers' environments less than 40 minutes


def run(name: str, seconds: float, quick: bool) -> Section:
    """Return the section of one benchmark; the section says so where the benchmark fails or times out."""
    out = _section_file(name).with_suffix(".quick.json" if quick else ".json")
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", "--out", str(out), *(["--quick"] if quick else [])]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        code = process.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with its contenders
        process.wait()
        return Section(name, f"{name}: timed out after {max(seconds, 0):.0f} s")
    if not out.exists():
        return Section(name, f"{name}: ended with exit code {code}")
    return _read(out)


def _read(out: Path) -> Section:
    return Section.from_json(json.loads(out.read_text("utf-8")))


def _section_file(name: str) -> Path:
    return CACHE / "sections" / f"{name}.json"


def _with_kept(sections: list[Section]) -> list[Section]:
    """Insert the last sections of the long benchmarks after the short ones of the same kind."""
    whole = []
    for section in sections:
        kept = kept_section(KEPT_AFTER[section.name]) if section.name in KEPT_AFTER else None
        whole += [section, kept] if kept else [section]
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs; results are not written")
    parser.add_argument("names", nargs="*", help=f"of: {', '.join(BENCHMARKS)}")
    chosen = parser.parse_args()
    quick, names = chosen.quick, chosen.names
    if unknown := set(names) - BENCHMARKS.keys():
        parser.error(f"unknown benchmark: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    sections = []
    for name, seconds in BENCHMARKS.items():
        if not names or name in names:
            print(f"== {name}, at {time.monotonic() - began:.0f} s", flush=True)
            sections.append(run(name, min(seconds, began + WHOLE - time.monotonic()), quick))
    lasted = time.monotonic() - began
    print(f"\n{lasted:.0f} s in all")
    if quick:
        return
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    if names:
        replace_sections(
            sections, list(filter(None, map(kept_section, KEPT_AFTER.values()))), f"{when}, {lasted:.0f} s"
        )
    else:
        write_results(_with_kept(sections), f"{when}, {lasted / 60:.0f} minutes")
    print(f"written: {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
