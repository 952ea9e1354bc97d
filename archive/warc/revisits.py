"""The payload of a capture, also of one that only says it was the same as before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.article import Capture
from archive.warc.reader import BrokenRecord, Record, read_record, repeated

if TYPE_CHECKING:
    from sqlite3 import Connection


def payload_record(db: Connection, captures: Path, capture: Capture) -> Record:
    """The record of `capture`; a revisit comes with status, headers and body of what it repeats.

    That is looked for among the captures in the archive, those of the same URL first. Raises
    BrokenRecord where no whole record is found, FileNotFoundError where a file is missing.
    """
    record = read_record(captures / capture.file, capture.offset)
    if record.kind != "revisit":
        return record
    others = db.execute(
        "SELECT file, offset FROM captures WHERE payload_digest = ? AND record_id <> ?"
        " ORDER BY url IS ? DESC, captured",
        [capture.payload_digest, capture.record_id, capture.url],
    )
    for file, offset in others.fetchall():
        original = read_record(captures / file, offset)
        if original.kind != "revisit":
            return repeated(record, original)
    raise BrokenRecord("a revisit of something that is not in the archive")
