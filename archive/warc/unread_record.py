"""Pass over WARC records that are not wanted, without parsing their blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from archive.warc.members import BLOCK_SIZE
from archive.warc.record import UNREAD_KIND, BrokenRecord, Record


class Readable(Protocol):
    """A buffered binary stream."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""

    def readline(self, size: int, /) -> bytes:
        """Return a line with its newline, or its first `size` bytes."""


def pass_over(stream: Readable, length: int) -> None:
    """Read the `length` bytes of a block without keeping or hashing them.

    Raises:
        BrokenRecord: The stream ends before.
    """
    left = length
    while left:
        piece = stream.read(min(left, BLOCK_SIZE))
        if not piece:
            raise short_block(length, length - left)
        left -= len(piece)


def unread_record(url: str, path: Path, offset: int, length: int) -> Record:
    """Return the record of UNREAD_KIND at `offset` of `path`, which takes `length` bytes there."""
    return Record(
        kind=UNREAD_KIND,
        url=url,
        captured="",
        status=0,
        headers=(),
        body=b"",
        record_id="",
        payload_digest="",
        file=path,
        offset=offset,
        length=length,
        content_type=None,
        digest_ok=None,
    )


def short_block(length: int, present: int) -> BrokenRecord:
    """Return the error of a block of `length` bytes of which only `present` are there."""
    return BrokenRecord(f"Content-Length is {length} bytes, but only {present} follow")
