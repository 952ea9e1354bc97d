"""Common Crawl: an index for each of its crawls, and records by byte range from its WARC files.

https://commoncrawl.org/get-started and https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import requests
from wayback import RateLimit

from archive.capture_sources import WEB_ARCHIVES
from archive.warc.reader import parse_member
from archive.warc.record import BrokenRecord
from archive.warc.record_builder import ArchivedResponse
from crawler.backfill.memento import MISSING, OTHER, check_status, choose_body, is_same_url, true_headers
from crawler.backfill.polite_session import ConnectionBroken, PoliteSession
from crawler.backfill.web_archive import (
    BackfillStopped,
    BrokenIndex,
    IndexPage,
    NotTheCapture,
    read_listed,
)
from crawler.fetch.interpret import judge_web_archive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.warc.record import Record
    from crawler.backfill.polite_session import Download
    from crawler.backfill.web_archive import ListedCapture, TimeWindow
    from crawler.site import Site

COMMON_CRAWL_INDEX = "https://index.commoncrawl.org"
COMMON_CRAWL_ARCHIVE = "https://data.commoncrawl.org"
CALLS = {"index": 0.4, "archive": 8.0}  # a second, as for the Wayback Machine
CRAWL_ID = re.compile(r"[A-Za-z0-9-]+")
NO_CAPTURES = b"No Captures found"
DAMAGED_RECORD = "memento:damaged"
LONGEST_RECORD = 64 * 1024**2  # bytes, compressed


class CommonCrawl:
    """Common Crawl, or a server with its interface at other addresses."""

    source = "commoncrawl"

    def __init__(self, user_agent: str, index: str | None = None, archive: str | None = None) -> None:
        self._index = (index or COMMON_CRAWL_INDEX).rstrip("/")
        self._archive = (archive or COMMON_CRAWL_ARCHIVE).rstrip("/")
        session = requests.Session()
        session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip"})
        self._session = PoliteSession(WEB_ARCHIVES[self.source], session)
        self._index_limit, self._archive_limit = RateLimit(CALLS["index"]), RateLimit(CALLS["archive"])
        self._crawls: list[dict[str, Any]] | None = None

    def windows(self, wanted: TimeWindow, listed: Sequence[str]) -> list[str]:
        """Return the names of the crawls in a window of time, oldest first; see WebArchive."""
        if self._crawls is None:
            self._crawls = self._read_crawls()
        names = [crawl["id"] for crawl in reversed(self._crawls) if _is_in(crawl, wanted)]
        return [name for name in names if name not in listed]

    def index_page(self, host: str, window: str, resume_key: str | None) -> IndexPage:
        """Return a page of the index of `host` in the crawl `window`; see WebArchive.

        The resume key is the number of the page and the number of all pages.
        """
        number, _, of = (resume_key or "0").partition("/")
        total = int(of) if of else self._count_pages(host, window)
        if total == 0:
            return IndexPage([], None)
        body = self._ask(host, window, page=number)
        captures = [] if body is None else [_read_line(line) for line in _whole_lines(body)]
        following = int(number) + 1
        return IndexPage(captures, f"{following}/{total}" if following < total else None)

    def fetch(self, listed: ListedCapture, site: Site) -> ArchivedResponse:
        """Return the capture in a record that is fetched by its byte range; see WebArchive."""
        url, first, last = self._place(listed)
        try:
            answer = self._session.get(
                url,
                limit=self._archive_limit,
                headers={"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"},
                most=last - first + 1,
            )
        except ConnectionBroken:
            raise NotTheCapture("memento:truncated") from None
        self._check_range(answer, first, last)
        try:
            record = parse_member(answer.body, Path(url))
        except BrokenRecord:
            raise NotTheCapture(DAMAGED_RECORD) from None
        _check_record(listed, record)
        body = record.body if record.flaw else choose_body(listed, record.body, "", record.status)
        return ArchivedResponse(
            url=listed.url,
            status=record.status,
            captured=listed.captured,
            headers=true_headers(record.headers, body),
            body=body,
            fetched_from=url,
            fetched_bytes=f"{first}-{last}",
            truncated="length" if record.flaw else None,
            source=self.source,
            source_url=self.source_url(listed),
        )

    def source_url(self, listed: ListedCapture) -> str:
        """Return the address of the WARC file and, behind `#`, the bytes of the record."""
        url, first, last = self._place(listed)
        return f"{url}#bytes={first}-{last}"

    def _place(self, listed: ListedCapture) -> tuple[str, int, int]:
        location = json.loads(listed.location or "{}")
        first = int(location["offset"])
        return f"{self._archive}/{location['filename']}", first, first + int(location["length"]) - 1

    def _read_crawls(self) -> list[dict[str, Any]]:
        """Return the crawls as the index lists them, newest first."""
        crawls = _json(self._get(f"{self._index}/collinfo.json").content())
        is_list = isinstance(crawls, list) and crawls
        if not is_list or not all(CRAWL_ID.fullmatch(str(crawl.get("id"))) for crawl in crawls):
            raise BrokenIndex("a list of crawls that is not valid")
        return list(crawls)

    def _count_pages(self, host: str, window: str) -> int:
        body = self._ask(host, window, showNumPages="true")
        if body is None:
            return 0
        pages = _json(body)
        if not isinstance(pages, dict) or not isinstance(pages.get("pages"), int):
            raise BrokenIndex("an answer without a number of pages")
        return int(pages["pages"])

    def _ask(self, host: str, window: str, **more: str) -> bytes | None:
        """Return the answer of an index; None where it says that there are no captures."""
        params = {"url": host, "matchType": "host", "output": "json", **more}
        answer = self._get(f"{self._index}/{window}-index", params)
        body = answer.content()
        judged = judge_web_archive(answer.status)
        if judged == "missing" and NO_CAPTURES in body:
            return None
        if judged != "good":
            raise BrokenIndex(f"status {answer.status}")
        return body

    def _get(self, url: str, params: dict[str, str] | None = None) -> Download:
        try:
            answer = self._session.get(url, limit=self._index_limit, params=params)
            answer.content()
        except ConnectionBroken:
            raise BrokenIndex("half a page") from None
        self._stop_if_refused(answer)
        return answer

    def _check_range(self, answer: Download, first: int, last: int) -> None:
        self._stop_if_refused(answer)
        judged = judge_web_archive(answer.status)
        if judged == "missing":
            raise NotTheCapture(MISSING)
        if judged != "good":
            raise NotTheCapture(f"archive:status:{answer.status}")
        is_range = (answer.header("Content-Range") or "").startswith(f"bytes {first}-{last}/")
        if not is_range or len(answer.body) != last - first + 1:
            raise NotTheCapture(OTHER)

    def _stop_if_refused(self, answer: Download) -> None:
        if judge_web_archive(answer.status) == "refused":
            raise BackfillStopped(
                f"{WEB_ARCHIVES[self.source]} refuses this address (status {answer.status}), as after "
                "too many requests. Wait a day, then run the same again: it goes on where it stopped."
            )


def _is_in(crawl: dict[str, Any], wanted: TimeWindow) -> bool:
    """Return whether a crawl may have captures in a window; one that does not say its time may."""
    since, until = (re.sub(r"\D", "", str(crawl.get(name) or ""))[:14] for name in ("from", "to"))
    return (not since or since <= wanted.until) and (not until or until >= wanted.since)


def _whole_lines(body: bytes) -> list[bytes]:
    if not body.endswith(b"\n"):
        raise BrokenIndex("an empty answer" if not body else "a page that ends too early")
    return body.splitlines()


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise BrokenIndex("an answer that is not JSON") from None


def _read_line(line: bytes) -> ListedCapture:
    fields = _json(line)
    if not isinstance(fields, dict) or not {"url", "timestamp", "filename", "offset", "length"} <= set(
        fields
    ):
        raise BrokenIndex(f"a line that is not one of an index: {line[:60]!r}")
    place = {name: str(fields[name]) for name in ("filename", "offset", "length")}
    is_place = place["offset"].isdecimal() and place["length"].isdecimal() and int(place["length"]) > 0
    if not is_place or int(place["length"]) > LONGEST_RECORD or not _is_path(place["filename"]):
        raise BrokenIndex(f"a line with an invalid place of a record: {line[:60]!r}")
    listed = read_listed(
        fields, str(fields["url"]), str(fields.get("mime", "")), str(fields.get("status", "-"))
    )
    return replace(listed, location=json.dumps(place), redirect=_redirect(fields))


def _redirect(fields: dict[str, Any]) -> str | None:
    """Return where a redirect leads, which may be a relative URL in the index; None where it is no URL."""
    try:
        return urljoin(str(fields["url"]), str(fields["redirect"]))
    except (KeyError, ValueError):
        return None


def _is_path(name: str) -> bool:
    return re.fullmatch(r"[\w.=-]+(?:/[\w.=-]+)*", name, re.ASCII) is not None and ".." not in name


def _check_record(listed: ListedCapture, record: Record) -> None:
    """Compare time, address and status of a record with the index.

    Raises:
        NotTheCapture: One of them differs, or the record is damaged.
    """
    is_other = (
        record.kind not in ("response", "revisit")
        or "".join(filter(str.isdigit, record.captured)) != listed.timestamp
        or not is_same_url(record.url or "", listed.url)
    )
    if is_other:
        raise NotTheCapture(OTHER)
    check_status(listed, record.status)
    if record.digest_ok is False:
        raise NotTheCapture(DAMAGED_RECORD)
