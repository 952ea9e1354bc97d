"""Read the rows of a table in batches: all of them, or a random sample."""

from __future__ import annotations

import random
import re
import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from archive.database.rows import Row, fetch_rows
from archive.database.schema_changes import REVISION_COLUMNS, REVISION_SOURCE

BATCH_SIZE = 500  # rows
ROWID = "rowid_"  # the key of the rowid in a row of a batch
MAX_ROWID = 2**63 - 1


def read_batches(
    db: sqlite3.Connection, table: str, *, after: int = -1, upto: int | None = None
) -> Iterator[list[Row]]:
    """Yield the rows of a table with a rowid after `after` and up to `upto`, sorted by it.

    Each row has its rowid under the key ROWID. Each batch is a read transaction of its own: in the
    rollback journal a long one keeps a crawl from committing.

    Raises:
        sqlite3.DatabaseError: SQLITE_CORRUPT: the table is damaged; also where its rows are not in order,
            because a damaged page may lead back to rows that were read.
    """
    rowid = rowid_of(table)
    while batch := fetch_rows(
        db,
        f"{_select(table)} WHERE {rowid} > ? AND {rowid} <= coalesce(?, {MAX_ROWID})"
        f" ORDER BY {rowid} LIMIT {BATCH_SIZE}",
        [after, upto],
    ):
        if batch[-1][ROWID] <= after:
            raise _out_of_order(table)
        after = batch[-1][ROWID]
        yield batch


def _out_of_order(table: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(f"the rows of {table} are not in order")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def rows_of(table: str) -> str:
    """Return the table that has a row for each row of `table`: `revisions` is a view."""
    return "revisions_stored AS stored" if table == "revisions" else table


def rowid_of(table: str) -> str:
    """Return the rowid of `rows_of` a table, in SQL."""
    return "stored.rowid" if table == "revisions" else "rowid"


def _select(table: str) -> str:
    if table == "revisions":
        return f"SELECT stored.rowid AS {ROWID}, {REVISION_COLUMNS} FROM {REVISION_SOURCE}"
    return f"SELECT rowid AS {ROWID}, * FROM {table}"


@dataclass(frozen=True, slots=True)
class Sample:
    """The size of a random sample of each table: a number of rows, or a share (0.05 for 5 %).

    Each run chooses other rows, so nightly samples cover all of them in time.
    """

    number: int | None = None
    share: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the sample that `500` or `5%` means.

        Raises:
            ValueError: Anything else, or nothing.

        >>> Sample.parse("500"), Sample.parse("2.5%")
        (Sample(number=500, share=0.0), Sample(number=None, share=0.025))
        """
        if re.fullmatch(r"[1-9][0-9]{0,17}", text):
            return cls(int(text))
        percent = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)\s?%", text)
        if percent and 0 < float(percent[1]) <= 100:
            return cls(share=float(percent[1]) / 100)
        raise ValueError(f"{text!r} is neither a number of rows (500) nor a percentage (5%)")

    def __str__(self) -> str:
        rows = f"{100 * self.share:g} %" if self.number is None else f"{self.number} rows"
        return f"{rows} of each table"

    def size(self, rows: int) -> int:
        """Return the number of rows to choose from a table with `rows` rows."""
        return min(rows, max(1, round(rows * self.share)) if self.number is None else self.number)

    def read_batches(self, db: sqlite3.Connection, table: str) -> Iterator[list[Row]]:
        """Yield randomly chosen rows of a table in the form of the function `read_batches`."""
        rowid = rowid_of(table)
        ids = array("q", (number for (number,) in db.execute(f"SELECT {rowid} FROM {rows_of(table)}")))
        chosen = sorted(ids[i] for i in random.sample(range(len(ids)), self.size(len(ids))))
        for start in range(0, len(chosen), BATCH_SIZE):
            batch = chosen[start : start + BATCH_SIZE]
            yield fetch_rows(
                db,
                f"{_select(table)} WHERE {rowid} IN ({','.join('?' * len(batch))}) ORDER BY {rowid}",
                batch,
            )
