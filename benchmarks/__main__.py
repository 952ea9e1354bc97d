"""All benchmarks in turn, and benchmarks/RESULTS.md from what they found: `make bench`.

`--quick` takes small inputs, to see that everything runs; its figures are no measurement and are not written.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

from benchmarks.harness.peers import CACHE
from benchmarks.harness.results import RESULTS, write_results
from benchmarks.harness.rounds import ROOT
from benchmarks.harness.rows import Section

# In the order of the table, with the seconds that each may take.
BENCHMARKS = {
    "reading": 480,
    "fields": 200,
    "crawl": 480,
    "write": 200,
    "near": 900,
    "growth": 900,
    "search": 200,
    "disk": 100,
    "reread": 150,
    "verify": 200,
    "export": 1500,
    "daily": 300,
    "dates": 60,
    "start": 100,
}


def run(name: str, seconds: float, quick: bool) -> Section:
    """The section of one benchmark; one that does not come to its end says so in its place."""
    out = CACHE / "sections" / f"{name}.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", "--out", str(out), *(["--quick"] if quick else [])]
    try:
        code = subprocess.run(command, cwd=ROOT, timeout=seconds, check=False).returncode
    except subprocess.TimeoutExpired:
        return Section(name, f"{name}: not ready after {seconds:.0f} s")
    if not out.exists():
        return Section(name, f"{name}: ended with exit code {code}")
    return Section.from_json(json.loads(out.read_text("utf-8")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs, nothing is written")
    quick = parser.parse_args().quick
    began = time.monotonic()
    sections = []
    for name, seconds in BENCHMARKS.items():
        print(f"== {name}, at {time.monotonic() - began:.0f} s", flush=True)
        sections.append(run(name, seconds, quick))
    print(f"\n{time.monotonic() - began:.0f} s in all")
    if not quick:
        write_results(sections, time.monotonic() - began)
        print(f"written: {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
