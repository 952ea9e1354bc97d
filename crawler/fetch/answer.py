"""The answer to one request in one form, whether a server gave it or a WARC record holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.clock import parse_utc
from archive.warc.content_encoding import CorruptBody, TruncatedBody, decode_content
from archive.warc.record import body_flaw
from archive.warc.record_builder import ascii_headers

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Headers, Response

    from archive.article import Capture
    from archive.warc.content_encoding import UnusableBody
    from archive.warc.record import Record

PLAIN_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?A-Za-z]|[\[{])")  # of HTML, XML and JSON
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
BINARY_CHECK_SIZE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to the request for `url`.

    `body` has no transfer encoding; its content encoding is not decoded. `flaw` says why it must not be
    decoded. `may_be_truncated`: the body had no length and ended with the connection. `may_be_decoded`: the
    digest of the record shows that its writer stored exactly these bytes, perhaps without the content
    encoding that the headers name. `capture` is its WARC record, None where none was written.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    content_type: str | None = None
    capture: Capture | None = None
    flaw: UnusableBody | None = None
    may_be_truncated: bool = False
    may_be_decoded: bool = False

    @property
    def captured(self) -> datetime:
        """When the answer was captured.

        Raises:
            ValueError: It has no WARC record; only answers with a record are read.
        """
        if self.capture is None:
            raise ValueError(f"no WARC record of {self.url}")
        return parse_utc(self.capture.captured)

    def header(self, name: str) -> str | None:
        """Return the first HTTP header of this name, ignoring case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def decode(self, limit: int) -> bytes:
        """Return the body without its content encoding, at most `limit` bytes.

        Raises:
            UnusableBody: The body is truncated, corrupt or too large.
        """
        if self.flaw is not None:
            raise self.flaw
        try:
            return decode_content(self.body, self.header("Content-Encoding") or "", limit)
        except (CorruptBody, TruncatedBody):
            # Crawlers in a browser store the decoded body with the headers of the server.
            if not (self.may_be_decoded and is_plain_text(self.body)):
                raise
            return decode_content(self.body, "", limit)


def answer_of_record(record: Record, url: str, capture: Capture | None = None) -> Answer:
    """Return the answer for `url` in a WARC record; `capture` is where the record is stored."""
    return Answer(
        url=url,
        status=record.status,
        headers=record.headers,
        body=record.body,
        content_type=record.content_type,
        capture=capture,
        flaw=body_flaw(record),
        may_be_decoded=record.digest_ok is True,
    )


def answer_of_response(response: Response, url: str, capture: Capture | None = None) -> Answer:
    """Return the answer for `url` in a Scrapy response.

    The headers are as the WARC record has them, so that a replay reads what the crawl has read.
    """
    answer = Answer(
        url=url,
        status=response.status,
        headers=tuple(ascii_headers(header_pairs(response.headers))),
        body=response.body,
        capture=capture,
        may_be_truncated="partial" in response.flags,
    )
    return replace(answer, content_type=answer.header("Content-Type"))


def header_pairs(headers: Headers) -> list[tuple[str, str]]:
    """Return Scrapy headers as pairs of name and value, each byte as one character (latin-1)."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def media_type(content_type: str | None) -> str:
    """Return a Content-Type in lower case and without parameters.

    >>> media_type("Text/HTML; charset=UTF-8"), media_type(None)
    ('text/html', '')
    """
    return (content_type or "").partition(";")[0].strip().lower()


def is_plain_text(body: bytes) -> bool:
    r"""Return whether `body` starts as HTML, XML or JSON does, and as no compressed data does.

    >>> is_plain_text(b"<!DOCTYPE html><title>Tin</title>"), is_plain_text(b"<h\x01")
    (True, False)
    """
    return bool(PLAIN_START.match(body)) and not BINARY.search(body, 0, BINARY_CHECK_SIZE)
