"""Rows that can be checked: each carries a SHA-256 of its own columns."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from sqlite3 import Connection

SEAL = "row_sha256"

Row = dict[str, Any]
"""A row of a table under its column names."""


def row_sha256(row: Mapping[str, Any]) -> str:
    """Hex SHA-256 of a row: all its columns that are not NULL but `row_sha256`, as `columns_sha256` says.

    NULLs stay out so that a column added by a later step leaves the old sums as they are.
    """
    return columns_sha256({name: value for name, value in row.items() if name != SEAL})


def columns_sha256(columns: Mapping[str, Any]) -> str:
    """Hex SHA-256 of columns, those that are NULL left out: in the order of their names, each as

        NAME TYPE LENGTH NEWLINE VALUE NEWLINE

    with the value in UTF-8, its length in bytes, and str, int or float for its type. JSON would say
    the same, and takes three times as long for texts in Vietnamese. A bytearray is a str as SQLite
    stores it (`text_factory = bytearray`): nothing has to be decoded to be checked.
    """
    parts = []
    for name in sorted(columns):
        value = columns[name]
        if value is None:
            continue
        stored = isinstance(value, bytearray)
        data: Any = value if stored else str(value).encode("utf-8", "surrogatepass")
        kind = b"str" if stored else type(value).__name__.encode()
        parts.append(b"%b %b %d\n%b\n" % (name.encode(), kind, len(data), data))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def insert_sealed(db: Connection, table: str, row: Mapping[str, Any]) -> None:
    """Insert `row`, which has all columns that are not NULL, with its sum."""
    sealed = {**row, SEAL: row_sha256(row)}
    places = ", ".join("?" * len(sealed))
    db.execute(f"INSERT INTO {table} ({', '.join(sealed)}) VALUES ({places})", list(sealed.values()))


def update_sealed(db: Connection, table: str, stored: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Give the row `stored` the values of `changes` and a new sum; write nothing where none differs."""
    changed = {name: value for name, value in changes.items() if stored[name] != value}
    if not changed:
        return
    changed[SEAL] = row_sha256({**stored, **changed})
    columns = ", ".join(f"{name} = ?" for name in changed)
    db.execute(f"UPDATE {table} SET {columns} WHERE id = ?", [*changed.values(), stored["id"]])


def next_id(db: Connection, table: str) -> int:
    """The id for a new row, known beforehand because the sum covers it."""
    newest: int = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
    return newest + 1


def row_of(db: Connection, sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any] | None:
    """The first row of a query under its column names, or None."""
    return next(iter(rows_of(db, sql, parameters)), None)


def rows_of(db: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """All rows of a query under their column names."""
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
