"""Resolve revisit records: find the capture whose payload a revisit refers to (WARC 1.1, `revisit`)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive.article import Capture
from archive.capture_files import OutsideCaptures, capture_path
from archive.warc.reader import read_record
from archive.warc.record import BrokenRecord, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection


def resolve_revisit(revisit: Record, original: Record) -> Record:
    """Return `revisit` with status, headers and body of `original`, whose payload it refers to."""
    return replace(
        revisit,
        status=original.status,
        headers=original.headers,
        body=original.body,
        content_type=original.content_type,
        digest_ok=original.digest_ok,
        flaw=original.flaw,
    )


def read_payload(db: Connection, captures: Path, capture: Capture) -> Record:
    """Return the record of `capture`; a revisit is resolved with a capture of the same payload digest.

    Captures of the same URL are tried first, then the earliest.

    Raises:
        BrokenRecord: The record, or the one it refers to, cannot be read.
        FileNotFoundError: A WARC file is missing.
    """
    record = read_record(capture_path(captures, capture.file), capture.offset)
    if record.kind != "revisit":
        return record
    places = find_originals(db, captures, capture.payload_digest, capture.record_id, capture.url)
    return read_original(record, places)


def find_originals(
    db: Connection, captures: Path, payload_digest: str, record_id: str, url: str | None
) -> tuple[tuple[Path, int], ...]:
    """Return path and offset of the captures with the payload of a revisit, those of the same URL first.

    Captures that must not be read, or are at URLs, are left out.
    """
    found = db.execute(
        "SELECT file, offset FROM captures WHERE payload_digest = ? AND record_id <> ?"
        " ORDER BY url IS ? DESC, captured",
        [payload_digest, record_id, url],
    )
    places = []
    for file, offset in found.fetchall():
        with suppress(OutsideCaptures):
            places.append((capture_path(captures, file), offset))
    return tuple(places)


def read_original(revisit: Record, originals: Iterable[tuple[Path, int]]) -> Record:
    """Return `revisit` resolved with the first of the records at these places that is none itself.

    Raises:
        BrokenRecord: There is none, or it cannot be read.
        FileNotFoundError: A WARC file is missing.
    """
    for path, offset in originals:
        original = read_record(path, offset)
        if original.kind != "revisit":
            return resolve_revisit(revisit, original)
    raise BrokenRecord("the capture that this revisit refers to is not in the archive")
