"""Reading WARC files, plain or gzipped, loose or in a WACZ: every whole record, and a word for every damage.

warcio's own iterator loses what follows a cut without a word, so the walk from record to record is
ours: after damage it goes on at the next gzip member, or the next line that begins a record.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archive.warc.gzip_members import BLOCK, BrokenMember, GzipMember, Span, next_member
from archive.warc.record import BrokenRecord, Damage, Record, decoded_body, repeated
from archive.warc.record_parser import Readable, parse_record
from archive.warc.wacz import ZIP_START, warc_members

__all__ = [
    "BrokenRecord",
    "Damage",
    "Record",
    "decoded_body",
    "is_one_member",
    "read_record",
    "records",
    "repeated",
]

GZIP_MAGIC = b"\x1f\x8b"
NEXT_RECORD = re.compile(rb"\n(?=WARC/\d\.\d+\r?\n)")
RECORD_MARK = b"WARC/"
AFTER_RECORD = b"\r\n\r\n"
LAST_LINES = (AFTER_RECORD, b"\n\n")


def read_record(path: Path, offset: int) -> Record:
    """The record at `offset` of `path`, or of the `.open` file that will get this name.

    Raises BrokenRecord where no whole record begins there, FileNotFoundError where there is no file.
    """
    path = _present(path)
    with path.open("rb") as file:
        end = path.stat().st_size
        file.seek(offset)
        if file.read(2) != GZIP_MAGIC:
            return parse_record(io.BufferedReader(Span(file, offset, end), BLOCK), path, offset)[0]
        try:
            return _member_record(GzipMember(file, offset, end), path, offset)[0]
        except BrokenMember as error:
            raise BrokenRecord(str(error)) from None


def records(path: Path) -> Iterator[Record | Damage]:
    """Every whole record of a WARC or WACZ file in order, and a Damage for each place that has none.

    A record whose digest does not hold is given with `digest_ok=False`.
    """
    path = _present(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(len(ZIP_START))
        if start == ZIP_START:
            yield from _wacz_records(file, path, size)
        elif start.startswith(GZIP_MAGIC) or (start != b"WARC" and path.suffix == ".gz" and size):
            yield from _gzip_records(file, path, 0, size)
        else:
            yield from _plain_records(file, path, 0, size)


def is_one_member(path: Path) -> bool:
    """Whether the first gzip member of a file holds more than one record, as after `gzip FILE`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            rest = _record_and_rest(io.BufferedReader(GzipMember(file, 0, size), BLOCK), path, 0)[1]
        except (BrokenMember, BrokenRecord):
            return False
    return rest.startswith(RECORD_MARK)


def _present(path: Path) -> Path:
    """`path`, or the file still open for writing that will have this name once it is sealed."""
    unsealed = path.with_name(path.name + ".open")
    return unsealed if not path.exists() and unsealed.exists() else path


def _wacz_records(file: BinaryIO, path: Path, size: int) -> Iterator[Record | Damage]:
    try:
        members = warc_members(path)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        # Without its directory a WACZ is still a file with gzip members in it.
        yield Damage(path, 0, f"the WACZ has no readable directory ({error}); records are searched for")
        yield from _gzip_records(file, path, next_member(file, 0, size), size)
        return
    if not members:
        yield Damage(path, 0, "the zip file holds no WARC file under archive/")
    for member in members:
        file.seek(member.start)
        if not member.stored:
            yield Damage(path, member.start, f"{member.name} is compressed in the zip; unpack it first")
        elif file.read(2) == GZIP_MAGIC:
            yield from _gzip_records(file, path, member.start, member.end)
        else:
            yield from _plain_records(file, path, member.start, member.end)


def _gzip_records(file: BinaryIO, path: Path, start: int, end: int) -> Iterator[Record | Damage]:
    while start < end:
        member = GzipMember(file, start, end)
        try:
            record, rest = _member_record(member, path, start)
        except (BrokenMember, BrokenRecord) as error:
            yield Damage(path, start, str(error))
            start = next_member(file, start + 1, end)
            continue
        yield record
        if rest.startswith(RECORD_MARK):
            yield Damage(
                path, start, "more than one record in a gzip member; unpack the file first: gunzip FILE"
            )
        start = member.end


def _member_record(member: GzipMember, path: Path, start: int) -> tuple[Record, bytes]:
    """The record of a gzip member and the beginning of what follows it there, which must be blank."""
    stream = io.BufferedReader(member, BLOCK)
    record, rest = _record_and_rest(stream, path, start)
    while stream.read(BLOCK):
        pass  # the checksum stands at the end of the member
    if rest and not rest.startswith(RECORD_MARK):
        raise BrokenRecord("Content-Length is smaller than the record")
    return replace(record, length=member.end - start), rest


def _record_and_rest(stream: Readable, path: Path, start: int) -> tuple[Record, bytes]:
    record, _ = parse_record(stream, path, start)
    return record, stream.read(len(AFTER_RECORD) + len(RECORD_MARK)).lstrip(b"\r\n")


def _plain_records(file: BinaryIO, path: Path, start: int, end: int) -> Iterator[Record | Damage]:
    if start == end:
        yield Damage(path, start, "the file is empty")
    while start < end:
        try:
            record, length = parse_record(io.BufferedReader(Span(file, start, end), BLOCK), path, start)
            blank = _blank_lines(file, start + length, end)
        except BrokenRecord as error:
            yield Damage(path, start, str(error))
            start = _next_line_record(file, start + 1, end)
            continue
        yield record
        after = start + length + len(blank)
        if after == end and blank not in LAST_LINES:
            yield Damage(
                path, start + length, "the file ends before the blank lines that close its last record"
            )
        # What a wrong length swallowed may hold whole records.
        start = after if record.digest_ok is not False else _next_line_record(file, start + 1, end)


def _blank_lines(file: BinaryIO, start: int, end: int) -> bytes:
    """The blank lines between the record that ends at `start` and the next, or the end of the file."""
    file.seek(start)
    following = file.read(min(len(AFTER_RECORD) + len(RECORD_MARK), end - start))
    blank = following[: len(following) - len(following.lstrip(b"\r\n"))]
    mark = following[len(blank) :]
    if not mark.startswith(RECORD_MARK[: len(mark)]):
        raise BrokenRecord("Content-Length is not that of the record")
    return blank


def _next_line_record(file: BinaryIO, start: int, end: int) -> int:
    """Where the next record after `start` begins: a line that says `WARC/1.0` and no more; or `end`."""
    overlap = len(b"\nWARC/1.0\r\n")
    while start < end:
        file.seek(start)
        block = file.read(min(16 * BLOCK, end - start))
        if found := NEXT_RECORD.search(block):
            return start + found.end()
        start += max(len(block) - overlap, 1) if start + len(block) < end else len(block)
    return end
