"""Parse one WARC record from a stream and check its lengths and digests.

`parse_record` accepts what any writer of WARC 1.0 and 1.1 produces. `is_intact_member` checks a record of
our own writer without parsing all of it, for `verify`.
"""

from __future__ import annotations

import re
import uuid
import zlib
from datetime import UTC, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from archive.clock import format_utc
from archive.warc.content_encoding import CorruptBody, TruncatedBody, decode_chunked, decode_cut_chunks
from archive.warc.members import BLOCK_SIZE, GZIP_WBITS
from archive.warc.record import (
    MAX_PAYLOAD_SIZE,
    BrokenRecord,
    Digest,
    Record,
    WantsUrl,
    sha1_digest,
)
from archive.warc.unread_record import Readable, pass_over, pass_over_unwanted, short_block, unread_record

MAX_LINE_SIZE = 64 * 1024
MAX_HEADERS_SIZE = 1024 * 1024

FIRST_LINE = re.compile(rb"WARC/\d+\.\d+\s*$")
HEADERS_END = b"\r\n\r\n"
CHECKED_FIELD = re.compile(
    rb"^WARC-(Type|Record-ID|Payload-Digest|Block-Digest): <?([^>\r\n]*)", re.MULTILINE
)
HTTP_KINDS = {"response", "request", "revisit"}
WARC_PARSER = StatusAndHeadersParser(["WARC/"])
HTTP_PARSER = StatusAndHeadersParser([], verify=False)


def parse_record(stream: Readable, path: Path, offset: int, wants: WantsUrl | None = None) -> Record:
    """Return the record at the start of `stream`; its `length` is the number of bytes it takes there.

    For a gzip member the caller replaces `length` by that of the compressed member.

    Args:
        stream: Decompressed bytes.
        path: Becomes the record's `file`.
        offset: Becomes the record's `offset`.
        wants: Records with other URLs are passed over unread; None wants all.

    Raises:
        BrokenRecord: No complete record starts there.
    """
    if wants is not None and (unread := pass_over_unwanted(stream, path, offset, wants)):
        return unread
    header_lines = _HeaderLines(stream)
    fields = _warc_fields(header_lines)
    length = _content_length(fields)
    url = _url(fields.get_header("WARC-Target-URI"))
    if wants is not None and url is not None and not wants(url):
        pass_over(stream, length)
        return unread_record(url, path, offset, header_lines.size + length)
    block = _Block(stream, length, Digest(fields.get_header("WARC-Block-Digest")))
    http = _http_headers(fields, block)
    payload = _Payload(block, Digest(fields.get_header("WARC-Payload-Digest")))
    return _build_record(fields, http, block, payload, (path, offset, header_lines.size + length))


def is_intact_member(compressed: bytes, record_id: str, payload_digest: str) -> bool:
    """Return whether `compressed` is exactly one gzip member with this record and matching digests.

    False does not mean damage: other writers put several members or other digests there, and
    `parse_record` then decides. This takes half of its time.

    Args:
        compressed: The bytes of the record in its file.
        record_id: WARC-Record-ID without angle brackets.
        payload_digest: WARC-Payload-Digest.
    """
    member = zlib.decompressobj(GZIP_WBITS)
    try:
        data = member.decompress(compressed, MAX_PAYLOAD_SIZE)
    except zlib.error:
        return False
    headers, _, block = data.partition(HEADERS_END)
    fields = dict(CHECKED_FIELD.findall(headers))
    found = (fields.get(b"Record-ID"), fields.get(b"Payload-Digest"))
    if not member.eof or found != (record_id.encode(), payload_digest.encode()):
        return False
    # The payload of a revisit is in another record.
    return fields.get(b"Type") == b"revisit" or _block_matches(fields, block.removesuffix(HEADERS_END))


def _block_matches(fields: dict[bytes, bytes], block: bytes) -> bool:
    """Compare the block digest, or the payload digest where there is none."""
    claim = fields.get(b"Block-Digest")
    if claim is None:
        claim = fields[b"Payload-Digest"]
        block = block.partition(HEADERS_END)[2]
    return claim.decode("latin-1") == sha1_digest(block)


class _HeaderLines:
    """The header lines of a stream; `size` is the number of bytes read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.size = 0

    def readline(self) -> bytes:
        line = self._stream.readline(MAX_LINE_SIZE)
        self.size += len(line)
        if not line.endswith(b"\n"):
            raise BrokenRecord(
                "the file ends inside the headers of the record"
                if len(line) < MAX_LINE_SIZE
                else f"a header line exceeds {MAX_LINE_SIZE} bytes"
            )
        if self.size > MAX_HEADERS_SIZE:
            raise BrokenRecord(f"the headers exceed {MAX_HEADERS_SIZE} bytes")
        return line


class _Block:
    """The content block of a record: exactly Content-Length bytes; `left` are not read yet."""

    def __init__(self, stream: Readable, length: int, digest: Digest) -> None:
        self._stream = stream
        self._length = length
        self.left = length
        self.digest = digest

    def read(self, size: int) -> bytes:
        return self._count(self._stream.read(min(size, self.left)))

    def readline(self) -> bytes:
        return self._count(self._stream.readline(min(MAX_LINE_SIZE, self.left)))

    def _count(self, piece: bytes) -> bytes:
        if not piece and self.left:
            raise short_block(self._length, self._length - self.left)
        self.left -= len(piece)
        self.digest.update(piece)
        return piece


class _Payload:
    """The rest of a block after its HTTP headers; `body` is empty where it is too large for memory."""

    def __init__(self, block: _Block, digest: Digest) -> None:
        self.digest = digest
        self.too_large = block.left > MAX_PAYLOAD_SIZE
        # A known block digest covers the payload as well.
        is_hashed = digest.claim is None or not block.digest.known
        pieces = []
        while piece := block.read(BLOCK_SIZE if self.too_large else MAX_PAYLOAD_SIZE):
            if is_hashed:
                digest.update(piece)
            if not self.too_large:
                pieces.append(piece)
        self.body = b"".join(pieces)


def _warc_fields(lines: _HeaderLines) -> StatusAndHeaders:
    first = lines.readline()
    if not FIRST_LINE.match(first):
        raise BrokenRecord("no WARC record starts here")
    fields = WARC_PARSER.parse(lines, first)
    if not fields.get_header("WARC-Type"):
        raise BrokenRecord("WARC-Type is missing")
    return fields


def _content_length(fields: StatusAndHeaders) -> int:
    length = fields.get_header("Content-Length")
    if length is None:
        raise BrokenRecord("Content-Length is missing")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise BrokenRecord(f"Content-Length is not a number: {length[:40]!r}")
    return int(length)


def _http_headers(fields: StatusAndHeaders, block: _Block) -> StatusAndHeaders | None:
    if fields.get_header("WARC-Type").lower() not in HTTP_KINDS or not block.left:
        return None
    if not re.match(r"<?https?:", fields.get_header("WARC-Target-URI") or "", re.IGNORECASE):
        return None
    return HTTP_PARSER.parse(block)


def _build_record(
    fields: StatusAndHeaders,
    http: StatusAndHeaders | None,
    block: _Block,
    payload: _Payload,
    place: tuple[Path, int, int],
) -> Record:
    file, offset, length = place
    kind = fields.get_header("WARC-Type").lower()
    url = _url(fields.get_header("WARC-Target-URI"))
    captured = _warc_date(fields.get_header("WARC-Date"))
    body, flaw, dechunked = _body(http, payload)
    is_cut = fields.get_header("WARC-Truncated") or fields.get_header("WARC-Segment-Number")
    is_cut = is_cut or (kind == "response" and http is not None and _http_length(http) > len(body))
    digest = str(payload.digest)
    made_up_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{url} {captured} {kind} {digest}").urn
    return Record(
        kind=kind,
        url=url,
        captured=captured,
        status=_status(kind, http),
        headers=tuple(http.headers) if http else (),
        body=body,
        record_id=(fields.get_header("WARC-Record-ID") or "").strip(" <>") or made_up_id,
        payload_digest=digest,
        file=file,
        offset=offset,
        length=length,
        content_type=http.get_header("Content-Type") if http else fields.get_header("Content-Type"),
        digest_ok=None if kind == "revisit" else _digest_ok(block.digest, payload.digest, dechunked),
        flaw=flaw or ("truncated" if is_cut else None),
        profile=fields.get_header("WARC-Profile"),
        refers_to=(
            _url(fields.get_header("WARC-Refers-To-Target-URI")),
            _utc(fields.get_header("WARC-Refers-To-Date")),
        ),
    )


def _body(http: StatusAndHeaders | None, payload: _Payload) -> tuple[bytes, str | None, bytes | None]:
    """Return the body without transfer encoding, its flaw, and the body again where it was chunked."""
    if payload.too_large:
        return b"", "too_large", None
    if http is None or (http.get_header("Transfer-Encoding") or "").strip().lower() != "chunked":
        return payload.body, None, None
    try:
        body = decode_chunked(payload.body)
    except TruncatedBody:
        return _cut_body(http, payload.body)
    except CorruptBody:
        # Many writers decode the chunks and keep the header.
        return payload.body, None, None
    return body, None, body


def _cut_body(http: StatusAndHeaders, body: bytes) -> tuple[bytes, str | None, bytes | None]:
    """Return what `_body` returns for a chunked body without its last chunk."""
    try:
        whole = decode_cut_chunks(body, http.get_header("Content-Encoding") or "", MAX_PAYLOAD_SIZE)
    except TruncatedBody:
        return body, "truncated", None
    return whole, None, whole


def _http_length(http: StatusAndHeaders) -> int:
    """Return the Content-Length of the HTTP answer; 0 where it is missing, invalid or does not apply."""
    length = http.get_header("Content-Length") or ""
    applies = length.isascii() and length.isdigit() and not http.get_header("Transfer-Encoding")
    return int(length) if applies else 0


def _digest_ok(block: Digest, payload: Digest, dechunked: bytes | None) -> bool | None:
    """Return whether the bytes are those that were written; the block digest covers all of them.

    Writers disagree on whether the payload digest covers the chunked or the decoded body: both are
    accepted.
    """
    if block.matches() is not None:
        return block.matches()
    if payload.matches() is False and dechunked is not None:
        other = Digest(payload.claim)
        other.update(dechunked)
        return other.matches()
    return payload.matches()


def _status(kind: str, http: StatusAndHeaders | None) -> int:
    if kind == "resource":
        return 200
    code = http.get_statuscode() if http and kind != "request" else ""
    return int(code) if re.fullmatch(r"[1-9]\d\d", code, re.ASCII) else 0


def _url(raw: str | None) -> str | None:
    """Return a URI without the angle brackets that old wget writes, and with spaces percent-encoded."""
    return raw.strip().removeprefix("<").removesuffix(">").replace(" ", "%20") if raw else None


def _warc_date(raw: str | None) -> str:
    captured = _utc(raw)
    if captured is None:
        raise BrokenRecord(f"WARC-Date is missing or not a valid date: {(raw or '')[:40]!r}")
    return captured


def _utc(raw: str | None) -> str | None:
    """Return a date of a WARC header in UTC, to the second; None where it is missing or invalid."""
    try:
        moment = datetime.fromisoformat((raw or "").strip())
        return format_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
