"""Faulty responses of the paper server."""

from __future__ import annotations

import socket
import struct
import time
import zlib
from collections.abc import Iterable

from paper_server import Answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
LONG = 120.0  # seconds, longer than any timeout of these tests


def hang() -> Answer:
    """Accept the request and never respond."""
    return Answer(act=lambda _: time.sleep(LONG))


def drip(start: bytes, piece: bytes = b"a", every: float = 0.2) -> Answer:
    """Send `start`, then a byte now and then, without end."""

    def act(connection: socket.socket) -> None:
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            connection.sendall(piece)
            time.sleep(every)

    return Answer(raw=start, act=act)


def stream(start: bytes, pieces: Iterable[bytes], sent: list[int] | None = None) -> Answer:
    """Send `start` and all `pieces`; `sent` gets the number of bytes of each."""

    def act(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)
        for piece in pieces:
            connection.sendall(piece)
            if sent is not None:
                sent.append(len(piece))

    return Answer(raw=start, act=act)


def reset(start: bytes) -> Answer:
    """Send `start`, then reset the connection instead of closing it."""

    def act(connection: socket.socket) -> None:
        time.sleep(0.1)  # let the client read first
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return Answer(raw=start, act=act)


def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip stream that expands to so many megabytes of `<p>`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    start = packer.compress(b"<html>") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b"<p>\n" * 2**18) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + megabyte * megabytes + packer.flush()


def sized(body: bytes, *headers: str) -> Answer:
    """Return a 200 response with these header lines and a length."""
    lines = "".join(f"{header}\r\n" for header in headers).encode("utf-8", "surrogateescape")
    return Answer(raw=HEAD + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body)
