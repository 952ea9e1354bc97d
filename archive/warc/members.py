"""Find and read members of container files: gzip members, zstd frames, WARC files of a WACZ.

Each record of a .warc.gz is one gzip member (WARC 1.1, annex D). A WACZ (WACZ 1.1.1) is a zip file;
its WARC files are usually stored uncompressed, so their bytes are read in place.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol, cast

from isal import isal_zlib

BLOCK_SIZE = 64 * 1024
COMPRESSED_BLOCK_SIZE = 16 * 1024  # most members are a page of this size; what follows a member is read again
SEARCH_BLOCK_SIZE = 1024 * 1024

GZIP_MAGIC = b"\x1f\x8b"
GZIP_DEFLATE_MAGIC = GZIP_MAGIC + b"\x08"  # with the only compression method of RFC 1952
# ISA-L misreads optional header fields that cross two blocks of input; zlib reads members that have any.
PLAIN_GZIP_HEADER = GZIP_DEFLATE_MAGIC + b"\0"
GZIP_WBITS = zlib.MAX_WBITS + 16  # zlib's code for: gzip header and trailer
RECORD_MAGIC = b"WARC/"

ZIP_MAGIC = b"PK\x03\x04"
ZIP_LOCAL_HEADER_SIZE = 30
WACZ_WARC_NAME = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)


class BrokenMember(ValueError):
    """A gzip member or zstd frame that is truncated or damaged; the message says how."""


class Decompressor(Protocol):
    """What zlib's and zstd's decompressors have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of the compressed data was reached."""

    @property
    def unused_data(self) -> bytes:
        """The input after the end."""


class GzipDecompressor(Decompressor, Protocol):
    """A decompressor of zlib, or of a module with its interface."""

    @property
    def unconsumed_tail(self) -> bytes:
        """The input that was not decompressed, as the output had its size."""

    def decompress(self, data: bytes, size: int, /) -> bytes:
        """Return at most `size` decompressed bytes."""


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


class CompressedMember(io.RawIOBase):
    """One gzip member or zstd frame of `file`, decompressed as a stream.

    Reading raises BrokenMember where it is truncated or damaged: damage is never taken for its end.
    """

    name: ClassVar[str]
    errors: ClassVar[tuple[type[Exception], ...]]  # of the decompressor

    def __init__(self, file: BinaryIO, start: int, end: int, stream: Decompressor) -> None:
        self._file = file
        self._position = start
        self._end = end
        self._stream = stream

    def readable(self) -> bool:
        """Return True: see `io.IOBase.readable`."""
        return True

    @property
    def end(self) -> int:
        """The offset in the file after the member; correct once the member has been read to its end."""
        return self._position - len(self._stream.unused_data)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Decompress into `buffer` and return the number of bytes, 0 at the end of the member."""
        while not self._stream.eof:
            try:
                piece = self._decompress(len(buffer))
            except self.errors as error:
                raise BrokenMember(f"the {self.name} is damaged ({error})") from None
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    @abstractmethod
    def _decompress(self, size: int) -> bytes:
        """Return the next decompressed bytes, at most `size`; empty where more input is needed for some."""

    def _next_block(self) -> bytes:
        self._file.seek(self._position)
        block = self._file.read(min(COMPRESSED_BLOCK_SIZE, max(self._end - self._position, 0)))
        if not block:
            raise BrokenMember(f"the file ends inside a {self.name}")
        self._position += len(block)
        return block


class GzipMember(CompressedMember):
    """One gzip member of `file`, decompressed as a stream; see CompressedMember."""

    name = "gzip member"
    errors = (zlib.error, cast("type[Exception]", isal_zlib.error))

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        file.seek(start)
        has_plain_header = file.read(len(PLAIN_GZIP_HEADER)) == PLAIN_GZIP_HEADER
        self._gzip: GzipDecompressor = (isal_zlib if has_plain_header else zlib).decompressobj(GZIP_WBITS)
        super().__init__(file, start, end, self._gzip)

    def _decompress(self, size: int) -> bytes:
        return self._gzip.decompress(self._gzip.unconsumed_tail or self._next_block(), size)


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
