"""Decompress WARC files whose records cannot be found by offset: several records in a member, or zstd."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archive.disk import COPY_BLOCK_SIZE
from archive.warc.members import (
    BLOCK_SIZE,
    GZIP_DEFLATE_MAGIC,
    GZIP_MAGIC,
    ZIP_MAGIC,
    BrokenMember,
    GzipMember,
    OpenMember,
    WaczMember,
    find_record_member,
    list_wacz_members,
)
from archive.warc.record_counter import RecordCounter, has_shared_member
from archive.warc.zstd_frames import FRAME_MAGIC, ZSTD_MAGICS, ZstdFrame, read_dictionary

# A compressed WARC hardly shrinks, a plain one to a tenth: what grows more than this is a decompression bomb.
MAX_GROWTH = 100
BETWEEN_RECORDS = b"\r\n\r\n"
SHARED_FRAMES = (
    "a zstd frame holds several records, which the WARC-zstd format forbids; all of them were read"
)

Unpack = Callable[[], Iterator[bytes]]
"""Yields decompressed bytes; raises one of UNPACK_ERRORS after those that could be read."""

UNPACK_ERRORS = (BrokenMember, zipfile.BadZipFile, zlib.error, EOFError)


class CompressedWarc:
    """A compressed WARC file, decompressed up to where it is damaged; `damage` then says why.

    `unpack` is None where the compression is not supported.
    """

    def __init__(self, name: str, offset: int, size: int, unpack: Unpack | None) -> None:
        self.name = name
        self.offset = offset
        self.damage = None if unpack else "the compression or encryption is not supported"
        self._max_size = MAX_GROWTH * max(size, 1)
        self._unpack = unpack

    @property
    def is_supported(self) -> bool:
        """Whether the file can be decompressed."""
        return self._unpack is not None

    def blocks(self) -> Iterator[bytes]:
        """Yield the decompressed bytes, at most MAX_GROWTH times the compressed size."""
        if self._unpack is None:
            return
        left = self._max_size
        try:
            for block in self._unpack():
                yield block[:left]
                left -= len(block)
                if left <= 0:
                    self.damage = f"unpacks to more than {self._max_size} bytes: no WARC file does"
                    return
        except UNPACK_ERRORS as error:
            self.damage = str(error) or "the compressed data ends too early"


def compressed_warcs(path: Path) -> list[CompressedWarc]:
    """Return the WARC files in `path` that must be decompressed; none where records are read in place.

    All WARC files of a WACZ are returned where one of them must be.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(len(ZIP_MAGIC))
        is_shared = magic.startswith(GZIP_MAGIC) and has_shared_member(file, 0, size)
    if magic == ZIP_MAGIC:
        return _compressed_members(path)
    if magic in ZSTD_MAGICS:
        return [CompressedWarc(path.name.removesuffix(".zst"), 0, size, partial(_unzstd, path))]
    if is_shared:
        return [CompressedWarc(path.name.removesuffix(".gz"), 0, size, partial(_gunzip, path, 0, size))]
    return []


def _compressed_members(path: Path) -> list[CompressedWarc]:
    try:
        members = list_wacz_members(path)
    except (zipfile.BadZipFile, NotImplementedError):
        return []  # the reader reports the damage, and finds records without the directory
    with path.open("rb") as file:
        shared = {member.name for member in members if member.stored and _is_shared(file, member)}
    if not shared and all(member.stored for member in members):
        return []
    return [_compressed_member(path, member, is_shared=member.name in shared) for member in members]


def _is_shared(file: BinaryIO, member: WaczMember) -> bool:
    file.seek(member.start)
    return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC and has_shared_member(file, member.start, member.end)


def _compressed_member(path: Path, member: WaczMember, *, is_shared: bool) -> CompressedWarc:
    name = f"{path.stem}-{Path(member.name).name}"
    size = member.end - member.start
    if is_shared:
        unpack: Unpack = partial(_gunzip, path, member.start, member.end)
        return CompressedWarc(name.removesuffix(".gz"), member.start, size, unpack)
    return CompressedWarc(name, member.start, size, _unzipper(path, member.name))


def _unzipper(path: Path, name: str) -> Unpack | None:
    """Return what decompresses a member of a zip file; None where it is encrypted or its method is rare."""
    with zipfile.ZipFile(path) as wacz:
        info = wacz.getinfo(name)
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    return partial(_unzip, path, info)


def _unzip(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as wacz, wacz.open(info) as stream:
        while block := stream.read(COPY_BLOCK_SIZE):
            yield block


def _gunzip(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _unpack_members(file, start, end, GzipMember, GZIP_DEFLATE_MAGIC)


def _unzstd(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        dictionary = read_dictionary(file)
        size = path.stat().st_size

        def open_frame(file: BinaryIO, start: int, end: int) -> ZstdFrame:
            return ZstdFrame(file, start, end, dictionary)

        yield from _unpack_members(file, 0, size, open_frame, FRAME_MAGIC, shared=SHARED_FRAMES)


def _unpack_members(
    file: BinaryIO, start: int, end: int, open_member: OpenMember, magic: bytes, shared: str | None = None
) -> Iterator[bytes]:
    """Yield the content of all members; after a damaged one, go on at the next that holds a record.

    Raises:
        BrokenMember: At the end: the first damage; or `shared`, where a member held several records.
    """
    counter = RecordCounter()
    problem: str | None = None
    while start < end:
        member, before = open_member(file, start, end), counter.started
        try:
            while block := member.read(BLOCK_SIZE):
                yield block
                counter.add(block)
        except BrokenMember as error:
            if _is_padding(file, start, end):
                break
            problem = problem or f"at byte {start}: {error}"
            start = find_record_member(file, start + 1, end, open_member, magic)
            counter = RecordCounter()
            yield BETWEEN_RECORDS
            continue
        start = member.end
        if shared and counter.started > before + 1:
            problem = problem or shared
    if problem:
        raise BrokenMember(problem)


def _is_padding(file: BinaryIO, start: int, end: int) -> bool:
    """Return whether only zero bytes follow, with which tapes and downloads fill a file."""
    file.seek(start)
    left = end - start
    while left > 0 and (block := file.read(min(COPY_BLOCK_SIZE, left))):
        if block.strip(b"\0"):
            return False
        left -= len(block)
    return True
