"""The connection to an archive, with what is kept in memory of its tables."""

from __future__ import annotations

import sqlite3
from typing import Any


class ArchiveConnection(sqlite3.Connection):
    """A connection whose `memory` holds copies of tables, forgotten where a transaction is rolled back."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.memory: dict[str, Any] = {}


def forget(db: sqlite3.Connection) -> None:
    """Drop what is kept in memory of the tables: a rollback has changed them."""
    if isinstance(db, ArchiveConnection):
        db.memory.clear()
