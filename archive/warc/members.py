"""Find and read members of container files: gzip members, zstd frames, WARC files of a WACZ.

Each record of a .warc.gz is one gzip member (WARC 1.1, annex D). A WACZ (WACZ 1.1.1) is a zip file;
its WARC files are usually stored uncompressed, so their bytes are read in place.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

BLOCK_SIZE = 64 * 1024
SEARCH_BLOCK_SIZE = 1024 * 1024

GZIP_MAGIC = b"\x1f\x8b"
GZIP_DEFLATE_MAGIC = GZIP_MAGIC + b"\x08"  # with the only compression method of RFC 1952
GZIP_WBITS = zlib.MAX_WBITS + 16  # zlib's code for: gzip header and trailer
RECORD_MAGIC = b"WARC/"

ZIP_MAGIC = b"PK\x03\x04"
ZIP_LOCAL_HEADER_SIZE = 30
WACZ_WARC_NAME = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)


class BrokenMember(ValueError):
    """A gzip member or zstd frame that is truncated or damaged; the message says how."""


class Member(Protocol):
    """One gzip member or zstd frame of a file, decompressed as a stream; damage raises BrokenMember."""

    @property
    def end(self) -> int:
        """The offset in the file after the member; correct once the member has been read to its end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` decompressed bytes, none at the end."""


OpenMember = Callable[[BinaryIO, int, int], Member]
"""Opens the member that starts at an offset of a file; the last number is the end of the file."""


class FileSlice(io.RawIOBase):
    """The bytes of `file` from `start` to `end` as a stream; `position` is the offset in `file`."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file = file
        self.position = start
        self._end = end

    def readable(self) -> bool:
        """Return True: see `io.IOBase.readable`."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into `buffer` and return the number of bytes, 0 at the end."""
        self._file.seek(self.position)
        data = self._file.read(min(len(buffer), max(self._end - self.position, 0)))
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


class GzipMember(io.RawIOBase):
    """One gzip member of `file`, decompressed as a stream.

    Reading raises BrokenMember where the member is truncated or its checksum is wrong: damage is
    never taken for the end of the member.
    """

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._compressed = FileSlice(file, start, end)
        self._stream = zlib.decompressobj(GZIP_WBITS)

    def readable(self) -> bool:
        """Return True: see `io.IOBase.readable`."""
        return True

    @property
    def end(self) -> int:
        """The offset in the file after the member; correct once the member has been read to its end."""
        return self._compressed.position - len(self._stream.unused_data)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Decompress into `buffer` and return the number of bytes, 0 at the end of the member."""
        while not self._stream.eof:
            compressed = self._stream.unconsumed_tail or self._compressed.read(BLOCK_SIZE)
            if not compressed:
                raise BrokenMember("the file ends inside a gzip member")
            try:
                piece = self._stream.decompress(compressed, len(buffer))
            except zlib.error as error:
                raise BrokenMember(f"the gzip member is damaged ({error})") from None
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0


def find_record_member(
    file: BinaryIO,
    start: int,
    end: int,
    open_member: OpenMember = GzipMember,
    magic: bytes = GZIP_DEFLATE_MAGIC,
) -> int:
    """Return the offset of the first member from `start` on that holds a WARC record, or `end`.

    Members start with `magic` and are read by `open_member`: gzip members, if not told otherwise.
    """
    position = start
    while position < end:
        file.seek(position)
        block = file.read(min(SEARCH_BLOCK_SIZE, end - position))
        found = block.find(magic)
        while found >= 0:
            if _holds_record(open_member(file, position + found, end)):
                return position + found
            found = block.find(magic, found + 1)
        # The magic number may cross the border of two blocks.
        position += len(block) - len(magic) + 1 if position + len(block) < end else len(block)
    return end


def _holds_record(member: Member) -> bool:
    start = b""
    try:
        while len(start) < len(RECORD_MAGIC) and (piece := member.read(len(RECORD_MAGIC) - len(start))):
            start += piece
    except BrokenMember:
        return False
    return start == RECORD_MAGIC


@dataclass(frozen=True, slots=True)
class WaczMember:
    """A WARC file in a WACZ: its bytes in the zip file are `start` to `end`.

    `stored` is False where the zip file compresses or encrypts it: then it cannot be read in place.
    """

    name: str
    start: int
    end: int
    stored: bool


def list_wacz_members(path: Path) -> list[WaczMember]:
    """Return the WARC files under `archive/` in a WACZ, sorted by offset.

    Names only select members: no file is ever written under a name from a zip file.

    Raises:
        zipfile.BadZipFile: The directory of the zip file is missing or wrong.
        NotImplementedError: The zip file needs a feature that Python's zipfile lacks.
    """
    with zipfile.ZipFile(path) as wacz, path.open("rb") as file:
        members = [
            _wacz_member(info, file)
            for info in wacz.infolist()
            if WACZ_WARC_NAME.fullmatch(info.filename) and not info.is_dir()
        ]
    return sorted(members, key=lambda member: member.start)


def _wacz_member(info: zipfile.ZipInfo, file: BinaryIO) -> WaczMember:
    file.seek(info.header_offset)
    header = file.read(ZIP_LOCAL_HEADER_SIZE)
    if not header.startswith(ZIP_MAGIC):
        raise zipfile.BadZipFile(f"no local header at the offset of {info.filename}")
    name_length, extra_length = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    start = info.header_offset + ZIP_LOCAL_HEADER_SIZE + name_length + extra_length
    stored = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1
    return WaczMember(info.filename, start, start + info.compress_size, stored)
