"""One WARC record, read from a stream and checked: whole, or a sentence that says what is wrong with it."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from archive.clock import format_utc
from archive.warc.content_encoding import CorruptBody, TruncatedBody, unchunk
from archive.warc.digest import Digest
from archive.warc.record import LARGEST_PAYLOAD, BrokenRecord, Record

LONGEST_LINE = 64 * 1024
LARGEST_HEADER = 1024 * 1024
BLOCK = 64 * 1024

RECORD_START = re.compile(rb"WARC/\d+\.\d+\s*$")
HTTP_KINDS = {"response", "request", "revisit"}
WARC_PARSER = StatusAndHeadersParser(["WARC/"])
HTTP_PARSER = StatusAndHeadersParser([], verify=False)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


def parse_record(stream: Readable, path: Path, offset: int) -> tuple[Record, int]:
    """The record that begins at `stream`, with the number of bytes it takes there; raises BrokenRecord.

    The record's own `length` is set to this number: for a gzip member the caller knows better.
    """
    header_lines = _Lines(stream)
    fields = _warc_fields(header_lines)
    length = _content_length(fields)
    block = _Block(stream, length, Digest(fields.get_header("WARC-Block-Digest")))
    http = _http_fields(fields, block)
    payload = _Payload(block, Digest(fields.get_header("WARC-Payload-Digest")))
    record = _assemble(fields, http, block, payload, path, offset, header_lines.taken + length)
    return record, record.length


class _Lines:
    """Header lines of a stream; lines and headers without end are broken, not read into memory."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.taken = 0

    def readline(self) -> bytes:
        line = self._stream.readline(LONGEST_LINE)
        self.taken += len(line)
        if not line.endswith(b"\n"):
            raise BrokenRecord(
                "the record ends in its headers" if len(line) < LONGEST_LINE else "endless header"
            )
        if self.taken > LARGEST_HEADER:
            raise BrokenRecord("endless headers")
        return line


class _Block:
    """The block of a record: exactly as many bytes as its Content-Length says, or it is broken."""

    def __init__(self, stream: Readable, length: int, digest: Digest) -> None:
        self._stream = stream
        self._length = length
        self.left = length
        self.digest = digest

    def read(self, size: int) -> bytes:
        return self._took(self._stream.read(min(size, self.left)))

    def readline(self) -> bytes:
        return self._took(self._stream.readline(min(LONGEST_LINE, self.left)))

    def _took(self, piece: bytes) -> bytes:
        if not piece and self.left:
            there = self._length - self.left
            raise BrokenRecord(f"Content-Length says {self._length} bytes, {there} are there")
        self.left -= len(piece)
        self.digest.update(piece)
        return piece


class _Payload:
    """What is left of a block after its HTTP headers, as far as it fits into memory."""

    def __init__(self, block: _Block, digest: Digest) -> None:
        self.digest = digest
        self.too_large = block.left > LARGEST_PAYLOAD
        asked = digest.claim is None or not block.digest.known  # the block's covers the payload as well
        kept = []
        while piece := block.read(BLOCK if self.too_large else LARGEST_PAYLOAD):
            if asked:
                digest.update(piece)
            if not self.too_large:
                kept.append(piece)
        self.body = b"".join(kept)


def _warc_fields(lines: _Lines) -> StatusAndHeaders:
    first = lines.readline()
    if not RECORD_START.match(first):
        raise BrokenRecord("no WARC record begins here")
    fields = WARC_PARSER.parse(lines, first)
    if not fields.get_header("WARC-Type"):
        raise BrokenRecord("WARC-Type is missing")
    return fields


def _content_length(fields: StatusAndHeaders) -> int:
    length = fields.get_header("Content-Length")
    if length is None:
        raise BrokenRecord("Content-Length is missing")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise BrokenRecord(f"Content-Length is no number: {length[:40]!r}")
    return int(length)


def _http_fields(fields: StatusAndHeaders, block: _Block) -> StatusAndHeaders | None:
    if fields.get_header("WARC-Type").lower() not in HTTP_KINDS or not block.left:
        return None
    if not re.match(r"<?https?:", fields.get_header("WARC-Target-URI") or "", re.IGNORECASE):
        return None
    return HTTP_PARSER.parse(block)


def _assemble(
    fields: StatusAndHeaders,
    http: StatusAndHeaders | None,
    block: _Block,
    payload: _Payload,
    path: Path,
    offset: int,
    length: int,
) -> Record:
    kind = fields.get_header("WARC-Type").lower()
    url = _url(fields.get_header("WARC-Target-URI"))
    captured = _captured(fields.get_header("WARC-Date"))
    body, flaw, unchunked = _whole(http, payload)
    cut = fields.get_header("WARC-Truncated") or fields.get_header("WARC-Segment-Number")
    cut = cut or (kind == "response" and http is not None and _promised(http) > len(body))
    digest = str(payload.digest)
    named = uuid.uuid5(uuid.NAMESPACE_URL, f"{url} {captured} {kind} {digest}").urn
    return Record(
        kind=kind,
        url=url,
        captured=captured,
        status=_status(kind, http),
        headers=tuple(http.headers) if http else (),
        body=body,
        record_id=(fields.get_header("WARC-Record-ID") or "").strip(" <>") or named,
        payload_digest=digest,
        file=path,
        offset=offset,
        length=length,
        content_type=http.get_header("Content-Type") if http else fields.get_header("Content-Type"),
        digest_ok=None if kind == "revisit" else _digest_ok(block.digest, payload.digest, unchunked),
        flaw=flaw or ("truncated" if cut else None),
        profile=fields.get_header("WARC-Profile"),
        refers_to=(
            _url(fields.get_header("WARC-Refers-To-Target-URI")),
            _moment(fields.get_header("WARC-Refers-To-Date")),
        ),
    )


def _whole(http: StatusAndHeaders | None, payload: _Payload) -> tuple[bytes, str | None, bytes | None]:
    """The body without transfer encoding, its flaw, and the unchunked body where there was one."""
    if payload.too_large:
        return b"", "too_large", None
    if http is None or (http.get_header("Transfer-Encoding") or "").strip().lower() != "chunked":
        return payload.body, None, None
    try:
        body = unchunk(payload.body)
    except TruncatedBody:
        return payload.body, "truncated", None
    except CorruptBody:
        # Many writers take the chunks off and leave the header on.
        return payload.body, None, None
    return body, None, body


def _promised(http: StatusAndHeaders) -> int:
    """The bytes of the body that its own Content-Length speaks of, 0 where it says nothing that counts."""
    length = http.get_header("Content-Length") or ""
    counts = length.isascii() and length.isdigit() and not http.get_header("Transfer-Encoding")
    return int(length) if counts else 0


def _digest_ok(block: Digest, payload: Digest, unchunked: bytes | None) -> bool | None:
    """Whether the bytes are those that were written: the block's digest covers all of them.

    Writers disagree on whether a payload digest is taken with or without chunks: either will do.
    """
    if block.holds() is not None:
        return block.holds()
    if payload.holds() is False and unchunked is not None:
        other = Digest(payload.claim)
        other.update(unchunked)
        return other.holds()
    return payload.holds()


def _status(kind: str, http: StatusAndHeaders | None) -> int:
    if kind == "resource":
        return 200
    code = http.get_statuscode() if http and kind != "request" else ""
    return int(code) if re.fullmatch(r"[1-9]\d\d", code, re.ASCII) else 0


def _url(raw: str | None) -> str | None:
    """The address without the angle brackets that old wget writes, and without bare spaces."""
    return raw.strip().removeprefix("<").removesuffix(">").replace(" ", "%20") if raw else None


def _captured(raw: str | None) -> str:
    moment = _moment(raw)
    if moment is None:
        raise BrokenRecord(f"WARC-Date is missing or unreadable: {(raw or '')[:40]!r}")
    return moment


def _moment(raw: str | None) -> str | None:
    """A date of a WARC header in UTC to the second, or None where it is none."""
    try:
        when = datetime.fromisoformat((raw or "").strip())
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return format_utc(when)
    except (ValueError, OverflowError):
        return None
