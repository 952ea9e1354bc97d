"""Say since when a run is at work and how far it is, from what the archive and its lock know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.clock import parse_utc, utc_now
from archive.plural import counted
from archive.runs.unfinished import load_unfinished_run
from crawler.archive_lock import format_age, is_locked
from crawler.commands.terminal import format_counts, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from sqlite3 import Connection

SITES_NAMED = 5


def describe_unfinished_run(archive: Connection, path: Path) -> list[str]:
    """Return a line about the newest run if it has not ended, at work or killed; else no line."""
    run = load_unfinished_run(archive)
    if run is None:
        return []
    done = f"{counted(sum(run.outcomes.values()), 'address', 'addresses')} done"
    if run.outcomes:
        done += f" ({format_counts(run.outcomes)})"
    if not is_locked(path):
        return [f"Run {run.id} ({run.command}) was killed: {done}. The next run finishes it."]
    age = format_age(utc_now() - parse_utc(run.started))
    return [
        f"Running: {run.command}{_of_sites(run.sites)} since {run.started} ({age}): {done}, "
        f"{_how_many_wait(run.waiting)}."
    ]


def _of_sites(sites: Sequence[str]) -> str:
    if not sites:
        return ""
    return f" of {', '.join(map(one_line, sites)) if len(sites) <= SITES_NAMED else f'{len(sites)} sites'}"


def _how_many_wait(waiting: Mapping[str, int] | None) -> str:
    if waiting is None:
        return "how many are left is not known"
    return f"{sum(waiting.values())} more are known"
