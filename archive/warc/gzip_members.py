"""Spans of a file, and the gzip members in them: each record of a .warc.gz is one member of its own."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

BLOCK = 64 * 1024
SEARCH_BLOCK = 1024 * 1024
GZIP_START = b"\x1f\x8b\x08"
GZIP_WINDOW = zlib.MAX_WBITS + 16


class BrokenMember(ValueError):
    """A gzip member that is cut or damaged; the message says how."""


class Span(io.RawIOBase):
    """The bytes of `file` from `start` to `end`, read in order."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file = file
        self.position = start
        self._end = end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._file.seek(self.position)
        data = self._file.read(min(len(buffer), max(self._end - self.position, 0)))
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


class GzipMember(io.RawIOBase):
    """One gzip member, unpacked as it is read; `end` is where it ends once it has been read through.

    A cut or a checksum that does not hold raises BrokenMember: it is never taken for the end.
    """

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._packed = Span(file, start, end)
        self._stream = zlib.decompressobj(GZIP_WINDOW)

    def readable(self) -> bool:
        return True

    @property
    def end(self) -> int:
        return self._packed.position - len(self._stream.unused_data)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._stream.eof:
            packed = self._stream.unconsumed_tail or self._packed.read(BLOCK)
            if not packed:
                raise BrokenMember("the file ends in the middle of a gzip member")
            try:
                piece = self._stream.decompress(packed, len(buffer))
            except zlib.error as error:
                raise BrokenMember(f"gzip member is damaged ({error})") from None
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0


def next_member(file: BinaryIO, start: int, end: int) -> int:
    """Where the first gzip member after `start` that holds a WARC record begins, or `end`."""
    position = start
    while position < end:
        file.seek(position)
        block = file.read(min(SEARCH_BLOCK, end - position))
        found = block.find(GZIP_START)
        while found >= 0:
            if _holds_record(file, position + found, end):
                return position + found
            found = block.find(GZIP_START, found + 1)
        # A mark may lie across the border of two blocks.
        position += len(block) - len(GZIP_START) + 1 if position + len(block) < end else len(block)
    return end


def _holds_record(file: BinaryIO, start: int, end: int) -> bool:
    try:
        return io.BufferedReader(GzipMember(file, start, end), 64).read(5) == b"WARC/"
    except BrokenMember:
        return False
