"""Move data of older archives to the form of the current schema, in batches with a commit each.

A migration step changes the schema at once and enters what is to be moved in `unfinished_moves`. The archive
is valid before, between and after the batches. A move that was interrupted continues when the archive is
next opened for writing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.database.transaction import writing
from archive.disk import free_space
from archive.errors import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from sqlite3 import Connection

ROWS_IN_A_BATCH = 500
ROOM_FOR_A_BATCH = 64 * 1024**2  # bytes; the journal of a batch and the pages that it adds


def finish_moves(db: Connection, path: Path) -> None:
    """Finish the moves that are entered in `unfinished_moves`.

    Raises:
        StorageFailed: The disk has less room than a batch needs; nothing was moved by it.
    """
    for name, after in db.execute("SELECT name, after FROM unfinished_moves").fetchall():
        _finish(db, path, name, after)


def _finish(db: Connection, path: Path, name: str, after: int) -> None:
    move, last = MOVES[name], -1
    while after != last:
        _check_room(path)
        last = after
        with writing(db):
            after = move(db, last)
            db.execute("UPDATE unfinished_moves SET after = ? WHERE name = ?", [after, name])
            if after == last:
                db.execute("DELETE FROM unfinished_moves WHERE name = ?", [name])


def _check_room(path: Path) -> None:
    free = free_space(path.parent)
    if free < ROOM_FOR_A_BATCH:
        raise StorageFailed(
            f"{path} is converted to a smaller form, which needs {ROOM_FOR_A_BATCH // 1024**2} MB of free"
            f" disk space; there are {free // 1024**2} MB. Free some space, then run the command again."
        )


def _share_texts(db: Connection, after: int) -> int:
    """Take out the second copy of texts; return the last rowid of the batch, `after` where there is none."""
    from archive.revisions import IS_LIKE_ARTICLE  # late: an archive that is current needs no move

    last: int | None = db.execute(
        "SELECT max(rowid) FROM (SELECT rowid FROM revisions_stored WHERE rowid > ? ORDER BY rowid LIMIT ?)",
        [after, ROWS_IN_A_BATCH],
    ).fetchone()[0]
    if last is None:
        return after
    batch = f"rowid > ? AND rowid <= ? AND {IS_LIKE_ARTICLE}"
    rows = db.execute(
        f"SELECT {', '.join(OWN_COLUMNS)} FROM revisions_stored WHERE {batch}", [after, last]
    ).fetchall()
    # An UPDATE would leave the pages of the texts nearly empty; only DELETE joins such pages.
    db.execute(f"DELETE FROM revisions_stored WHERE {batch}", [after, last])
    db.executemany(
        f"INSERT INTO revisions_stored ({', '.join(OWN_COLUMNS)}, title, body, text_sha256, as_article)"
        f" VALUES ({', '.join('?' * len(OWN_COLUMNS))}, '', '', '', 1)",
        rows,
    )
    return last


def _add_keys(db: Connection, after: int, *, compare: bool = False) -> int:
    """Add the keys of texts; return the last id of the batch in `near_texts`, `after` where there is none."""
    from archive.duplicates.key_index import add_keys
    from archive.duplicates.labels import label_group

    rows = db.execute(
        "SELECT id, body_sha256 FROM near_texts WHERE id > ? ORDER BY id LIMIT ?", [after, ROWS_IN_A_BATCH]
    ).fetchall()
    for text_id, body_sha256 in rows:
        add_keys(db, text_id, body_sha256, compare=compare)
        if compare:
            label_group(db, body_sha256)
    last: int = rows[-1][0] if rows else after
    return last


# The columns of `revisions_stored` that have a value in each row.
OWN_COLUMNS = (
    *("rowid", "article_id", "number", "captured", "changed"),
    *("reader_version", "capture_id", "row_sha256"),
)

MOVES: dict[str, Callable[[Connection, int], int]] = {
    "revisions": _share_texts,
    "near keys": _add_keys,
    "near copies": partial(_add_keys, compare=True),
}
"""What moves a batch after a rowid and returns its last rowid, by its name in `unfinished_moves`."""
