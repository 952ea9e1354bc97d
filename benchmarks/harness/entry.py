"""Entry point of a benchmark: prints its table, and writes its section as JSON for the whole run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness.rows import Section
from benchmarks.harness.table import printed

Benchmark = Callable[[bool], Section]


def run_alone(benchmark: Benchmark) -> None:
    """Run a benchmark from its command line and print what it found."""
    parser = argparse.ArgumentParser(description=benchmark.__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs, to check that it runs")
    parser.add_argument("--out", type=Path, help="also write the section as JSON")
    chosen = parser.parse_args()
    section = benchmark(chosen.quick)
    print(printed(section))
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(json.dumps(section.as_json(), ensure_ascii=False), "utf-8")
