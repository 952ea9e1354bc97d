"""The outcomes of a run by URL, on disk: an import of thousands of files has more URLs than fit in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SCHEMA = """
PRAGMA journal_mode = OFF;
CREATE TABLE outcomes (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, site TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT
);
"""
UPSERT = """
INSERT INTO outcomes (url, site, outcome, reason) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE
SET site = excluded.site, outcome = excluded.outcome, reason = excluded.reason
"""


@dataclass(frozen=True, slots=True)
class RecordedOutcome:
    """The outcome of a URL, as the table `outcomes` has it."""

    site: str
    outcome: str
    reason: str | None


class OutcomeTable(Mapping[str, RecordedOutcome]):
    """Outcomes by URL, in the order of their first one, in a temporary SQLite database."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(
            "", isolation_level=None
        )  # a file without a name: it ends with the process
        self._db.executescript(SCHEMA)

    def __getitem__(self, url: str) -> RecordedOutcome:
        row = self._db.execute("SELECT site, outcome, reason FROM outcomes WHERE url = ?", [url]).fetchone()
        if row is None:
            raise KeyError(url)
        return RecordedOutcome(*row)

    def __setitem__(self, url: str, recorded: RecordedOutcome) -> None:
        self._db.execute(UPSERT, [url, recorded.site, recorded.outcome, recorded.reason])

    def __iter__(self) -> Iterator[str]:
        for (url,) in self._db.execute("SELECT url FROM outcomes ORDER BY id"):
            yield url

    def __len__(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM outcomes").fetchone()[0]
        return count
