"""Sources of captures: a live crawl, an imported file, or a web archive and its address of the capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.database.rows import fetch_rows, update_with_checksum

if TYPE_CHECKING:
    from sqlite3 import Connection

WEB_ARCHIVES = {"wayback": "Wayback Machine", "commoncrawl": "Common Crawl"}
"""Names of the web archives that a backfill can read, by `captures.source`."""


def enter_sources(db: Connection) -> None:
    """Set the source of captures that an earlier version has made: `live` those of crawls, else `import`.

    The name of a WARC file that a crawl has written ends with the number of its run.
    """
    commands = dict(db.execute("SELECT id, command FROM runs").fetchall())
    for row in fetch_rows(db, "SELECT * FROM captures WHERE source IS NULL"):
        run_id = run_of_file(row["file"])
        source = "live" if commands.get(run_id) == "crawl" else "import"
        update_with_checksum(db, "captures", row, {"source": source})


def run_of_file(name: str) -> int | None:
    """Return the number of the run that has written a WARC file, or None where the file was imported.

    >>> run_of_file("nhandan/nhandan-20260302010000-17.warc.gz"), run_of_file("imported/0f-a-1.warc.gz")
    (17, None)
    """
    folder, _, file = name.rpartition("/")
    stem = file.removesuffix(".warc.gz").removeprefix(f"{folder}-")
    parts = stem.split("-")
    is_own = len(parts) > 1 and file.startswith(f"{folder}-") and parts[0].isdigit() and parts[1].isdigit()
    return int(parts[1]) if is_own else None
