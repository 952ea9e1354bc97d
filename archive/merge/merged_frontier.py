"""Merge the queues of another archive: the frontier of crawls, captures of backfills, and merged shards."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from archive.database.rows import fetch_row, fetch_rows
from archive.merge.merged_ids import insert_if_absent

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from archive.database.rows import Row
    from archive.merge.merged_ids import MergedIds
    from archive.store import Store

BATCH = 500  # rows in one transaction
QUERY_KEY = ("site", "source", "host", "window", "patterns_sha256")
CAPTURE_KEY = ("source", "url", "timestamp")
VISIT = ("kind", "priority", "state", "run_id", "due", "failures", "meta")
"""What the last visit of an address has decided."""


def merge_frontier(
    store: Store, other: Connection, ids: MergedIds, progress: Callable[[str, int], None]
) -> None:
    """Merge the frontier of `other`: an address that is in both keeps the state of its last visit."""
    rows = iter(fetch_rows(other, "SELECT * FROM frontier ORDER BY id"))
    while batch := list(islice(rows, BATCH)):
        with store.writing():
            for row in batch:
                _merge_row(store.db, _translate(row, ids))
        progress("addresses", len(batch))


def merge_backfills(store: Store, other: Connection, ids: MergedIds) -> None:
    """Merge what backfills have listed; what was fetched for either archive is not fetched again."""
    with store.writing():
        for query in fetch_rows(other, "SELECT * FROM backfill_queries ORDER BY id"):
            _merge_backfill(store.db, "backfill_queries", query, QUERY_KEY, unfinished="open")
        for capture in fetch_rows(other, "SELECT * FROM backfill_captures ORDER BY id"):
            moved = ids.translate(capture)
            _merge_backfill(store.db, "backfill_captures", moved, CAPTURE_KEY, unfinished="pending")


def merge_shard_list(store: Store, other: Connection) -> None:
    """Take over which shards `other` has merged: what they hold has come with its articles."""
    with store.writing():
        for shard in fetch_rows(other, "SELECT * FROM merged_shards ORDER BY sha256"):
            insert_if_absent(store.db, "merged_shards", shard)


def _merge_backfill(db: Connection, table: str, row: Row, unique: tuple[str, ...], unfinished: str) -> None:
    columns = {name: value for name, value in row.items() if name != "id"}
    if insert_if_absent(db, table, columns) or row["state"] == unfinished:
        return
    changed = {name: value for name, value in columns.items() if name not in unique}
    db.execute(
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in changed)}"
        f" WHERE state = ? AND {' AND '.join(f'{name} = ?' for name in unique)}",
        [*changed.values(), unfinished, *(row[name] for name in unique)],
    )


def _translate(row: Row, ids: MergedIds) -> Row:
    meta = json.loads(row["meta"])
    if meta.get("read") is not None:
        meta["read"] = ids.captures.get(meta["read"])
    moved = ids.translate(row) | {"meta": json.dumps(meta)}
    del moved["id"]
    return moved


def _merge_row(db: Connection, row: Row) -> None:
    known = fetch_row(
        db, "SELECT * FROM frontier WHERE site = ? AND key = ?", [row["site"], row["key"]]
    ) or fetch_row(db, "SELECT * FROM frontier WHERE site = ? AND url = ?", [row["site"], row["url"]])
    if known is None:
        insert_if_absent(db, "frontier", row)
        return
    addresses = [*json.loads(known["aliases"]), row["url"], *json.loads(row["aliases"])]
    aliases = [url for url in dict.fromkeys(addresses) if url != known["url"]]
    changes = {
        "key": known["key"] or row["key"],
        "found": min(known["found"], row["found"]),
        "aliases": json.dumps(aliases, ensure_ascii=False),
    }
    if known["kind"] not in ("article", "story"):
        del changes["aliases"]
    if _last_visit(db, row) > _last_visit(db, known):
        changes |= {name: row[name] for name in VISIT}
    if changes.items() <= known.items():
        return
    db.execute(
        f"UPDATE frontier SET {', '.join(f'{name} = ?' for name in changes)} WHERE id = ?",
        [*changes.values(), known["id"]],
    )


def _last_visit(db: Connection, row: Row) -> tuple[bool, str]:
    """Return the sort key that orders rows by age: whether the row was visited, then the start of its run."""
    run = fetch_row(db, "SELECT started FROM runs WHERE id = ?", [row["run_id"]])
    return row["state"] != "pending", run["started"] if run else ""
