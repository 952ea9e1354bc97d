"""Read rows of the table `captures` as Capture values."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from archive.article import Capture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

CAPTURE_COLUMNS = tuple(field.name for field in fields(Capture))
"""The columns of `captures` that a Capture has; `id`, `site` and `article_id` are the archive's own."""


def find_captures(db: Connection, tail: str, parameters: Sequence[object] = ()) -> list[Capture]:
    """Return the captures that `SELECT captures.* FROM captures` with this tail selects.

    `tail` is the rest of the SQL statement: joins, condition, order.
    """
    columns = ", ".join(f"captures.{name}" for name in CAPTURE_COLUMNS)
    rows = db.execute(f"SELECT {columns} FROM captures {tail}", parameters).fetchall()
    return [Capture(**dict(zip(CAPTURE_COLUMNS, row, strict=True))) for row in rows]


def find_capture(db: Connection, tail: str, parameters: Sequence[object] = ()) -> Capture | None:
    """Return the first capture that `find_captures` finds, or None."""
    return next(iter(find_captures(db, f"{tail} LIMIT 1", parameters)), None)
