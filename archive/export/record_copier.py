"""Copy the WARC records of captures byte for byte into new files, with an index."""

from __future__ import annotations

import errno
import io
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast

from warcio.warcwriter import WARCWriter

from archive import exit_codes
from archive.capture_files import capture_path
from archive.database.rows import fetch_rows
from archive.disk import COPY_BLOCK_SIZE
from archive.errors import ArchiveError
from archive.export.article_rows import CAPTURE_COLUMNS
from archive.export.cdxj import RecordIndex
from archive.version import own_version
from archive.warc.members import GZIP_MAGIC
from archive.warc.reader import RECORD_END, read_record
from archive.warc.record import BrokenRecord, Record
from archive.warc.writer import MAX_FILE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from sqlite3 import Connection

    from archive.export.article_rows import CaptureRow


# Candidates for the original of a revisit record, as in archive/warc/revisits.py, without withheld articles.
ORIGINALS = f"""
SELECT {CAPTURE_COLUMNS} FROM captures
WHERE payload_digest = ? AND record_id <> ?
    AND coalesce(article_id, 0) NOT IN (SELECT article_id FROM withheld)
ORDER BY url IS ? DESC, captured, record_id
"""


class NoCaptures(ArchiveError):
    """The folder of the WARC files does not exist."""

    exit_code = exit_codes.USAGE


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Where records are copied from: the archive, and the folder of its WARC files.

    `on_lost` is called with a message for each record that could not be copied.
    """

    db: Connection
    captures: Path
    on_lost: Callable[[str], None]


class RecordCopier:
    """Copies records into WARC files in `folder`, each once, and indexes them."""

    def __init__(self, folder: Path, source: RecordSource) -> None:
        if not source.captures.is_dir():
            raise NoCaptures(f"There is no folder {source.captures} with WARC files. Set it with --captures.")
        self._source = source
        self._files = {suffix: _WarcFiles(folder, suffix) for suffix in (".warc.gz", ".warc")}
        self.index = RecordIndex()

    def copy(self, capture: CaptureRow) -> bool:
        """Copy the record of a capture, and the original of a revisit; return whether it is in the files."""
        if capture["id"] in self.index:
            return True
        try:
            record = self._record(capture)
        except (BrokenRecord, OSError) as error:
            return self._report_lost(capture, error.strerror if isinstance(error, OSError) else error)
        if record.kind == "revisit" and not self._copy_original(capture):
            return self._report_lost(capture, "the original of this revisit record is missing")
        self._append(capture["id"], record)
        return True

    def close(self) -> None:
        """Close the files."""
        for files in self._files.values():
            files.close()

    def _report_lost(self, capture: CaptureRow, why: object) -> Literal[False]:
        self._source.on_lost(f"{capture['file']}, offset {capture['offset']}: {why}")
        return False

    def _record(self, capture: CaptureRow) -> Record:
        record = read_record(capture_path(self._source.captures, capture["file"]), capture["offset"])
        if record.record_id != capture["record_id"]:
            raise BrokenRecord(f"found another record ({record.record_id})")
        if record.digest_ok is False:
            raise BrokenRecord("the digest of the record does not match")
        return record

    def _copy_original(self, capture: CaptureRow) -> bool:
        names = [capture["payload_digest"], capture["record_id"], capture["url"]]
        for original in cast("list[CaptureRow]", fetch_rows(self._source.db, ORIGINALS, names)):
            try:
                record = self._record(original)
            except (BrokenRecord, OSError):
                continue
            if record.kind != "revisit":
                if original["id"] not in self.index:
                    self._append(original["id"], record)
                return True
        return False

    def _append(self, capture_id: int, record: Record) -> None:
        with record.file.open("rb") as source:
            source.seek(record.offset)
            packed = source.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            source.seek(record.offset)
            files = self._files[".warc.gz" if packed else ".warc"]
            name, offset = files.append(source, record.length, record.captured)
        self.index.add(capture_id, record, name, offset)


class _WarcFiles:
    """Numbered WARC files with one suffix; a new one is started when the last is full."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder = folder
        self._suffix = suffix
        self._file: BinaryIO | None = None
        self._number = 0

    def append(self, source: BinaryIO, length: int, captured: str) -> tuple[str, int]:
        """Copy the record that starts at the position of `source`; return its file name and offset."""
        if self._file is not None and self._file.tell() >= MAX_FILE_SIZE:
            self.close()
        if self._file is None:
            self._file = self._create(captured)
        offset = self._file.tell()
        while length:
            block = source.read(min(COPY_BLOCK_SIZE, length))
            if not block:
                raise OSError(errno.EIO, "the file was truncated while it was copied", source.name)
            length -= len(block)
            self._file.write(block)
        if self._suffix == ".warc":
            self._file.write(RECORD_END)
        return self._name, offset

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._number += 1

    @property
    def _name(self) -> str:
        return f"articles-{self._number:05}{self._suffix}"

    def _create(self, captured: str) -> BinaryIO:
        file = (self._folder / self._name).open("xb")
        file.write(_warcinfo(self._name, captured))
        return file


def _warcinfo(name: str, captured: str) -> bytes:
    """Return the first record of a file, dated as the first capture in it, so that the bytes do not vary."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=name.endswith(".gz"), warc_version="1.1")
    about = f"software: partynews {own_version()}\r\nformat: WARC File Format 1.1\r\n".encode()
    fields: dict[str, Any] = {
        "WARC-Date": captured,
        "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{name} {captured}').urn}>",
        "WARC-Filename": name,
    }
    writer.write_record(
        writer.create_warc_record(
            "", "warcinfo", payload=io.BytesIO(about), length=len(about), warc_headers_dict=fields
        )
    )
    return buffer.getvalue()
