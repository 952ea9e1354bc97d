"""Remove a new archive in which a failed command has stored nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("articles", "captures", "outcomes", "frontier", "backfill_queries")
BESIDE = ("-journal", "-wal", "-shm")


def remove_unused(archive: Path, *, captures: Path | None) -> None:
    """Remove the archive and the folder of its WARC files if its tables are empty.

    Anything but an archive of this version is kept. The caller holds its lock, and names the folder only if
    it did not exist before the command.
    """
    if not archive.is_file() or not _is_empty(archive):
        return
    for path in (archive, *(archive.with_name(archive.name + suffix) for suffix in BESIDE)):
        path.unlink(missing_ok=True)
    if captures:
        shutil.rmtree(captures, ignore_errors=True)


def _is_empty(archive: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
            return not any(db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in TABLES)
    except sqlite3.Error:
        return False
