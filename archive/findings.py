"""What a check of the archive finds, and the small batches in which it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils.db import Database

Row = dict[str, Any]
BATCH = 500
ROWID = "rowid_"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: where, and what is wrong."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


def batches(db: Database, table: str, columns: str = "*") -> Iterator[list[Row]]:
    """The rows of a table in the order of their rowid, which each has under ROWID.

    Each batch is a read of its own: in the rollback journal a long one keeps a crawl from committing.
    """
    last = -1
    while batch := rows_of(
        db,
        f"SELECT rowid AS {ROWID}, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT {BATCH}",
        [last],
    ):
        last = batch[-1][ROWID]
        yield batch
