"""Read WARC files: plain, gzipped, or in a WACZ; every complete record, and a Damage for every other place.

warcio's ArchiveIterator loses what follows damage without an error, so this module finds the records
itself: after damage it continues at the next gzip member, or at the next line that starts a record.
warcio parses the headers.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archive.warc.members import (
    BLOCK_SIZE,
    GZIP_MAGIC,
    RECORD_MAGIC,
    ZIP_MAGIC,
    BrokenMember,
    FileSlice,
    GzipMember,
    find_record_member,
    list_wacz_members,
)
from archive.warc.record import UNREAD_KIND, BrokenRecord, Damage, Record, WantsUrl
from archive.warc.record_parser import parse_record
from archive.warc.unread_record import unread_record
from archive.warc.warc_file import open_warc
from archive.warc.zstd_frames import ZSTD_MAGICS

VERSION_LINE = re.compile(rb"\n(?=WARC/\d\.\d+\r?\n)")
LONGEST_VERSION_LINE = len(b"\nWARC/1.0\r\n")
RECORD_END = b"\r\n\r\n"
FILE_ENDS = (RECORD_END, b"\n\n")

SHARED_MEMBER = (
    "several records are compressed together, not one by one; import without --in-place, or decompress the"
    " file first: gunzip FILE"
)
ZSTD_IN_PLACE = (
    "the file is compressed with zstd; import without --in-place, or decompress it first: unzstd FILE"
)


def read_record(path: Path, offset: int) -> Record:
    """Return the record at `offset` of `path`, or of the `.open` file that will get this name.

    Raises:
        BrokenRecord: No complete record starts there.
        FileNotFoundError: There is no such file.
    """
    with open_warc(path) as file:
        path, end = _name_and_size(file)
        file.seek(offset)
        if file.read(len(GZIP_MAGIC)) != GZIP_MAGIC:
            return parse_record(_buffered(FileSlice(file, offset, end)), path, offset)
        try:
            return _member_record(GzipMember(file, offset, end), path, offset)[0]
        except BrokenMember as error:
            raise BrokenRecord(str(error)) from None


def parse_member(data: bytes, path: Path) -> Record:
    """Return the record in `data`, one whole gzip member; `path` becomes its `file`.

    Raises:
        BrokenRecord: It is not a complete gzip member with one record.
    """
    member = GzipMember(io.BytesIO(data), 0, len(data))
    try:
        record, rest = _member_record(member, path, 0)
    except BrokenMember as error:
        raise BrokenRecord(str(error)) from None
    if rest or member.end != len(data):
        raise BrokenRecord("more than one record")
    return record


def read_records(path: Path, wants: WantsUrl | None = None) -> Iterator[Record | Damage]:
    """Yield every complete record of a WARC or WACZ file in order, and a Damage for each other place.

    A record whose digest does not match is yielded with `digest_ok=False`. Records whose URLs `wants` refuses
    are passed over: they are yielded as UNREAD_KIND, without their blocks.

    Raises:
        FileNotFoundError: There is no such file.
    """
    with open_warc(path) as file:
        path, size = _name_and_size(file)
        start = file.read(len(ZIP_MAGIC))
        if start == ZIP_MAGIC:
            yield from _wacz_records(file, path, size, wants)
        elif start in ZSTD_MAGICS:
            yield Damage(path, 0, ZSTD_IN_PLACE)
        elif start.startswith(GZIP_MAGIC) or (start != b"WARC" and path.suffix == ".gz" and size):
            yield from _gzip_records(file, path, (0, size), wants)
        else:
            yield from _plain_records(file, path, (0, size), wants)


def _name_and_size(file: BinaryIO) -> tuple[Path, int]:
    return Path(file.name), os.fstat(file.fileno()).st_size


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, BLOCK_SIZE)


def _wacz_records(file: BinaryIO, path: Path, size: int, wants: WantsUrl | None) -> Iterator[Record | Damage]:
    try:
        members = list_wacz_members(path)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        # A WACZ without its directory is still a file with gzip members.
        yield Damage(path, 0, f"cannot read the directory of the WACZ ({error}); searching for records")
        yield from _gzip_records(file, path, (find_record_member(file, 0, size), size), wants)
        return
    if not members:
        yield Damage(path, 0, "the zip file has no WARC file under archive/")
    for member in members:
        file.seek(member.start)
        if not member.stored:
            yield Damage(path, member.start, f"{member.name} is compressed in the zip file; unzip it first")
        elif file.read(len(GZIP_MAGIC)) == GZIP_MAGIC:
            yield from _gzip_records(file, path, (member.start, member.end), wants)
        else:
            yield from _plain_records(file, path, (member.start, member.end), wants)


def _gzip_records(
    file: BinaryIO, path: Path, span: tuple[int, int], wants: WantsUrl | None
) -> Iterator[Record | Damage]:
    start, end = span
    while start < end:
        member = GzipMember(file, start, end)
        try:
            record, rest = _member_record(member, path, start, wants)
        except (BrokenMember, BrokenRecord) as error:
            yield Damage(path, start, str(error))
            start = find_record_member(file, start + 1, end)
            continue
        yield record
        if rest.startswith(RECORD_MAGIC):
            yield Damage(path, start, SHARED_MEMBER)
        start = member.end


def _member_record(
    member: GzipMember, path: Path, start: int, wants: WantsUrl | None = None
) -> tuple[Record, bytes]:
    """Return the record of a gzip member and the start of what follows it there, which must be blank."""
    stream = _buffered(member)
    record = parse_record(stream, path, start, wants)
    rest = stream.read(len(RECORD_END) + len(RECORD_MAGIC)).lstrip(b"\r\n")
    while stream.read(BLOCK_SIZE):
        pass  # the checksum is at the end of the member
    if rest and not rest.startswith(RECORD_MAGIC):
        raise BrokenRecord("Content-Length is smaller than the record")
    length = member.end - start
    if record.kind == UNREAD_KIND:  # of which there may be millions: `replace` takes as long as parsing one
        return unread_record(record.url, path, start, length), rest
    return replace(record, length=length), rest


def _plain_records(
    file: BinaryIO, path: Path, span: tuple[int, int], wants: WantsUrl | None
) -> Iterator[Record | Damage]:
    start, end = span
    if start == end:
        yield Damage(path, start, "the file is empty")
    while start < end:
        try:
            record = parse_record(_buffered(FileSlice(file, start, end)), path, start, wants)
            record_end = start + record.length
            blank = _blank_lines(file, record_end, end)
        except BrokenRecord as error:
            yield Damage(path, start, str(error))
            start = _find_version_line(file, start + 1, end)
            continue
        yield record
        after = record_end + len(blank)
        if after == end and blank not in FILE_ENDS:
            yield Damage(path, record_end, "the file ends before the two newlines after its last record")
        # A wrong Content-Length can cover complete records.
        start = after if record.digest_ok is not False else _find_version_line(file, start + 1, end)


def _blank_lines(file: BinaryIO, start: int, end: int) -> bytes:
    """Return the newlines between the record that ends at `start` and the next one, or the end."""
    file.seek(start)
    following = file.read(min(len(RECORD_END) + len(RECORD_MAGIC), end - start))
    blank = following[: len(following) - len(following.lstrip(b"\r\n"))]
    magic = following[len(blank) :]
    if not magic.startswith(RECORD_MAGIC[: len(magic)]):
        raise BrokenRecord("Content-Length does not match the record")
    return blank


def _find_version_line(file: BinaryIO, start: int, end: int) -> int:
    """Return the offset of the next record after `start`, by its first line `WARC/1.x`; or `end`."""
    while start < end:
        file.seek(start)
        block = file.read(min(16 * BLOCK_SIZE, end - start))
        if found := VERSION_LINE.search(block):
            return start + found.end()
        overlap = LONGEST_VERSION_LINE
        start += max(len(block) - overlap, 1) if start + len(block) < end else len(block)
    return end
