"""Merge the runs of another archive as history: outcomes, counts of fields, listings and health.

Many queries take the run with the largest number for the last one, so runs are numbered by their start.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.database.rows import fetch_rows
from archive.merge.merged_ids import insert_if_absent

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from archive.database.rows import Row
    from archive.merge.merged_ids import MergedIds
    from archive.store import Store

OF_RUNS = ("outcomes", "field_counts", "listings", "health")
"""Tables whose rows belong to one run."""
WITH_RUN_ID = (*OF_RUNS, "frontier", "doubts")
COPY_OF = re.compile(r"\b(exact|near):(\d+)\b")  # in the reason of an outcome: the id of an article

SAME_RUN = """
SELECT id FROM runs WHERE command = :command AND sites = :sites AND started = :started
AND finished IS :finished AND reason IS :reason AND exit_code IS :exit_code AND version = :version
"""


def merge_runs(store: Store, other: Connection, ids: MergedIds, progress: Callable[[str, int], None]) -> int:
    """Merge all runs of `other`, a transaction each; return how many are new. `ids.runs` gets their ids."""
    new = 0
    for run in fetch_rows(other, "SELECT * FROM runs ORDER BY id"):
        with store.writing():
            known = _find_run(store.db, other, run, taken=set(ids.runs.values()))
            ids.runs[run["id"]] = known or _insert_run(store.db, run)
            if known is None:
                new += 1
                _insert_rows(store.db, other, run["id"], ids)
        progress("runs", 1)
    return new


def _find_run(db: Connection, other: Connection, run: Row, taken: set[int]) -> int | None:
    """Return the id here of a run of the other archive: one with the same columns and outcomes."""
    for (run_id,) in db.execute(SAME_RUN, run).fetchall():
        if run_id not in taken and _urls(db, run_id) == _urls(other, run["id"]):
            return int(run_id)
    return None


def _urls(db: Connection, run_id: int) -> list[tuple[str, str]]:
    return db.execute("SELECT url, at FROM outcomes WHERE run_id = ? ORDER BY url", [run_id]).fetchall()


def _insert_run(db: Connection, run: Row) -> int:
    insert_if_absent(db, "runs", {name: value for name, value in run.items() if name != "id"})
    run_id: int = db.execute("SELECT last_insert_rowid()").fetchone()[0]
    return run_id


def _insert_rows(db: Connection, other: Connection, run_id: int, ids: MergedIds) -> None:
    for table in OF_RUNS:
        for row in fetch_rows(other, f"SELECT * FROM {table} WHERE run_id = ?", [run_id]):
            moved = ids.translate(row)
            if table == "outcomes" and row["reason"]:
                moved["reason"] = _translate_reason(row["reason"], ids.articles)
            insert_if_absent(db, table, moved)


def _translate_reason(reason: str, articles: dict[int, int]) -> str:
    """Return the reason of an outcome with the ids that articles have here.

    >>> _translate_reason("near:7 alias:https://a.vn/near:7", {7: 30})
    'near:30 alias:https://a.vn/near:7'
    """
    first, space, rest = reason.partition(" ")
    found = COPY_OF.fullmatch(first)
    if found is None:
        return reason
    return f"{found[1]}:{articles.get(int(found[2]), found[2])}{space}{rest}"


def order_runs(db: Connection) -> None:
    """Number all runs by their start, inside a transaction; the numbers in use stay the same set."""
    numbers = [run_id for (run_id,) in db.execute("SELECT id FROM runs ORDER BY id").fetchall()]
    by_start = [run_id for (run_id,) in db.execute("SELECT id FROM runs ORDER BY started, id").fetchall()]
    moves = [(old, new) for old, new in zip(by_start, numbers, strict=True) if old != new]
    if not moves:
        return
    db.execute("PRAGMA defer_foreign_keys = ON")  # until the end of the transaction
    db.execute("CREATE TEMP TABLE run_moves (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    db.executemany("INSERT INTO run_moves VALUES (?, ?)", moves)
    for table, column in (("runs", "id"), *((table, "run_id") for table in WITH_RUN_ID)):
        # Negative first: two runs that change places would have one number for a moment.
        db.execute(
            f"UPDATE {table} SET {column} = -(SELECT new FROM run_moves WHERE old = {column})"
            f" WHERE {column} IN (SELECT old FROM run_moves)"
        )
        db.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")
    db.execute("DROP TABLE run_moves")
