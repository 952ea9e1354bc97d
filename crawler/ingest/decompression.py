"""Decompress WARC files that are compressed as a whole, whose records cannot be found by offset."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from archive.disk import COPY_BLOCK_SIZE
from archive.warc.members import ZIP_MAGIC, list_wacz_members
from archive.warc.reader import is_single_member

# A compressed WARC hardly shrinks, a plain one to a tenth: what grows more than this is a decompression bomb.
MAX_GROWTH = 100

OpenStream = IO[bytes] | gzip.GzipFile


class CompressedWarc:
    """A compressed WARC file, decompressed up to where it is damaged; `damage` then says why.

    `open_stream` is None where the compression is not supported.
    """

    def __init__(
        self, name: str, offset: int, size: int, open_stream: Callable[[], OpenStream] | None
    ) -> None:
        self.name = name
        self.offset = offset
        self.damage = None if open_stream else "the compression or encryption is not supported"
        self._max_size = MAX_GROWTH * max(size, 1)
        self._open_stream = open_stream

    @property
    def is_supported(self) -> bool:
        """Whether the file can be decompressed."""
        return self._open_stream is not None

    def blocks(self) -> Iterator[bytes]:
        """Yield the decompressed bytes up to a damage, at most MAX_GROWTH times the compressed size."""
        if self._open_stream is None:
            return
        left = self._max_size
        try:
            with self._open_stream() as stream:
                while block := stream.read(min(COPY_BLOCK_SIZE, left)):
                    left -= len(block)
                    yield block
            if not left:
                self.damage = f"unpacks to more than {self._max_size} bytes: no WARC file does"
        except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile) as error:
            self.damage = str(error) or "the compressed data ends too early"


def compressed_warcs(path: Path) -> list[CompressedWarc]:
    """Return the WARC files in `path` that must be decompressed; none where records are read in place.

    All WARC files of a WACZ are returned where one of them is compressed.
    """
    with path.open("rb") as file:
        magic = file.read(len(ZIP_MAGIC))
    if magic == ZIP_MAGIC:
        return _compressed_members(path)
    if is_single_member(path):
        name = path.name.removesuffix(".gz")
        return [CompressedWarc(name, 0, path.stat().st_size, lambda: gzip.open(path))]
    return []


def _compressed_members(path: Path) -> list[CompressedWarc]:
    try:
        members = list_wacz_members(path)
    except (zipfile.BadZipFile, NotImplementedError):
        return []  # the reader reports the damage, and finds records without the directory
    if all(member.stored for member in members):
        return []
    return [
        CompressedWarc(
            f"{path.stem}-{Path(member.name).name}",
            member.start,
            member.end - member.start,
            _opener(path, member.name),
        )
        for member in members
    ]


def _opener(path: Path, name: str) -> Callable[[], OpenStream] | None:
    """Return what opens a member of a zip file; None where it is encrypted or its method is rare."""
    with zipfile.ZipFile(path) as wacz:
        info = wacz.getinfo(name)
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    return lambda: zipfile.ZipFile(path).open(info)
