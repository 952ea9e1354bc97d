"""What a check of the archive finds, and the small batches in which it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.database.rows import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

Row = dict[str, Any]
BATCH = 500
ROWID = "rowid_"
LAST_ROWID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: where, and what is wrong."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


def batches(db: Connection, table: str, *, after: int = -1, upto: int | None = None) -> Iterator[list[Row]]:
    """The rows of a table in the order of their rowid, which each has under ROWID.

    Those with a rowid after `after` and up to `upto`. Each batch is a read of its own: in the
    rollback journal a long one keeps a crawl from committing.
    """
    while batch := fetch_rows(
        db,
        f"SELECT rowid AS {ROWID}, * FROM {table} WHERE rowid > ? AND rowid <= coalesce(?, {LAST_ROWID})"
        f" ORDER BY rowid LIMIT {BATCH}",
        [after, upto],
    ):
        after = batch[-1][ROWID]
        yield batch
