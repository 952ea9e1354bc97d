"""Save articles whose captures are in a WARC file beside the archive."""

from __future__ import annotations

import gzip
import hashlib
from base64 import b32encode

from article_builder import capture, day, story

from archive.store import Store

PAGE = "<p>Đảng ủy Khối họp.</p>".encode()
DIGEST = "sha1:" + b32encode(hashlib.sha1(PAGE).digest()).decode()
WARC = "paper/paper-1.warc.gz"


def warc_record(number: int) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Date: {day(1)}\r\nWARC-Target-URI: https://paper.vn/a{number}.html\r\n"
        f"WARC-Payload-Digest: {DIGEST}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


def add_captured(store: Store, number: int, key: str, body: str, *, on: int = 1, suffix: str = "") -> None:
    """Save an article like a crawl: the WARC record is written before the database row."""
    warc = store.captures / (WARC + suffix)
    warc.parent.mkdir(parents=True, exist_ok=True)
    record = warc_record(number)
    with warc.open("ab") as file:
        place = {"offset": file.tell(), "length": len(record), "payload_digest": DIGEST}
        file.write(record)
    with store.writing():
        store.save(story(body, key=key, on=on, capture=capture(number, on, **place)))
