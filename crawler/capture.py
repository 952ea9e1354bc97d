"""Writing WARC files: what came over the wire is on disk, whole and synced, before anything is made of it."""

from __future__ import annotations

import gzip
import io
import string
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.article import Capture
from crawler.clock import stamp
from crawler.warcfile import OPEN, WarcFile, mend

__all__ = ["CaptureWriter", "mend"]

LARGEST_FILE = 1024**3
GZIP_LEVEL = 6  # 9 takes half as long again for a third of a per cent less
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

Headers = Iterable[tuple[str, str]]


class CaptureWriter:
    """The WARC files of one run of one site, in `folder`/SITE; each write returns where the record lies.

    Files are made when there is something to write, begin with a warcinfo record, and are sealed
    when they reach `largest` bytes, and by `seal()`.
    """

    def __init__(self, folder: Path, site: str, run_id: int, *, largest: int = LARGEST_FILE) -> None:
        self._folder = folder / site
        self._site = site
        self._run_id = run_id
        self._largest = largest
        self._file: WarcFile | None = None

    def write(
        self,
        *,
        url: str,
        status: int,
        reason: str,
        headers: Headers,
        body: bytes,
        captured: datetime,
        request_headers: Headers | None = None,
        unchanged: Capture | None = None,
    ) -> Capture:
        """The capture of a response, its record synced to disk; raises StorageFailed.

        `body` is as it came, without transfer encoding, with its content encoding. Where it is
        the same as that of `unchanged`, or the server says 304, a revisit record refers to it.
        """
        http = StatusAndHeaders(f"{status} {reason}".strip(), _ascii_headers(headers), protocol="HTTP/1.1")
        record = _response(url, http, body, captured)
        if unchanged and (status == 304 or _digest(record) == unchanged.payload_digest):
            record = _revisit(url, http, captured, unchanged, NOT_MODIFIED if status == 304 else IDENTICAL)
        packed = _packed(record)
        request = b"" if request_headers is None else _packed(_request(record, request_headers))
        return self._keep(record, packed + request, len(packed), status, http)

    def write_resource(
        self, *, url: str | None, body: bytes, content_type: str, captured: datetime
    ) -> Capture:
        """The capture of a file that did not come over HTTP; without a URL it is named by its SHA-1."""
        fields = {"WARC-Date": stamp(captured), "Content-Type": content_type}
        record = _builder.create_warc_record(
            url or "", "resource", payload=io.BytesIO(body), length=len(body), warc_headers_dict=fields
        )
        if url is None:
            record.rec_headers.add_header("WARC-Target-URI", f"urn:{_digest(record)}")
        packed = _packed(record)
        return self._keep(record, packed, len(packed), 200, None, url=url)

    def seal(self) -> None:
        """Seal the file that is open, if there is one."""
        if self._file is not None:
            self._file.seal()
            self._file = None

    def _keep(
        self,
        record: Any,
        data: bytes,
        length: int,
        status: int,
        http: StatusAndHeaders | None,
        url: str | None = None,
    ) -> Capture:
        file = self._current()
        offset = file.append(data)
        fields = record.rec_headers
        return Capture(
            url=fields.get_header("WARC-Target-URI") if http else url,
            captured=fields.get_header("WARC-Date"),
            status=status,
            file=f"{self._site}/{file.path.name}",
            offset=offset,
            length=length,
            record_id=fields.get_header("WARC-Record-ID").strip("<>"),
            payload_digest=_digest(record),
            etag=http.get_header("ETag") if http else None,
            last_modified=http.get_header("Last-Modified") if http else None,
        )

    def _current(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._largest:
            self.seal()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> WarcFile:
        stem = f"{self._site}-{datetime.now(UTC):%Y%m%d%H%M%S}-{self._run_id}"
        file = WarcFile(_unused(self._folder, stem))
        info = {
            "software": "partynews",
            "format": "WARC File Format 1.1",
            "isPartOf": f"{self._site}, run {self._run_id}",
        }
        file.append(_packed(_builder.create_warcinfo_record(file.path.name, info)))
        return file


def _unused(folder: Path, stem: str) -> Path:
    """A path in `folder` under whose name no file was begun or sealed yet."""
    part, path = 1, folder / f"{stem}.warc.gz"
    while path.exists() or path.with_name(path.name + OPEN).exists():
        part += 1
        path = folder / f"{stem}-{part}.warc.gz"
    return path


_builder = RecordBuilder(warc_version="1.1")


def _packed(record: Any) -> bytes:
    """The record as a WARC file has it: a gzip member of its own."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    return gzip.compress(plain.getvalue(), GZIP_LEVEL, mtime=0)


def _response(url: str, http: StatusAndHeaders, body: bytes, captured: datetime) -> Any:
    return _builder.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": stamp(captured)},
        http_headers=http,
    )


def _revisit(url: str, http: StatusAndHeaders, captured: datetime, before: Capture, profile: str) -> Any:
    fields = {
        "WARC-Date": stamp(captured),
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
