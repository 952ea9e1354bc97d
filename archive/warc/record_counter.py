"""Count the records that start in each gzip member or zstd frame, by Content-Length alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.warc.members import (
    BLOCK_SIZE,
    GZIP_DEFLATE_MAGIC,
    RECORD_MAGIC,
    BrokenMember,
    GzipMember,
    find_record_member,
)

if TYPE_CHECKING:
    from typing import BinaryIO

MAX_HEAD_SIZE = 1024 * 1024
HEAD_END = re.compile(rb"\r?\n\r?\n")
CONTENT_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,18})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)


class RecordCounter:
    """Counts the records that start in decompressed bytes.

    It stops counting at the first place where no record with a Content-Length starts.
    """

    def __init__(self) -> None:
        self.started = 0
        self._head = b""
        self._left_of_block = 0
        self._is_lost = False

    def add(self, piece: bytes) -> None:
        """Count the records that start in `piece`, which follows the bytes added before."""
        while piece and not self._is_lost:
            skipped = min(len(piece), self._left_of_block)
            self._left_of_block -= skipped
            piece = self._read_head(piece[skipped:]) if skipped < len(piece) else b""

    def _read_head(self, piece: bytes) -> bytes:
        """Return what follows the head of a record, empty where the head continues in the next piece."""
        self._head = (self._head + piece).lstrip(b"\r\n")
        end = HEAD_END.search(self._head)
        start = self._head[: len(RECORD_MAGIC)]
        if not RECORD_MAGIC.startswith(start) or (end is None and len(self._head) > MAX_HEAD_SIZE):
            self._is_lost = True
        if end is None or self._is_lost:
            return b""
        length = CONTENT_LENGTH.search(self._head, 0, end.end())
        rest, self._head = self._head[end.end() :], b""
        self.started += 1
        self._is_lost = length is None
        self._left_of_block = int(length[1]) if length else 0
        return rest


def has_shared_member(file: BinaryIO, start: int, end: int) -> bool:
    """Return whether a gzip member between two offsets of `file` holds more than one record.

    Its second record has no offset of its own, so that the file must be decompressed to be read.
    """
    while start < end:
        member, counter = GzipMember(file, start, end), RecordCounter()
        try:
            while piece := member.read(BLOCK_SIZE):
                counter.add(piece)
                if counter.started > 1:
                    return True
        except BrokenMember:
            start = find_record_member(file, start + len(GZIP_DEFLATE_MAGIC), end)
        else:
            start = member.end
    return False
