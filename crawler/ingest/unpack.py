"""WARC files that are compressed as a whole, so that their records could not be found by offset."""

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

# A packed WARC hardly shrinks and a plain one by ten: what grows more than this is a bomb.
MOST_GROWTH = 100


Unpacking = IO[bytes] | gzip.GzipFile


class Packed:
    """A compressed WARC file, to be unpacked up to where it is damaged; `broken` then says why."""

    def __init__(self, name: str, offset: int, size: int, unpack: Callable[[], Unpacking] | None) -> None:
        self.name = name
        self.offset = offset
        self.broken = None if unpack else "is compressed or encrypted in a way that is not read here"
        self._most = MOST_GROWTH * max(size, 1)
        self._unpack = unpack

    @property
    def readable(self) -> bool:
        """Whether there is anything to unpack."""
        return self._unpack is not None

    def pieces(self) -> Iterator[bytes]:
        """The unpacked bytes, as far as they are whole, and no more than a WARC file can have."""
        if self._unpack is None:
            return
        left = self._most
        try:
            with self._unpack() as stream:
                while piece := stream.read(min(COPY_BLOCK_SIZE, left)):
                    left -= len(piece)
                    yield piece
            if not left:
                self.broken = f"unpacks to more than {self._most} bytes: no WARC file does"
        except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile) as error:
            self.broken = str(error) or "it ends in its middle"


def packed_files(path: Path) -> list[Packed]:
    """The WARC files in `path` that must be unpacked; none where its records can be read as they lie.

    In a WACZ with one compressed member all its WARC files count.
    """
    with path.open("rb") as file:
        start = file.read(len(ZIP_MAGIC))
    if start == ZIP_MAGIC:
        return _members(path)
    if is_single_member(path):
        name = path.name.removesuffix(".gz")
        return [Packed(name, 0, path.stat().st_size, lambda: gzip.open(path))]
    return []


def _members(path: Path) -> list[Packed]:
    try:
        members = list_wacz_members(path)
    except (zipfile.BadZipFile, NotImplementedError):
        return []  # reading it says so, and finds what can be found
    if all(member.stored for member in members):
        return []
    return [
        Packed(f"{path.stem}-{Path(member.name).name}", member.start, member.end - member.start, unpack)
        for member in members
        for unpack in [_opener(path, member.name)]
    ]


def _opener(path: Path, name: str) -> Callable[[], Unpacking] | None:
    """Opens a member of a zip file; None where it is encrypted, or compressed in some rare way."""
    with zipfile.ZipFile(path) as wacz:
        info = wacz.getinfo(name)
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    return lambda: zipfile.ZipFile(path).open(info)
