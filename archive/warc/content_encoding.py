"""Content encodings of HTTP bodies undone strictly: a body is given back whole, or not at all.

Lenient decoders hand over what they got from a cut or damaged stream, and half an article would be
stored as a whole one. Output is bounded while it is made, so a bomb costs no more than `limit`.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable
from typing import ClassVar

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NOTHING_TO_UNDO = {"", "identity", "none"}
MOST_LAYERS = 4
ZLIB_WINDOW = zlib.MAX_WBITS
GZIP_WINDOW = zlib.MAX_WBITS + 16
CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,15}")
RAW_WINDOW = -zlib.MAX_WBITS
# RFC 9659: no HTTP client needs a zstd window over 8 MiB.
ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 23}


class UnusableBody(ValueError):
    """A body that must not be read; `word` is how it is counted."""

    word: ClassVar[str]


class TruncatedBody(UnusableBody):
    """The stream stops before its end mark."""

    word = "truncated"


class CorruptBody(UnusableBody):
    """The stream breaks its own rules, fails its checksum, or is not what the header says."""

    word = "corrupt"


class TooLarge(UnusableBody):
    """The body would be larger than the limit."""

    word = "too_large"


def decode_content(body: bytes, encoding: str, limit: int) -> bytes:
    """`body` with `encoding`, a Content-Encoding header, undone, at most `limit` bytes long.

    Several encodings are undone from the last to the first. An empty body stays empty (redirects
    are often sent with an encoding and nothing in it). Raises TruncatedBody, CorruptBody, TooLarge.

    >>> decode_content(b"news", "identity", 10)
    b'news'
    """
    layers = [name for part in encoding.split(",") if (name := part.strip().lower()) not in NOTHING_TO_UNDO]
    if len(layers) > MOST_LAYERS:
        raise CorruptBody(f"{len(layers)} content encodings on one body")
    for name in reversed(layers):
        if name not in DECODERS:
            raise CorruptBody(f"unknown content encoding {name[:40]!r}")
        if body:
            body = DECODERS[name](body, limit)
    if len(body) > limit:
        raise TooLarge(f"body of {len(body)} bytes, the limit is {limit}")
    return body


def unchunk(body: bytes) -> bytes:
    """`body` without the chunks of `Transfer-Encoding: chunked`; trailers after the last are dropped.

    Raises CorruptBody where a chunk size is none, TruncatedBody where the last chunk is missing.

    >>> unchunk(b"4\\r\\nnews\\r\\n0\\r\\n\\r\\n")
    b'news'
    """
    whole, position = bytearray(), 0
    while True:
        line_end = body.find(b"\r\n", position)
        size = body[position : line_end if line_end >= 0 else None].partition(b";")[0].strip()
        if size and not CHUNK_SIZE.fullmatch(size):
            raise CorruptBody(f"no chunk size: {size[:20]!r}")
        start = line_end + 2
        end = start + int(size or b"0", 16)
        if not size or line_end < 0 or end > len(body):
            raise TruncatedBody("the last chunk is missing")
        if end == start:
            return bytes(whole)
        whole += body[start:end]
        position = end + 2


def _gunzip(body: bytes, limit: int) -> bytes:
    return _members(body, limit, lambda data, room: _inflate_once(data, room, GZIP_WINDOW, "gzip"))


def _inflate(body: bytes, limit: int) -> bytes:
    # Some servers send "deflate" without the zlib frame that the standard asks for.
    framed = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    window = ZLIB_WINDOW if framed else RAW_WINDOW
    return _members(body, limit, lambda data, room: _inflate_once(data, room, window, "deflate"))


def _unzstd(body: bytes, limit: int) -> bytes:
    return _members(body, limit, _unzstd_once)


def _members(body: bytes, limit: int, once: Callable[[bytes, int], tuple[bytes, bytes]]) -> bytes:
    """All members that follow each other in `body`; white space and zeros after the last are padding."""
    whole = bytearray()
    while body.strip(b"\0\r\n\t "):
        member, body = once(body, limit - len(whole))
        whole += member
    return bytes(whole)


def _inflate_once(body: bytes, limit: int, window: int, name: str) -> tuple[bytes, bytes]:
    stream = zlib.decompressobj(window)
    whole = bytearray()
    while not stream.eof:
        try:
            piece = stream.decompress(body, limit - len(whole) + 1)
        except zlib.error as error:
            raise CorruptBody(f"{name}: {error}") from None
        _add(whole, piece, limit, name)
        body = stream.unconsumed_tail
        if not (piece or body or stream.eof):
            raise TruncatedBody(f"{name}: the stream ends in its middle, after {len(whole)} bytes")
    return bytes(whole), stream.unused_data


def _unzstd_once(body: bytes, limit: int) -> tuple[bytes, bytes]:
    stream = zstd.ZstdDecompressor(options=ZSTD_OPTIONS)
    whole = bytearray()
    while not stream.eof:
        try:
            piece = stream.decompress(body, limit - len(whole) + 1)
        except zstd.ZstdError as error:
            raise CorruptBody(f"zstd: {error}") from None
        _add(whole, piece, limit, "zstd")
        body = b""
        if not piece and stream.needs_input and not stream.eof:
            raise TruncatedBody(f"zstd: the stream ends in its middle, after {len(whole)} bytes")
    return bytes(whole), stream.unused_data


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    whole = bytearray()
    while not stream.is_finished():
        try:
            piece = stream.process(body, output_buffer_limit=limit - len(whole) + 1)
        except brotli.error as error:
            raise CorruptBody(f"br: {error}") from None
        _add(whole, piece, limit, "br")
        body = b""
        if not piece and not stream.is_finished() and stream.can_accept_more_data():
            raise TruncatedBody(f"br: the stream ends in its middle, after {len(whole)} bytes")
    return bytes(whole)


def _add(whole: bytearray, piece: bytes, limit: int, name: str) -> None:
    whole += piece
    if len(whole) > limit:
        raise TooLarge(f"{name}: more than {limit} bytes when unpacked")


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
