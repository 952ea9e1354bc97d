"""What a server does to those who ask: each an Answer of the paper server that breaks some rule."""

from __future__ import annotations

import socket
import struct
import time
import zlib
from collections.abc import Iterable

from paper_server import Answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
LONG = 120.0  # seconds: longer than any time-out of these tests


def hang() -> Answer:
    """Takes the request and says nothing."""
    return Answer(act=lambda _: time.sleep(LONG))


def drip(start: bytes, piece: bytes = b"a", every: float = 0.2) -> Answer:
    """Sends `start`, and then a little now and then, for ever."""

    def act(connection: socket.socket) -> None:
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            connection.sendall(piece)
            time.sleep(every)

    return Answer(raw=start, act=act)


def stream(start: bytes, pieces: Iterable[bytes], sent: list[int] | None = None) -> Answer:
    """Sends `start` and all of `pieces`; `sent` gets how many bytes went out with each."""

    def act(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)
        for piece in pieces:
            connection.sendall(piece)
            if sent is not None:
                sent.append(len(piece))

    return Answer(raw=start, act=act)


def reset(start: bytes) -> Answer:
    """Sends `start` and then resets the connection instead of closing it."""

    def act(connection: socket.socket) -> None:
        time.sleep(0.1)  # what was sent is read first
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return Answer(raw=start, act=act)


def gzip_bomb(megabytes: int) -> bytes:
    """A gzip stream that unpacks to so many megabytes of `<p>`, made without packing each of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    start = packer.compress(b"<html>") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b"<p>\n" * 2**18) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + megabyte * megabytes + packer.flush()


def sized(body: bytes, *headers: str) -> Answer:
    """A 200 with just these header lines, and a length."""
    lines = "".join(f"{header}\r\n" for header in headers).encode("utf-8", "surrogateescape")
    return Answer(raw=HEAD + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body)
