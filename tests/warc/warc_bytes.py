"""Build WARC records for tests, with warcio or by hand for records that warcio cannot write."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.warc.record import Record
from crawler.fetch.answer import answer_of_record

HTML = [("Content-Type", "text/html; charset=utf-8")]
WHEN = "2026-03-02T01:00:00Z"


def response(
    url: str,
    body: bytes,
    *,
    when: str = WHEN,
    status: str = "200 OK",
    headers: Sequence[tuple[str, str]] = HTML,
    zipped: bool = True,
) -> bytes:
    """Return a response record."""
    return record("response", url, body, when=when, status=status, headers=headers, zipped=zipped)


def record(
    kind: str,
    url: str,
    body: bytes = b"",
    *,
    when: str = WHEN,
    status: str = "200 OK",
    headers: Sequence[tuple[str, str]] = HTML,
    fields: dict[str, str] | None = None,
    zipped: bool = True,
) -> bytes:
    """Return a record of any type, as one gzip member or plain."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=zipped, warc_version="1.1")
    http = None if kind in ("resource", "metadata") else StatusAndHeaders(status, list(headers), "HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": when, **(fields or {})},
        )
    )
    return buffer.getvalue()


def by_hand(block: bytes, *, zipped: bool = False, **fields: str) -> bytes:
    """Return a response record with these header fields (`_` for `-`) and no digest; None omits a field."""
    known = {
        "WARC-Type": "response",
        "WARC-Target-URI": "https://paper.vn/a",
        "WARC-Date": WHEN,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-0000-0000-000000000001>",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    }
    known.update({name.replace("_", "-"): value for name, value in fields.items()})
    lines = "".join(f"{name}: {value}\r\n" for name, value in known.items() if value != "MISSING")
    data = b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"
    return gzip.compress(data) if zipped else data


def http_block(body: bytes, *headers: str) -> bytes:
    """Return an HTTP response as the block of a record."""
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


def pages(count: int, *, zipped: bool = True) -> list[bytes]:
    """Return response records of pages /0, /1, ... with incompressible bodies of a few hundred bytes."""
    return [
        response(f"https://paper.vn/{n}", f"<p>Trang {n}: {hash_text(n)}</p>".encode(), zipped=zipped)
        for n in range(count)
    ]


def decoded(record: Record, limit: int = 2**25) -> bytes:
    """The body of a record without its content encoding."""
    return answer_of_record(record, "https://paper.vn/").decode(limit)


def hash_text(n: int) -> str:
    import hashlib

    return " ".join(hashlib.sha256(f"{n}.{i}".encode()).hexdigest() for i in range(6))
