"""Start-up time of commands, compared with `import scrapy`: `make bench-start`."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import CACHE
from benchmarks.harness.rounds import ROOT, Contender, in_turn
from benchmarks.harness.rows import Section, at_most, compared_times

MODULE = "benchmarks.contenders.starting"
COMMANDS = {
    "partynews --help": ("--help",),
    "partynews search": ("search", "nghị quyết", "--limit", "5"),
    "partynews show": ("show", "1"),
}

WHERE_TIME_GOES = "half of what a command imports before it does anything is click"


def benchmark(quick: bool) -> Section:
    """Return seconds from the shell, including the start of the interpreter."""
    repeats = "2" if quick else "10"
    demo = _demo()
    command = Path(sysconfig.get_path("scripts")) / "partynews"
    contenders = [
        Contender(name, MODULE, (repeats, str(command), *words), environment={"PARTYNEWS_DB": str(demo)})
        for name, words in COMMANDS.items()
    ]
    for name, code in (("import scrapy", "import scrapy"), ("python alone", "pass")):
        contenders.append(Contender(name, MODULE, (repeats, sys.executable, "-c", code)))
    series = in_turn(contenders, 1 if quick else 5)
    theirs = series["import scrapy"]
    rows = [
        compared_times(name, series[name], theirs, at_most(0.25), "a start", WHERE_TIME_GOES)
        for name in COMMANDS
    ]
    rows.append(compared_times("python alone", series["python alone"], theirs, None, "a start"))
    return Section("start", "Start-up", rows)


def _demo() -> Path:
    """Return a new archive of the bundled samples."""
    db = CACHE / "inputs" / "demo.db"
    db.parent.mkdir(parents=True, exist_ok=True)
    for old in db.parent.glob("demo.db*"):
        old.unlink()
    subprocess.run(
        [sys.executable, "-m", "crawler", "demo", "--db", str(db)], cwd=ROOT, check=True, capture_output=True
    )
    return db


if __name__ == "__main__":
    run_alone(benchmark)
