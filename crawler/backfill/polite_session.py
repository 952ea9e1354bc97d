"""Requests to a web archive: one at a time, paced, with Retry-After obeyed and at most three tries."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import urllib3
from wayback.exceptions import RateLimitError, WaybackRetryError

from archive.clock import format_utc, utc_now
from archive.warc.content_encoding import decode_content
from archive.warc.record import MAX_PAYLOAD_SIZE
from crawler.backfill.web_archive import BackfillStopped
from crawler.fetch.backoff import MAX_RETRY_AFTER, retry_after
from crawler.fetch.interpret import judge_web_archive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wayback import RateLimit

TRIES = 3
PAUSES = (30.0, 60.0)  # seconds before the second and third try, where the archive does not say
USUAL_REST = timedelta(minutes=15)  # until the next run, where the archive does not say
TIMEOUT = 60.0  # seconds for each read
BLOCK_OF_BODY = 64 * 1024
LOCAL_HOSTS = ("localhost", "::1")
ARCHIVED_HEADER = "Memento-Datetime"  # RFC 7089: the answer is a capture, not the archive's own
NETWORK_ERRORS = (
    *(requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError),
    WaybackRetryError,
)


class ConnectionBroken(ValueError):
    """The body of an answer is incomplete, three times."""


@dataclass(frozen=True, slots=True)
class Download:
    """An answer of a web archive; `body` has no transfer encoding, its content encoding is not decoded."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the header of this name; several of one name are joined by commas."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def is_capture(self) -> bool:
        """Whether status, headers and body are those of a capture, not of the archive itself."""
        return self.header(ARCHIVED_HEADER) is not None

    def content(self) -> bytes:
        """Return the decoded body.

        Raises:
            ConnectionBroken: It cannot be decoded to its end.
        """
        try:
            return decode_content(self.body, self.header("Content-Encoding") or "", 4 * MAX_PAYLOAD_SIZE)
        except ValueError as unusable:
            raise ConnectionBroken(str(unusable)) from None


class PoliteSession:
    """Requests one URL after the other from the web archive `name`.

    Redirects are not followed and proxies not used, so that no other host is connected to. An archive on this
    machine is not spared: it is a mirror, or a test.
    """

    def __init__(self, name: str, session: requests.Session) -> None:
        self._name = name
        self._session = session
        self._session.trust_env = False

    def get(
        self,
        url: str,
        *,
        limit: RateLimit | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        most: int = MAX_PAYLOAD_SIZE,
    ) -> Download:
        """Return the answer for `url`; at most `most` + 1 bytes of its body are read.

        `limit` paces the requests, unless the session itself does.

        Raises:
            BackfillStopped: The archive asks for fewer requests, or cannot be reached, three times.
            ConnectionBroken: The connection broke during the body, three times.
        """
        broken: Exception | None = None
        for attempt in range(TRIES):
            if limit is not None and not is_local(url):
                limit.wait()
            try:
                download = self._request(url, params, headers, most)
            except NETWORK_ERRORS as error:
                broken = error
                self._pause(url, attempt, None)
                continue
            if download.is_capture or judge_web_archive(download.status) != "wait":
                return download
            broken = None
            wait = retry_after(download.header("Retry-After"), math.inf)
            if attempt + 1 == TRIES or (wait or 0) > MAX_RETRY_AFTER:
                raise self._busy(download, wait)
            self._pause(url, attempt, wait)
        raise self._failure(url, broken)

    def _request(
        self, url: str, params: Mapping[str, str] | None, headers: Mapping[str, str] | None, most: int
    ) -> Download:
        try:
            response = self._session.get(
                url, params=params, headers=headers, stream=True, allow_redirects=False, timeout=TIMEOUT
            )
        except RateLimitError as limited:
            response = limited.response
        with response:
            body = bytearray()
            while len(body) <= most and (block := response.raw.read(BLOCK_OF_BODY, decode_content=False)):
                body += block
            pairs = tuple((str(name), str(value)) for name, value in response.raw.headers.items())
            return Download(response.url, response.status_code, pairs, bytes(body[: most + 1]))

    def _pause(self, url: str, attempt: int, wait: float | None) -> None:
        if attempt + 1 < TRIES:
            time.sleep(wait if wait is not None else 0.0 if is_local(url) else PAUSES[attempt])

    def _busy(self, download: Download, wait: float | None) -> BackfillStopped:
        rest = USUAL_REST if wait is None else timedelta(seconds=min(wait, 10 * 86400))
        return BackfillStopped(
            f"{self._name} asks for fewer requests (status {download.status}). Run the same again after "
            f"{format_utc(utc_now() + rest)}: it goes on where it stopped."
        )

    def _failure(self, url: str, error: Exception | None) -> Exception:
        if isinstance(error, requests.exceptions.ChunkedEncodingError | urllib3.exceptions.ProtocolError):
            return ConnectionBroken(str(error))
        host = urlsplit(url).netloc
        return BackfillStopped(
            f"{self._name} cannot be reached at {host} ({type(error).__name__}). Check the connection and "
            "run the same again: it goes on where it stopped."
        )


def is_local(url: str) -> bool:
    """Return whether the host of `url` is this machine.

    >>> is_local("http://127.0.0.1:8000/cdx"), is_local("https://web.archive.org/cdx/search/cdx")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    return host in LOCAL_HOSTS or host.startswith("127.")
