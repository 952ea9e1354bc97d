"""Are the WARC records still those that the archive points at?

A record is read at a glance, and with all care only where that does not show it to be whole.
"""

from __future__ import annotations

import re
import zlib
from base64 import b32encode
from hashlib import sha1
from typing import TYPE_CHECKING, BinaryIO, Self

from archive.warc.gzip_members import GZIP_WINDOW
from archive.warc.reader import BrokenRecord, read_record
from archive.warc.record import LARGEST_PAYLOAD

if TYPE_CHECKING:
    from pathlib import Path

    from archive.fixity.findings import Row

OPEN = ".open"
FIELD = re.compile(rb"^WARC-(Type|Record-ID|Payload-Digest|Block-Digest): <?([^>\r\n]*)", re.MULTILINE)
END_OF_HEADERS = b"\r\n\r\n"


class RecordCheck:
    """Checks captures against the files under `captures`, keeping the last one open for the next."""

    def __init__(self, captures: Path) -> None:
        self._captures = captures
        self._name: str | None = None
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def flaw(self, capture: Row) -> str | None:
        """What is wrong with the record of a capture, or None; raises FileNotFoundError."""
        if self._is_plainly_whole(capture):
            return None
        place = f"{capture['file']}, offset {capture['offset']}"
        try:
            record = read_record(self._captures / capture["file"], capture["offset"])
        except BrokenRecord as error:
            return f"{place}: {error}"
        if record.record_id != capture["record_id"]:
            return f"{place}: another record is there ({record.record_id})"
        if record.digest_ok is False or record.payload_digest != capture["payload_digest"]:
            return f"{place}: the digest of the payload is another"
        return None

    def _is_plainly_whole(self, capture: Row) -> bool:
        """Whether the very bytes of the record are one gzip member, as our writer makes it, with its sums."""
        file = self._opened(capture["file"])
        if capture["length"] > LARGEST_PAYLOAD:
            return False
        file.seek(capture["offset"])
        member = zlib.decompressobj(GZIP_WINDOW)
        try:
            data = member.decompress(file.read(capture["length"]), LARGEST_PAYLOAD)
        except zlib.error:
            return False
        head, _, block = data.partition(END_OF_HEADERS)
        fields = dict(FIELD.findall(head))
        named = (fields.get(b"Record-ID"), fields.get(b"Payload-Digest"))
        if not member.eof or named != (capture["record_id"].encode(), capture["payload_digest"].encode()):
            return False
        return fields.get(b"Type") == b"revisit" or _holds(fields, block.removesuffix(END_OF_HEADERS))

    def _opened(self, name: str) -> BinaryIO:
        if self._file is None or name != self._name:
            self._close()
            path = self._captures / name
            try:
                self._file = path.open("rb")
            except FileNotFoundError:
                self._file = path.with_name(path.name + OPEN).open("rb")
            self._name = name
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _holds(fields: dict[bytes, bytes], block: bytes) -> bool:
    """Whether the sum of the block is right, or where there is none, that of the payload in it."""
    claim = fields.get(b"Block-Digest")
    if claim is None:
        claim = fields[b"Payload-Digest"]
        block = block.partition(END_OF_HEADERS)[2]
    return claim == b"sha1:" + b32encode(sha1(block).digest())
