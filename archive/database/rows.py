"""Rows as dictionaries, and rows with a checksum: `row_sha256` covers the other columns."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from sqlite3 import Connection

ROW_SHA256 = "row_sha256"

Row = dict[str, Any]  # a row of a query by column, whose columns the query alone names
"""A row of any table or query by its column names."""


def row_sha256(row: Mapping[str, Any]) -> str:
    """Return the hex SHA-256 of a row without its column `row_sha256`, as `columns_sha256` computes it."""
    return columns_sha256({name: value for name, value in row.items() if name != ROW_SHA256})


def columns_sha256(columns: Mapping[str, Any]) -> str:
    r"""Return the hex SHA-256 of columns, sorted by name, without those that are NULL.

    Each column is hashed as NAME, blank, TYPE, blank, LENGTH, newline, VALUE, newline: TYPE is str, int
    or float, VALUE is UTF-8 and LENGTH its bytes. NULL is left out so that a column that a later
    migration adds does not change the checksum of old rows. JSON would do, but takes three times as
    long for Vietnamese text.

    A bytearray is hashed as a str: with `text_factory = bytearray` SQLite's UTF-8 need not be decoded.

    >>> columns_sha256({"title": "Tin", "lead": None}) == hashlib.sha256(b"title str 3\nTin\n").hexdigest()
    True
    """
    parts = []
    for name in sorted(columns):
        value = columns[name]
        if value is None:
            continue
        is_utf8 = isinstance(value, bytearray)
        data: Any = value if is_utf8 else str(value).encode("utf-8", "surrogatepass")
        kind = b"str" if is_utf8 else type(value).__name__.encode()
        parts.append(b"%b %b %d\n%b\n" % (name.encode(), kind, len(data), data))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def insert_row(db: Connection, table: str, row: Mapping[str, Any]) -> None:
    """Insert `row`; columns that are missing in it get their defaults."""
    placeholders = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({placeholders})", list(row.values()))


def insert_with_checksum(db: Connection, table: str, row: Mapping[str, Any]) -> None:
    """Insert `row` with its checksum, as `insert_row` does."""
    insert_row(db, table, {**row, ROW_SHA256: row_sha256(row)})


def update_with_checksum(
    db: Connection, table: str, stored: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    """Update the columns of `changes` that differ in the row `stored`, and its checksum.

    Args:
        db: A connection inside a transaction.
        table: A table with the columns `id` and `row_sha256`.
        stored: The complete row as it is in the table.
        changes: New values by column; where all are equal to the stored ones, nothing is written.
    """
    changed = {name: value for name, value in changes.items() if stored[name] != value}
    if not changed:
        return
    changed[ROW_SHA256] = row_sha256({**stored, **changed})
    columns = ", ".join(f"{name} = ?" for name in changed)
    db.execute(f"UPDATE {table} SET {columns} WHERE id = ?", [*changed.values(), stored["id"]])


def next_id(db: Connection, table: str) -> int:
    """Return the id for a new row: the checksum covers it, so it must be known before the insert."""
    newest: int = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
    return newest + 1


def fetch_row(db: Connection, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
    """Return the first row of a query, or None."""
    return next(iter(fetch_rows(db, sql, parameters)), None)


def fetch_rows(db: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Return all rows of a query."""
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
