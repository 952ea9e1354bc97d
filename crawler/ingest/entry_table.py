"""Table of captured URLs on disk: thousands of input files have more of them than fit in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from archive.database.sqlite_errors import explain_sqlite_errors
from crawler.ingest.capture_index import CaptureEntry
from crawler.ingest.input_files import InputFile

TEMPORARY = Path(tempfile.gettempdir())
SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    file INTEGER, kind TEXT, url TEXT, captured TEXT, status INTEGER, offset INTEGER, record_id TEXT,
    payload_digest TEXT, refers_to_url TEXT, refers_to_date TEXT, is_dump INTEGER
);
"""
ENTRY_COLUMNS = (
    *("file", "kind", "url", "captured", "status", "offset", "record_id", "payload_digest"),
    *("refers_to_url", "refers_to_date", "is_dump"),
)
INSERT = f"INSERT INTO entries ({', '.join(ENTRY_COLUMNS)}) VALUES ({', '.join('?' * len(ENTRY_COLUMNS))})"
SELECT = f"SELECT {', '.join(ENTRY_COLUMNS)} FROM entries"
ORDER, REVERSED = "ORDER BY captured, id", "ORDER BY captured DESC, id DESC"
INDEXES = """
CREATE INDEX entries_url ON entries(url, payload_digest) WHERE kind <> 'revisit';
CREATE INDEX entries_time ON entries(url, captured) WHERE kind <> 'revisit';
CREATE INDEX entries_digest ON entries(payload_digest, captured) WHERE kind <> 'revisit';
"""
# A revisit has the payload of a capture of the same URL where there is one, the newest first.
ORIGINALS = (
    f"{SELECT} WHERE url = :url AND payload_digest = :digest AND kind <> 'revisit' {REVERSED} LIMIT 1",
    f"{SELECT} WHERE url = :refers_to_url AND captured = :refers_to_date AND kind <> 'revisit' {REVERSED}"
    " LIMIT 1",
    f"{SELECT} WHERE payload_digest = :digest AND kind <> 'revisit' {ORDER} LIMIT 1",
)


class EntryTable:
    """Captured URLs in input files, in a temporary SQLite database that ends with the process.

    Raises:
        StorageFailed: The folder of temporary files is full.
    """

    def __init__(self) -> None:
        # An empty name gives a temporary database: SQLite spills it to an unlinked file.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(SCHEMA)
        self._files: list[InputFile] = []
        self._has_indexes = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def __len__(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM entries").fetchone()[0]
        return count

    def __iter__(self) -> Iterator[CaptureEntry]:
        """Yield the entries in order of time; those of one second in the order in which they were added."""
        self._create_indexes()
        with explain_sqlite_errors(TEMPORARY):
            for row in self._db.execute(f"{SELECT} {ORDER}"):
                yield self._entry(row)

    def add(
        self, entries: Iterable[CaptureEntry], named: Mapping[InputFile, InputFile] | None = None
    ) -> None:
        """Add entries, in the file that `named` has for theirs; all are added before the first is read."""
        names = named or {}
        with explain_sqlite_errors(TEMPORARY):
            self._db.execute("BEGIN")
            self._db.executemany(INSERT, (self._row(entry, names) for entry in entries))
            self._db.execute("COMMIT")

    def find_original(self, revisit: CaptureEntry) -> CaptureEntry | None:
        """Return the entry with the payload that a revisit record refers to, or None."""
        self._create_indexes()
        names = {
            **{"url": revisit.url, "digest": revisit.payload_digest},
            **dict(zip(("refers_to_url", "refers_to_date"), revisit.refers_to, strict=True)),
        }
        rows = (self._db.execute(query, names).fetchone() for query in ORIGINALS)
        return next((self._entry(row) for row in rows if row), None)

    def _create_indexes(self) -> None:
        if not self._has_indexes:
            with explain_sqlite_errors(TEMPORARY):
                self._db.executescript(INDEXES)
            self._has_indexes = True

    def _row(self, entry: CaptureEntry, named: Mapping[InputFile, InputFile]) -> tuple[Any, ...]:
        file = named.get(entry.file, entry.file)
        if not self._files or self._files[-1] != file:
            self._files.append(file)
        return (
            *(len(self._files) - 1, entry.kind, entry.url, entry.captured, entry.status, entry.offset),
            *(entry.record_id, entry.payload_digest, *entry.refers_to, entry.is_dump),
        )

    def _entry(self, row: tuple[Any, ...]) -> CaptureEntry:
        file, kind, url, captured, status, offset, record_id, digest, refers_url, refers_date, is_dump = row
        return CaptureEntry(
            file=self._files[file],
            kind=kind,
            url=url,
            captured=captured,
            status=status,
            offset=offset,
            record_id=record_id,
            payload_digest=digest,
            refers_to=(refers_url, refers_date),
            is_dump=bool(is_dump),
        )
