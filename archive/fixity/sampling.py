"""Some rows of each table, chosen anew each time: over the nights a check of samples sees them all."""

from __future__ import annotations

import random
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from archive.database.rows import fetch_rows
from archive.fixity.findings import BATCH, ROWID, Row

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Sample:
    """So many rows of each table, or such a share of them (0.05 for 5 %)."""

    number: int | None = None
    share: float = 0.0

    @classmethod
    def of(cls, text: str) -> Self:
        """`500` or `5%`; raises ValueError for anything else, and for nothing.

        >>> Sample.of("500"), Sample.of("2.5%")
        (Sample(number=500, share=0.0), Sample(number=None, share=0.025))
        """
        if re.fullmatch(r"[1-9][0-9]{0,17}", text):
            return cls(int(text))
        percent = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)\s?%", text)
        if percent and 0 < float(percent[1]) <= 100:
            return cls(share=float(percent[1]) / 100)
        raise ValueError(f"{text!r} is neither a number of rows (500) nor a share of them (5%)")

    def __str__(self) -> str:
        rows = f"{100 * self.share:g} %" if self.number is None else f"{self.number} rows"
        return f"{rows} of each table"

    def size(self, rows: int) -> int:
        """How many of so many rows."""
        return min(rows, max(1, round(rows * self.share)) if self.number is None else self.number)

    def batches(self, db: Connection, table: str) -> Iterator[list[Row]]:
        """The chosen rows of a table in the order of their rowid, which each has under ROWID."""
        ids = array("q", (rowid for (rowid,) in db.execute(f"SELECT rowid FROM {table}")))
        chosen = sorted(ids[i] for i in random.sample(range(len(ids)), self.size(len(ids))))
        for start in range(0, len(chosen), BATCH):
            part = chosen[start : start + BATCH]
            yield fetch_rows(
                db,
                f"SELECT rowid AS {ROWID}, * FROM {table} WHERE rowid IN ({','.join('?' * len(part))})"
                " ORDER BY rowid",
                list(part),
            )
