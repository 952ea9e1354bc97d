"""Run contenders in turn: each round runs every contender in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness.figures import Round, Series
from benchmarks.harness.peers import OURS, Unavailable, interpreter

ROOT = Path(__file__).parents[2]
LONGEST_ROUND = 120.0  # seconds
LONGEST_REASON = 200  # letters


@dataclass(frozen=True, slots=True)
class Contender:
    """A module to run, the peer whose environment it needs, and its arguments."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    peer: str = OURS
    environment: Mapping[str, str] = field(default_factory=dict)


def in_turn(
    contenders: Sequence[Contender], rounds: int, longest: float = LONGEST_ROUND
) -> dict[str, Series]:
    """Return the series of each contender by name; if a contender fails, its series says why."""
    done: dict[str, list[Round]] = {contender.name: [] for contender in contenders}
    missing: dict[str, str] = {}
    for _ in range(rounds):
        for contender in contenders:
            if contender.name in missing:
                continue
            try:
                done[contender.name].append(run(contender, longest))
            except (Unavailable, Failed) as why:
                missing[contender.name] = f"{contender.name}: {why}"
    return {
        name: Series(name, missing=missing[name]) if name in missing else Series(name, tuple(series))
        for name, series in done.items()
    }


class Failed(Exception):
    """A contender failed or timed out."""


def run(contender: Contender, longest: float = LONGEST_ROUND) -> Round:
    """Run one round of a contender; raises Failed, or Unavailable if its environment cannot be built."""
    command = [str(interpreter(contender.peer)), "-m", contender.module, *contender.arguments]
    try:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **contender.environment},
            capture_output=True,
            text=True,
            timeout=longest,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"timed out after {longest:.0f} s") from None
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["no message"])[-1]
        raise Failed(f"exit {ended.returncode}: {last[:LONGEST_REASON]}")
    return Round(**json.loads(ended.stdout.strip().splitlines()[-1]))
