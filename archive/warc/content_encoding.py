"""Decode HTTP content encodings and chunked bodies strictly: the whole body, or an error.

Lenient decoders return what they got from a truncated or damaged stream, and half an article would
be stored as a whole one. Output is limited while it is produced, so a decompression bomb costs at
most `limit` bytes. Codings: RFC 9110 section 8.4 and the IANA registry of HTTP content encodings.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable
from typing import ClassVar

import brotlicffi

from archive.warc.members import GZIP_MAGIC, GZIP_WBITS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = {"", "identity", "none"}
GZIP_NAMES = ("gzip", "x-gzip")
MAX_ENCODINGS = 4
RAW_DEFLATE_WBITS = -zlib.MAX_WBITS
CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,15}")
# RFC 9659: an HTTP server must not use a zstd window over 8 MiB (2**23).
ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 23}


class UnusableBody(ValueError):
    """A body that must not be read; `word` is the first word of the reason in `outcomes`."""

    word: ClassVar[str]


class TruncatedBody(UnusableBody):
    """The stream stops before its end marker."""

    word = "truncated"


class CorruptBody(UnusableBody):
    """The stream is invalid, fails its checksum, or does not have the declared encoding."""

    word = "corrupt"


class TooLarge(UnusableBody):
    """The decoded body would exceed the limit."""

    word = "too_large"


def decode_content(body: bytes, encoding: str, limit: int) -> bytes:
    """Return `body` decoded, at most `limit` bytes.

    Args:
        body: The bytes without transfer encoding. An empty body stays empty: redirects are often sent
            with an encoding and no content.
        encoding: The Content-Encoding header; several encodings are decoded from the last to the first.
        limit: The largest result in bytes.

    Raises:
        TruncatedBody: The stream stops before its end marker.
        CorruptBody: The stream is invalid, or an encoding is unknown.
        TooLarge: The result exceeds `limit`.

    >>> decode_content(b"news", "identity", 10)
    b'news'
    """
    encodings = _names(encoding)
    if len(encodings) > MAX_ENCODINGS:
        raise CorruptBody(f"{len(encodings)} content encodings, at most {MAX_ENCODINGS} are decoded")
    for name in reversed(encodings):
        if name not in DECODERS:
            raise CorruptBody(f"unknown content encoding {name[:40]!r}")
        if body:
            body = DECODERS[name](body, limit)
    if len(body) > limit:
        raise TooLarge(f"body of {len(body)} bytes, the limit is {limit}")
    return body


def is_encoded(encoding: str) -> bool:
    """Return whether a Content-Encoding header names an encoding that changes the body."""
    return bool(_names(encoding))


def _names(encoding: str) -> list[str]:
    """Return the encodings in a header; some servers name the charset of the page there (`UTF-8`)."""
    names = [part.strip().lower() for part in encoding.split(",")]
    return [name for name in names if name not in IDENTITY and (name in DECODERS or not _is_charset(name))]


def _is_charset(name: str) -> bool:
    try:
        b"a".decode(name)
    except (LookupError, ValueError):  # a codec of bytes such as rot13 is a LookupError
        return False
    return True


def encoding_layers(body: bytes, encoding: str, limit: int) -> list[bytes]:
    """Return `body`, then what is inside its content encoding, then what is inside a further gzip layer.

    A web archive may compress once more, or not at all, whatever its headers say; a digest tells which of
    these bytes were meant. Layers that cannot be decoded are left out.
    """
    layers = [body]
    while len(layers) < MAX_ENCODINGS:
        name = "gzip" if layers[-1].startswith(GZIP_MAGIC) else encoding
        try:
            inner = decode_content(layers[-1], name, limit)
        except UnusableBody:
            break
        if inner in layers:
            break
        layers.append(inner)
    return layers


def has_encoding(body: bytes, encoding: str, limit: int) -> bool:
    """Return whether `body` has the content encoding `encoding`, completely."""
    try:
        decode_content(body, encoding, limit)
    except UnusableBody:
        return False
    return True


def decode_chunked(body: bytes) -> bytes:
    r"""Return `body` without the framing of `Transfer-Encoding: chunked`, trailers dropped.

    The format is that of RFC 9112, section 7.1.

    Raises:
        CorruptBody: A chunk size is not a hexadecimal number.
        TruncatedBody: The last chunk is missing.

    >>> decode_chunked(b"4\r\nnews\r\n0\r\n\r\n")
    b'news'
    """
    decoded, is_complete = _join_chunks(body)
    if not is_complete:
        raise TruncatedBody("the last chunk is missing")
    return decoded


def decode_cut_chunks(body: bytes, encoding: str, limit: int) -> bytes:
    """Return a gzipped `body` without its chunks, which lacks the last chunk but not the end of the gzip.

    The checksum and length at the end of a gzip member (RFC 1952) show that nothing is missing.

    Args:
        body: The body as it was sent.
        encoding: The Content-Encoding header.
        limit: The largest size in bytes that is decompressed for the check.

    Raises:
        CorruptBody: A chunk size is not a hexadecimal number.
        TruncatedBody: The body is not gzipped, or its end is missing.
    """
    decoded, _ = _join_chunks(body)
    if encoding.strip().lower() not in GZIP_NAMES or not decoded:
        raise TruncatedBody("the last chunk is missing")
    try:
        _gunzip(decoded, limit)
    except UnusableBody as error:
        raise TruncatedBody(f"the last chunk is missing ({error})") from None
    return decoded


def _join_chunks(body: bytes) -> tuple[bytes, bool]:
    """Return the data of all chunks, the present part of a cut one too, and whether the last one is there."""
    decoded, position = bytearray(), 0
    while True:
        line_end = body.find(b"\r\n", position)
        size = body[position : line_end if line_end >= 0 else None].partition(b";")[0].strip()
        if size and not CHUNK_SIZE.fullmatch(size):
            raise CorruptBody(f"invalid chunk size {size[:20]!r}")
        start = line_end + 2
        end = start + int(size or b"0", 16)
        if not size or line_end < 0:
            return bytes(decoded), False
        if end == start:
            return bytes(decoded), True
        decoded += body[start:end]
        if end > len(body):
            return bytes(decoded), False
        position = end + 2


def _gunzip(body: bytes, limit: int) -> bytes:
    return _decode_members(body, limit, lambda data, room: _inflate_member(data, room, GZIP_WBITS, "gzip"))


def _inflate(body: bytes, limit: int) -> bytes:
    # Some servers send "deflate" without the zlib header that RFC 9110 requires.
    has_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    wbits = zlib.MAX_WBITS if has_header else RAW_DEFLATE_WBITS
    return _decode_members(body, limit, lambda data, room: _inflate_member(data, room, wbits, "deflate"))


def _unzstd(body: bytes, limit: int) -> bytes:
    return _decode_members(body, limit, _unzstd_frame)


def _decode_members(body: bytes, limit: int, decode: Callable[[bytes, int], tuple[bytes, bytes]]) -> bytes:
    """Decode all members of `body`; white space and zero bytes after the last are padding."""
    decoded = bytearray()
    while body.strip(b"\0\r\n\t "):
        member, body = decode(body, limit - len(decoded))
        decoded += member
    return bytes(decoded)


def _inflate_member(body: bytes, limit: int, wbits: int, name: str) -> tuple[bytes, bytes]:
    stream = zlib.decompressobj(wbits)
    decoded = bytearray()
    while not stream.eof:
        try:
            piece = stream.decompress(body, limit - len(decoded) + 1)
        except zlib.error as error:
            raise CorruptBody(f"{name}: {error}") from None
        _append(decoded, piece, limit, name)
        body = stream.unconsumed_tail
        if not (piece or body or stream.eof):
            raise TruncatedBody(f"{name}: the stream is truncated after {len(decoded)} decoded bytes")
    return bytes(decoded), stream.unused_data


def _unzstd_frame(body: bytes, limit: int) -> tuple[bytes, bytes]:
    stream = zstd.ZstdDecompressor(options=ZSTD_OPTIONS)
    decoded = bytearray()
    while not stream.eof:
        try:
            piece = stream.decompress(body, limit - len(decoded) + 1)
        except zstd.ZstdError as error:
            raise CorruptBody(f"zstd: {error}") from None
        _append(decoded, piece, limit, "zstd")
        body = b""
        if not piece and stream.needs_input and not stream.eof:
            raise TruncatedBody(f"zstd: the stream is truncated after {len(decoded)} decoded bytes")
    return bytes(decoded), stream.unused_data


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotlicffi.Decompressor()
    decoded = bytearray()
    while not stream.is_finished():
        try:
            piece = stream.process(body, output_buffer_limit=limit - len(decoded) + 1)
        except brotlicffi.error as error:
            raise CorruptBody(f"br: {error}") from None
        _append(decoded, piece, limit, "br")
        body = b""
        if not piece and not stream.is_finished() and stream.can_accept_more_data():
            raise TruncatedBody(f"br: the stream is truncated after {len(decoded)} decoded bytes")
    return bytes(decoded)


def _append(decoded: bytearray, piece: bytes, limit: int, name: str) -> None:
    decoded += piece
    if len(decoded) > limit:
        raise TooLarge(f"{name}: the decoded body exceeds {limit} bytes")


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    **dict.fromkeys(GZIP_NAMES, _gunzip),
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
