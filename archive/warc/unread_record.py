"""Pass over WARC records that are not wanted, without parsing their blocks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from archive.warc.members import BLOCK_SIZE
from archive.warc.record import UNREAD_KIND, BrokenRecord, Record, WantsUrl

PLAIN_HEAD = re.compile(rb"WARC/1\.\d\r\n(?:[!-9;-~]+:[^\r\n]*\r\n)+\r\n")  # without continued lines
FIELD = re.compile(
    rb"^(WARC-Type|WARC-Target-URI|Content-Length):[ \t]*([^\r\n]*)\r$", re.MULTILINE | re.IGNORECASE
)
PLAIN_URL = re.compile(rb"<?((?:(?!=\?)[!-;=?-~])+)>?[ \t]*")  # without encoded words (RFC 2047)
PLAIN_NUMBER = re.compile(rb"\d{1,18}")


class Readable(Protocol):
    """A buffered binary stream."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""

    def readline(self, size: int, /) -> bytes:
        """Return a line with its newline, or its first `size` bytes."""

    def peek(self, size: int, /) -> bytes:
        """Return some of the next bytes, which are read again."""


def pass_over_unwanted(stream: Readable, path: Path, offset: int, wants: WantsUrl) -> Record | None:
    """Return the record at the start of `stream` where `wants` refuses its URL; it is then passed over.

    None means that nothing was read: the record is wanted, or its header is not in the form that most writers
    give it, and must be parsed. Parsing the header takes as long as decompressing a page.

    Raises:
        BrokenRecord: The stream ends inside the record.
    """
    head = PLAIN_HEAD.match(stream.peek(1))
    if head is None:
        return None
    found = FIELD.findall(head[0])
    fields = {name.lower(): value for name, value in found}
    if not len(found) == len(fields) == 3 or not all(fields.values()):
        return None
    url = PLAIN_URL.fullmatch(fields[b"warc-target-uri"])
    length = PLAIN_NUMBER.fullmatch(fields[b"content-length"])
    if url is None or length is None or wants(url[1].decode("ascii")):
        return None
    stream.read(head.end())
    pass_over(stream, int(length[0]))
    return unread_record(url[1].decode("ascii"), path, offset, head.end() + int(length[0]))


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


def unread_record(url: str | None, path: Path, offset: int, length: int) -> Record:
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
