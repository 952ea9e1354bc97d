"""The Wayback Machine: index pages by resume key, captures as mementos.

The session of EDGI's `wayback` paces requests at 80 % of what the Internet Archive permits. Its `search` and
`get_memento` are not used: they hide the resume key, take an empty page for the last one, and decode bodies.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wayback import WaybackSession

from archive.capture_sources import WEB_ARCHIVES
from archive.warc.content_encoding import TooLarge
from archive.warc.record import MAX_PAYLOAD_SIZE
from archive.warc.record_builder import ArchivedResponse
from crawler.backfill.memento import (
    MISSING,
    OTHER,
    check_memento,
    choose_body,
    original_headers,
    true_headers,
)
from crawler.backfill.polite_session import ConnectionBroken, Download, PoliteSession, is_local
from crawler.backfill.wayback_index import read_wayback_page
from crawler.backfill.web_archive import (
    Blocked,
    BrokenIndex,
    NotTheCapture,
    TimeWindow,
    moment_of,
    timestamp_of,
)
from crawler.fetch.interpret import judge_web_archive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.backfill.web_archive import IndexPage, ListedCapture
    from crawler.site import Site

WAYBACK_INDEX = "https://web.archive.org/cdx/search/cdx"
WAYBACK_ARCHIVE = "https://web.archive.org/web"
WAYBACK_PAGE_SIZE = 5000  # captures; the index needs some seconds for such a page
TYPE_FILTER = r"mimetype:(?:text/html|application/xhtml\+xml|warc/revisit|unk)"
REFUSALS = (b"AdministrativeAccessControlException", b"RobotAccessControlException")
INDEX_CALLS = 0.4  # a second
MEMENTO_CALLS = 8  # a second
# An archive decodes what a client does not accept; the digest is that of the bytes as the site sent them.
ALL_ENCODINGS = "gzip, deflate, br, zstd"
OVERLAP = timedelta(days=7)


class WaybackMachine:
    """The Wayback Machine, or a server with its interface at other addresses."""

    source = "wayback"

    def __init__(
        self,
        user_agent: str,
        index: str | None = None,
        archive: str | None = None,
        page_size: int = WAYBACK_PAGE_SIZE,
    ) -> None:
        self._index = index or WAYBACK_INDEX
        self._archive = (archive or WAYBACK_ARCHIVE).rstrip("/")
        self._page_size = page_size
        session = WaybackSession(
            retries=0,
            user_agent=user_agent,
            search_calls_per_second=0 if is_local(self._index) else INDEX_CALLS,
            memento_calls_per_second=0 if is_local(self._archive) else MEMENTO_CALLS,
        )
        self._session = PoliteSession(WEB_ARCHIVES[self.source], session)

    def windows(self, wanted: TimeWindow, listed: Sequence[str]) -> list[str]:
        """Return the part of the wanted window that has not been listed; see WebArchive.

        It begins OVERLAP before the end of what has been listed: captures enter the index some days late.
        """
        start = wanted.since
        for since, _, until in sorted(name.partition("-") for name in listed):
            if since <= start < until:
                start = until
        if start >= wanted.until:
            return []
        if start > wanted.since:
            start = max(timestamp_of(moment_of(start) - OVERLAP), wanted.since)
        return [TimeWindow(start, wanted.until).name]

    def index_page(self, host: str, window: str, resume_key: str | None) -> IndexPage:
        """Return a page of the index of `host`; see WebArchive.

        A full page without a resume key is the last one only if a larger page has no more captures.
        """
        page = self._read_page(host, window, resume_key, self._page_size)
        if page.resume_key is None and len(page.captures) == self._page_size:
            page = self._read_page(host, window, resume_key, self._page_size + 1)
            if page.resume_key is None and len(page.captures) != self._page_size:
                raise BrokenIndex("a full page without a resume key")
        return page

    def _read_page(self, host: str, window: str, resume_key: str | None, size: int) -> IndexPage:
        since, _, until = window.partition("-")
        params = {
            "url": host,
            "matchType": "host",
            "output": "json",
            "from": since,
            "to": until,
            "filter": TYPE_FILTER,
            "limit": str(size),
            "resolveRevisits": "true",
            "showResumeKey": "true",
        }
        if resume_key is not None:
            params["resumeKey"] = resume_key
        try:
            answer = self._session.get(self._index, params=params)
            body = answer.content()
        except ConnectionBroken:
            raise BrokenIndex("half a page") from None
        if judge_web_archive(answer.status) == "refused" or _is_refusal(answer):
            raise Blocked(host)
        if judge_web_archive(answer.status) != "good":
            raise BrokenIndex(f"status {answer.status}")
        return read_wayback_page(body, resume_key)

    def fetch(self, listed: ListedCapture, site: Site) -> ArchivedResponse:
        """Return a capture; see WebArchive."""
        url = f"{self._archive}/{listed.timestamp}id_/{listed.url}"
        try:
            answer = self._session.get(url, headers={"Accept-Encoding": ALL_ENCODINGS})
        except ConnectionBroken:
            raise NotTheCapture("memento:truncated") from None
        if not answer.is_capture:
            raise _refusal(answer)
        check_memento(listed, answer)
        headers = original_headers(answer)
        if len(answer.body) > MAX_PAYLOAD_SIZE:
            raise NotTheCapture(f"{TooLarge.word} more than {MAX_PAYLOAD_SIZE} bytes")
        encoding = answer.header("Content-Encoding") or ""
        body = choose_body(listed, answer.body, encoding, answer.status)
        return ArchivedResponse(
            url=listed.url,
            status=answer.status,
            captured=listed.captured,
            headers=true_headers(_with_encoding(headers, encoding), body),
            body=body,
            fetched_from=url,
            source=self.source,
            source_url=self.source_url(listed),
        )

    def source_url(self, listed: ListedCapture) -> str:
        """Return the address under which the archive shows the capture to readers."""
        return f"{self._archive}/{listed.timestamp}/{listed.url}"


def _with_encoding(headers: list[tuple[str, str]], encoding: str) -> list[tuple[str, str]]:
    """Add the encoding of the answer, which is the site's where the archive has not renamed that."""
    if not encoding.strip(", ") or any(name.lower() == "content-encoding" for name, _ in headers):
        return headers
    return [*headers, ("Content-Encoding", encoding.strip(", "))]


def _is_refusal(answer: Download) -> bool:
    error = (answer.header("X-Archive-Wayback-Runtime-Error") or "").encode()
    return any(name in answer.body or name in error for name in REFUSALS)


def _refusal(answer: Download) -> ValueError:
    judged = judge_web_archive(answer.status)
    if judged == "refused" or _is_refusal(answer):
        return Blocked(answer.url)
    if judged == "missing":
        return NotTheCapture(MISSING)
    return NotTheCapture(
        OTHER if judged == "good" or answer.header("Location") else f"archive:status:{answer.status}"
    )
