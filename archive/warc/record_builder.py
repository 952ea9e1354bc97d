"""Build WARC 1.1 records: HTTP responses with their requests, revisits, and files without HTTP."""

from __future__ import annotations

import io
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.article import Capture
from archive.clock import format_utc

# Profiles of `revisit` records, WARC 1.1.
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

REASON_PHRASES = {int(status): status.phrase for status in HTTPStatus}

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BuiltRecords:
    """Uncompressed records that are written together.

    `capture` describes the first; its `file` is empty and its `offset` and `length` are 0.
    """

    uncompressed: tuple[bytes, ...]
    capture: Capture


def build_response(
    *,
    url: str,
    status: int,
    reason: str,
    headers: Headers,
    body: bytes,
    captured: datetime,
    request_headers: Headers | None = None,
    unchanged: Capture | None = None,
) -> BuiltRecords:
    """Return the record of a response, and that of its request where `request_headers` are given.

    Args:
        url: The requested URL.
        status: The HTTP status.
        reason: The reason phrase of the status line.
        headers: HTTP headers as received.
        body: The bytes as received, without transfer encoding, content encoding not decoded.
        captured: When the response was received.
        request_headers: Headers of the request.
        unchanged: An earlier capture: where `body` has the same digest, or the status is 304, a
            revisit record that refers to it is built.
    """
    http = StatusAndHeaders(f"{status} {reason}".strip(), ascii_headers(headers), protocol="HTTP/1.1")
    record = _response(url, http, body, captured)
    if unchanged and (status == 304 or _digest(record) == unchanged.payload_digest):
        profile = NOT_MODIFIED if status == 304 else IDENTICAL_PAYLOAD
        record = _revisit(url, http, captured, unchanged, profile)
    uncompressed = [_serialize(record)]
    if request_headers is not None:
        uncompressed.append(_serialize(_request(record, request_headers)))
    return BuiltRecords(tuple(uncompressed), _capture(record, url, status, http))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedResponse:
    """A response that a web archive has captured, as its capture is stored again.

    `captured` is the time of the archive's capture. `fetched_from` is the URL from which it was fetched and
    `fetched_bytes` the range of bytes, for WARC-Source-URI and WARC-Source-Range. `truncated` is the
    WARC-Truncated of the archive's own record. `source` and `source_url` are those of Capture.
    """

    url: str
    status: int
    captured: datetime
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    fetched_from: str
    fetched_bytes: str | None = None
    truncated: str | None = None
    source: str
    source_url: str


def build_archived(response: ArchivedResponse, unchanged: Capture | None = None) -> BuiltRecords:
    """Return the record of a response that a web archive has captured.

    With `unchanged`, an earlier capture of the same bytes, it is a revisit record that refers to it.
    """
    phrase = REASON_PHRASES.get(response.status, "")
    http_headers = StatusAndHeaders(
        f"{response.status} {phrase}".strip(), ascii_headers(response.headers), protocol="HTTP/1.1"
    )
    if unchanged is None:
        record = _response(response.url, http_headers, response.body, response.captured)
    else:
        record = _revisit(response.url, http_headers, response.captured, unchanged, IDENTICAL_PAYLOAD)
    fields = {
        "WARC-Source-URI": response.fetched_from,
        "WARC-Source-Range": response.fetched_bytes,
        "WARC-Truncated": response.truncated,
    }
    for name, value in fields.items():
        if value is not None:
            record.rec_headers.add_header(name, value)
    capture = _capture(record, response.url, response.status, http_headers)
    capture = replace(capture, source=response.source, source_url=response.source_url)
    return BuiltRecords((_serialize(record),), capture)


def build_resource(*, url: str | None, body: bytes, content_type: str, captured: datetime) -> BuiltRecords:
    """Return the `resource` record of a file that was not received over HTTP.

    Without a URL its WARC-Target-URI is `urn:sha1:BASE32`, and its capture has no URL.
    """
    fields = {"WARC-Date": format_utc(captured), "Content-Type": content_type}
    record = _builder.create_warc_record(
        url or "", "resource", payload=io.BytesIO(body), length=len(body), warc_headers_dict=fields
    )
    if url is None:
        record.rec_headers.add_header("WARC-Target-URI", f"urn:{_digest(record)}")
    return BuiltRecords((_serialize(record),), _capture(record, url, 200, None))


def build_warcinfo(file_name: str, fields: Mapping[str, str]) -> bytes:
    """Return the uncompressed `warcinfo` record with these fields, the first of the file `file_name`."""
    return _serialize(_builder.create_warcinfo_record(file_name, fields))


_builder = RecordBuilder(warc_version="1.1")


def _serialize(record: Any) -> bytes:
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    return buffer.getvalue()


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


def _revisit(url: str, http: StatusAndHeaders, captured: datetime, original: Capture, profile: str) -> Any:
    fields = {
        "WARC-Date": format_utc(captured),
        "WARC-Profile": profile,
        "WARC-Refers-To": f"<{original.record_id}>",
        "WARC-Refers-To-Target-URI": original.url or url,
        "WARC-Refers-To-Date": original.captured,
        "WARC-Payload-Digest": original.payload_digest,
    }
    return _builder.create_warc_record(url, "revisit", warc_headers_dict=fields, http_headers=http)


def _request(response: Any, headers: Headers) -> Any:
    url = response.rec_headers.get_header("WARC-Target-URI")
    fields: Mapping[str, str] = {
        "WARC-Date": response.rec_headers.get_header("WARC-Date"),
        "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
    }
    target = url.partition("://")[2].partition("/")[2].partition("#")[0]
    http = StatusAndHeaders(f"GET /{target} HTTP/1.1", ascii_headers(headers), is_http_request=True)
    return _builder.create_warc_record(url, "request", warc_headers_dict=fields, http_headers=http)


def _digest(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Payload-Digest"))


def ascii_headers(headers: Headers) -> list[tuple[str, str]]:
    """Return HTTP headers as a WARC file can hold them: one line each, ASCII, true of the stored body."""
    return [(_header_name(_ascii(name)), _ascii(value)) for name, value in headers]


def _header_name(name: str) -> str:
    # The body is stored without chunks: readers would look for them if the header kept its name.
    return f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name


def _ascii(text: str) -> str:
    """Return `text` on one line, bytes outside ASCII percent-encoded; warcio would break a Location."""
    try:
        raw = text.encode("latin-1")  # HTTP libraries decode the bytes of a server as Latin-1
    except UnicodeEncodeError:
        raw = text.encode("utf-8")
    return quote(b" ".join(raw.splitlines()), safe=string.printable.strip() + " \t")
