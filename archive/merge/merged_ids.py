"""Ids of the rows of another archive in this one, and how its rows are copied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.database.rows import ROW_SHA256, row_sha256
from archive.errors import DamagedArchive

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

    from archive.database.rows import Row


@dataclass(slots=True)
class MergedIds:
    """The id here of each article, capture and run of the other archive, by its id there."""

    articles: dict[int, int] = field(default_factory=dict)
    captures: dict[int, int] = field(default_factory=dict)
    runs: dict[int, int] = field(default_factory=dict)

    def translate(self, row: Row) -> Row:
        """Return a row of the other archive with the ids that its article, capture and run have here."""
        maps = {"article_id": self.articles, "capture_id": self.captures, "run_id": self.runs}
        found = {name: ids[row[name]] for name, ids in maps.items() if row.get(name) is not None}
        return {**row, **found}


def insert_if_absent(db: Connection, table: str, row: Row) -> bool:
    """Insert a row unless its primary or unique key is in the table; return whether it was inserted."""
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    done = db.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})", list(row.values()))
    return done.rowcount > 0


def check_row(row: Row, table: str, archive: Path) -> None:
    """Check the checksum of a row of the archive at `archive`.

    Raises:
        DamagedArchive: The row is not what was written.
    """
    if row_sha256(row) != row[ROW_SHA256]:
        name = row.get("id", row.get("article_id"))
        raise DamagedArchive(
            f"{archive}: row {name} of {table} does not match its checksum; it is not merged. See: partynews"
            f" verify --db {archive}"
        )
