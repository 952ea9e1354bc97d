"""What is known of a run that has not ended: its outcomes so far, and the URLs that wait to be requested."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """A run without an end: it is at work, or was killed.

    `outcomes` counts its URLs by outcome. `waiting` is how many more URLs are known to be requested, by site;
    None for a command that does not know it.
    """

    id: int
    command: str
    sites: tuple[str, ...]
    started: str
    outcomes: dict[str, int]
    waiting: dict[str, int] | None


def load_unfinished_run(db: Connection) -> UnfinishedRun | None:
    """Return the newest run if it has not ended."""
    newest = db.execute(
        "SELECT id, command, sites, started, finished FROM runs ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if newest is None or newest[4] is not None:
        return None
    run_id, command, names, started, _ = newest
    sites = tuple(json.loads(names))
    counts = db.execute(
        "SELECT outcome, count(*) FROM outcomes WHERE run_id = ? GROUP BY outcome ORDER BY 2 DESC, 1",
        [run_id],
    )
    waiting = WAITING.get(command, lambda _db, _sites: None)(db, sites)
    return UnfinishedRun(run_id, command, sites, started, dict(counts.fetchall()), waiting)


def count_waiting(db: Connection, sites: Iterable[str]) -> dict[str, int]:
    """Return how many known URLs of each site wait to be requested by a crawl or replay."""
    return _count(db, "frontier", sites)


def _count_captures(db: Connection, sites: Iterable[str]) -> dict[str, int]:
    return _count(db, "backfill_captures", sites)


def _count(db: Connection, table: str, sites: Iterable[str]) -> dict[str, int]:
    # A statement for each site: the index of the table begins with the site.
    statement = f"SELECT count(*) FROM {table} WHERE site = ? AND state = 'pending'"
    return {site: db.execute(statement, [site]).fetchone()[0] for site in sites}


WAITING = {"crawl": count_waiting, "replay": count_waiting, "backfill": _count_captures}
