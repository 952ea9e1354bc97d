"""All rows of an archive, to compare two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archive.database.connection import reading

TIMES = {"runs": ("started", "finished"), "outcomes": ("at",), "doubts": ("judged", "settled")}


def archive_rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of all tables of an archive, and the names of its WARC files.

    The times at which they were written are left out.
    """
    with reading(folder / "archive.db") as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = {name: _rows(db, name) for (name,) in names if not name.startswith("_")}
    rows["files"] = sorted((path.name,) for path in (folder / "captures").rglob("*") if path.is_file())
    return rows


def _rows(db: Any, table: str) -> list[tuple[Any, ...]]:
    columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
    kept = [f'"{name}"' for name in columns if name not in TIMES.get(table, ())]
    found: list[tuple[Any, ...]] = db.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall()
    return sorted(found, key=repr)
