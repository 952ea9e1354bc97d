"""WARC records as they are written: what came over the wire, and a file that came otherwise."""

from __future__ import annotations

import io
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.article import Capture
from archive.clock import format_utc

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Records:
    """Records that belong together, not packed yet; `capture` is that of the first, without its place."""

    plain: tuple[bytes, ...]
    capture: Capture


def response_records(
    *,
    url: str,
    status: int,
    reason: str,
    headers: Headers,
    body: bytes,
    captured: datetime,
    request_headers: Headers | None = None,
    unchanged: Capture | None = None,
) -> Records:
    """The record of a response, and that of its request where the headers of that are given.

    `body` is as it came, without transfer encoding, with its content encoding. Where it is
    the same as that of `unchanged`, or the server says 304, a revisit record refers to it.
    """
    http = StatusAndHeaders(f"{status} {reason}".strip(), _ascii_headers(headers), protocol="HTTP/1.1")
    record = _response(url, http, body, captured)
    if unchanged and (status == 304 or _digest(record) == unchanged.payload_digest):
        record = _revisit(url, http, captured, unchanged, NOT_MODIFIED if status == 304 else IDENTICAL)
    plain = [_plain(record)]
    if request_headers is not None:
        plain.append(_plain(_request(record, request_headers)))
    return Records(tuple(plain), _capture(record, url, status, http))


def resource_records(*, url: str | None, body: bytes, content_type: str, captured: datetime) -> Records:
    """The record of a file that did not come over HTTP; without a URL it is named by its SHA-1."""
    fields = {"WARC-Date": format_utc(captured), "Content-Type": content_type}
    record = _builder.create_warc_record(
        url or "", "resource", payload=io.BytesIO(body), length=len(body), warc_headers_dict=fields
    )
    if url is None:
        record.rec_headers.add_header("WARC-Target-URI", f"urn:{_digest(record)}")
    return Records((_plain(record),), _capture(record, url, 200, None))


def warcinfo(name: str, about: Mapping[str, str]) -> bytes:
    """The record that a file of this name begins with."""
    return _plain(_builder.create_warcinfo_record(name, about))


_builder = RecordBuilder(warc_version="1.1")


def _plain(record: Any) -> bytes:
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    return plain.getvalue()


def _capture(record: Any, url: str | None, status: int, http: StatusAndHeaders | None) -> Capture:
    fields = record.rec_headers
    return Capture(
        url=fields.get_header("WARC-Target-URI") if http else url,
        captured=fields.get_header("WARC-Date"),
        status=status,
        file="",
        offset=0,
        length=0,
        record_id=fields.get_header("WARC-Record-ID").strip("<>"),
        payload_digest=_digest(record),
        etag=http.get_header("ETag") if http else None,
        last_modified=http.get_header("Last-Modified") if http else None,
    )


def _response(url: str, http: StatusAndHeaders, body: bytes, captured: datetime) -> Any:
    return _builder.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": format_utc(captured)},
        http_headers=http,
    )


def _revisit(url: str, http: StatusAndHeaders, captured: datetime, before: Capture, profile: str) -> Any:
    fields = {
        "WARC-Date": format_utc(captured),
        "WARC-Profile": profile,
        "WARC-Refers-To": f"<{before.record_id}>",
        "WARC-Refers-To-Target-URI": before.url or url,
        "WARC-Refers-To-Date": before.captured,
        "WARC-Payload-Digest": before.payload_digest,
    }
    return _builder.create_warc_record(url, "revisit", warc_headers_dict=fields, http_headers=http)


def _request(response: Any, headers: Headers) -> Any:
    url = response.rec_headers.get_header("WARC-Target-URI")
    fields: Mapping[str, str] = {
        "WARC-Date": response.rec_headers.get_header("WARC-Date"),
        "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
    }
    target = url.partition("://")[2].partition("/")[2].partition("#")[0]
    http = StatusAndHeaders(f"GET /{target} HTTP/1.1", _ascii_headers(headers), is_http_request=True)
    return _builder.create_warc_record(url, "request", warc_headers_dict=fields, http_headers=http)


def _digest(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Payload-Digest"))


def _ascii_headers(headers: Headers) -> list[tuple[str, str]]:
    """HTTP headers as a WARC file can hold them: one line each, in ASCII, and true of the body."""
    return [(_renamed(_ascii(name)), _ascii(value)) for name, value in headers]


def _renamed(name: str) -> str:
    # The chunks are off: the header under its own name would have readers look for them.
    return f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name


def _ascii(text: str) -> str:
    """`text` on one line with bytes outside ASCII percent-encoded; warcio's way would break a Location."""
    try:
        raw = text.encode("latin-1")  # as servers' bytes are decoded by HTTP libraries
    except UnicodeEncodeError:
        raw = text.encode("utf-8")
    return quote(b" ".join(raw.splitlines()), safe=string.printable.strip() + " \t")
