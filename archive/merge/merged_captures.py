"""Merge the captures of another archive: their WARC files get a place here, then their rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from archive.capture_files import OutsideCaptures, capture_path, is_outside
from archive.database.rows import fetch_rows
from archive.merge.merged_ids import check_row
from archive.merge.stored_readings import capture_of_row

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.merge.stored_readings import RenameFile
    from archive.store import Store

BATCH_OF_CAPTURES = 500  # in one transaction

PlaceFile = Callable[[Path, bool], str]
"""Called with a WARC file, and whether it must stay where it is; returns its value of `captures.file`."""


def place_files(store: Store, other: Store, place: PlaceFile) -> tuple[dict[str, str], list[Path]]:
    """Give each WARC file of `other` with captures that are not here a place.

    Returns:
        The value of `captures.file` here by that of `other`, and the files that are missing. A file that
        `other` has imported in place stays there: its records may be found at other offsets in a copy.
    """
    names: dict[str, str] = {}
    missing: list[Path] = []
    for (name,) in other.db.execute("SELECT DISTINCT file FROM captures ORDER BY file").fetchall():
        if not _has_new_capture(store.db, other.db, name):
            continue
        try:
            path = capture_path(other.captures, name)
        except OutsideCaptures:
            continue  # not read there either
        if path.is_file():
            names[name] = place(path.resolve(), is_outside(name))
        else:
            names[name] = str(path.resolve())
            missing.append(path)
    return names, missing


def merge_captures(
    store: Store,
    other: Store,
    rename: RenameFile,
    articles: dict[int, int],
    progress: Callable[[str, int], None],
) -> dict[int, int]:
    """Merge all captures of `other`, and return the id of each here by its id there."""
    ids: dict[int, int] = {}
    last = 0
    while rows := fetch_rows(
        other.db, f"SELECT * FROM captures WHERE id > ? ORDER BY id LIMIT {BATCH_OF_CAPTURES}", [last]
    ):
        with store.writing():
            for row in rows:
                check_row(row, "captures", other.path)
                article_id = None if row["article_id"] is None else articles[row["article_id"]]
                ids[row["id"]] = store.add_capture(row["site"], capture_of_row(row, rename), article_id)
        last = rows[-1]["id"]
        progress("captures", len(rows))
    return ids


def _has_new_capture(db: Connection, other: Connection, name: str) -> bool:
    for (record_id,) in other.execute("SELECT record_id FROM captures WHERE file = ?", [name]):
        if db.execute("SELECT 1 FROM captures WHERE record_id = ?", [record_id]).fetchone() is None:
            return True
    return False
