"""The captures behind a corpus: their WARC records, copied byte by byte, with an index."""

from __future__ import annotations

import errno
import io
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.warcwriter import WARCWriter

from archive import exit_codes
from archive.database.rows import rows_of
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

    from archive.export.writer import Row


# Originals of revisit records, as in archive/warc/revisits.py; never a record of a withheld article.
ORIGINALS = f"""
SELECT {CAPTURE_COLUMNS} FROM captures
WHERE payload_digest = ? AND record_id <> ?
    AND coalesce(article_id, 0) NOT IN (SELECT article_id FROM withheld)
ORDER BY url IS ? DESC, captured, record_id
"""


class NoCaptures(ArchiveError):
    """There is no folder to copy records from."""

    exit_code = exit_codes.USAGE


@dataclass(frozen=True, slots=True)
class Sources:
    """Where records come from; `lose` hears in a sentence of each that could not be copied."""

    db: Connection
    captures: Path
    lose: Callable[[str], None]


class RecordCopier:
    """Copies records into WARC files in `folder`, each once, and keeps their index."""

    def __init__(self, folder: Path, sources: Sources) -> None:
        if not sources.captures.is_dir():
            raise NoCaptures(
                f"There is no folder {sources.captures} with WARC files: name it with --captures."
            )
        self._sources = sources
        self._files = {suffix: _Files(folder, suffix) for suffix in (".warc.gz", ".warc")}
        self.index = RecordIndex()

    def copy(self, capture: Row) -> bool:
        """Whether the record of a capture is in the files now, and what it repeats, if it is a revisit."""
        if capture["id"] in self.index:
            return True
        try:
            record = self._record(capture)
        except (BrokenRecord, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self._sources.lose(f"{capture['file']}, offset {capture['offset']}: {why}")
            return False
        if record.kind == "revisit" and not self._copy_original(capture):
            self._sources.lose(f"{capture['file']}, offset {capture['offset']}: what it repeats is not there")
            return False
        self._append(capture["id"], record)
        return True

    def close(self) -> None:
        """Finish the files."""
        for files in self._files.values():
            files.close()

    def _record(self, capture: Row) -> Record:
        record = read_record(self._sources.captures / capture["file"], capture["offset"])
        if record.record_id != capture["record_id"]:
            raise BrokenRecord(f"another record is there ({record.record_id})")
        if record.digest_ok is False:
            raise BrokenRecord("the digest of the record does not hold")
        return record

    def _copy_original(self, capture: Row) -> bool:
        names = [capture["payload_digest"], capture["record_id"], capture["url"]]
        for original in rows_of(self._sources.db, ORIGINALS, names):
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


class _Files:
    """WARC files of one kind, begun when there is something to write, the next when one is full."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder = folder
        self._suffix = suffix
        self._file: BinaryIO | None = None
        self._number = 0

    def append(self, source: BinaryIO, length: int, captured: str) -> tuple[str, int]:
        """Copy the record that begins at `source`; the name of the file it is in now, and where there."""
        if self._file is not None and self._file.tell() >= MAX_FILE_SIZE:
            self.close()
        if self._file is None:
            self._file = self._begin(captured)
        offset = self._file.tell()
        while length:
            block = source.read(min(COPY_BLOCK_SIZE, length))
            if not block:
                raise OSError(errno.EIO, "the file became shorter while it was copied", source.name)
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

    def _begin(self, captured: str) -> BinaryIO:
        file = (self._folder / self._name).open("xb")
        file.write(_warcinfo(self._name, captured))
        return file


def _warcinfo(name: str, captured: str) -> bytes:
    """The record that a file begins with: dated as the first capture in it, so that it is always the same."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=name.endswith(".gz"), warc_version="1.1")
    told = f"software: partynews {own_version()}\r\nformat: WARC File Format 1.1\r\n".encode()
    fields: dict[str, Any] = {
        "WARC-Date": captured,
        "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{name} {captured}').urn}>",
        "WARC-Filename": name,
    }
    writer.write_record(
        writer.create_warc_record(
            "", "warcinfo", payload=io.BytesIO(told), length=len(told), warc_headers_dict=fields
        )
    )
    return buffer.getvalue()
