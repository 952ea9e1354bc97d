"""Compare captures with their WARC records: id, digests, and whether the record is complete.

Most records are checked with `is_intact_member`, which is fast; only where it cannot confirm a record is the
record parsed.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from archive.capture_files import OutsideCaptures, capture_path
from archive.warc.reader import read_record
from archive.warc.record import MAX_PAYLOAD_SIZE, BrokenRecord
from archive.warc.record_parser import is_intact_member
from archive.warc.warc_file import open_warc

if TYPE_CHECKING:
    from collections.abc import Collection
    from sqlite3 import Connection

    from archive.database.rows import Row


def find_damaged_records(db: Connection, captures: Path, files: Collection[str]) -> dict[str, list[str]]:
    """Return what is wrong with the records of these WARC files, by file; intact ones are left out.

    Reads all rows of `captures` once: no index has their file.
    """
    columns = ("file", "offset", "length", "record_id", "payload_digest")
    found: defaultdict[str, list[str]] = defaultdict(list)
    with RecordCheck(captures) as check:
        for values in db.execute(f"SELECT {', '.join(columns)} FROM captures ORDER BY id"):
            row = dict(zip(columns, values, strict=True))
            if row["file"] in files and (what := check.find_error(row)):
                found[row["file"]].append(what)
    return found


class RecordCheck:
    """Checks captures against the WARC files under `captures`; keeps the last file open for the next."""

    def __init__(self, captures: Path) -> None:
        self._captures = captures
        self._name: str | None = None
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def find_error(self, capture: Row) -> str | None:
        """Return what is wrong with the record of a row of `captures`, or None.

        Raises:
            FileNotFoundError: The WARC file is missing.
            OutsideCaptures: It is outside the captures folder, or at a URL.
        """
        place = f"{capture['file']}, offset {capture['offset']}"
        try:
            if self._is_intact(capture):
                return None
            record = read_record(capture_path(self._captures, capture["file"]), capture["offset"])
        except OutsideCaptures:
            raise
        except BrokenRecord as error:
            return f"{place}: {error}"
        if record.record_id != capture["record_id"]:
            return f"{place}: the record there is another one ({record.record_id})"
        if record.digest_ok is False or record.payload_digest != capture["payload_digest"]:
            return f"{place}: the digest of the payload does not match"
        return None

    def _is_intact(self, capture: Row) -> bool:
        file = self._opened(capture["file"])
        if capture["length"] > MAX_PAYLOAD_SIZE:
            return False
        file.seek(capture["offset"])
        compressed = file.read(capture["length"])
        return is_intact_member(compressed, capture["record_id"], capture["payload_digest"])

    def _opened(self, name: str) -> BinaryIO:
        if self._file is None or name != self._name:
            self._close()
            self._file = open_warc(capture_path(self._captures, name))
            self._name = name
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
