"""Store single HTML pages and text dumps as `resource` records in WARC files, the one form that is reread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.captures import find_capture
from archive.warc.record import sha1_digest
from archive.warc.record_builder import build_resource
from archive.warc.writer import CaptureWriter
from crawler.fetch.interpret import host_of
from crawler.ingest.capture_index import DUMP_TYPE, CaptureEntry
from crawler.ingest.input_files import InputFile
from crawler.parse.dom import open_page
from crawler.parse.dump import read_dump
from crawler.parse.read import BINARY, LARGEST_PAGE
from crawler.parse.refusal import Refused
from crawler.site import Site
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.article import Capture
    from archive.store import Store

HTML_TYPE = "text/html"
SNIFFED_SIZE = 4096
TAG = re.compile(rb"<(?:!doctype\s+html|html|head|meta|title|body|div|table)\b", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(?::\d+)?")
URL_ELEMENTS = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))


@dataclass(frozen=True, slots=True)
class SinglePage:
    """What a single page or dump does not say itself: its URL, and when it was captured (default: now)."""

    url: str | None = None
    captured: datetime | None = None


UNDESCRIBED = SinglePage()


class SingleFiles:
    """Writes single files to WARC files of the captures folder, each content once."""

    def __init__(self, store: Store, sites: Mapping[str, Site], run_id: int, captured: datetime) -> None:
        self._store = store
        self._sites = sites
        self._run_id = run_id
        self._captured = captured
        self._writers: dict[str, CaptureWriter] = {}

    def add(self, path: Path, *, url: str | None = None, any_host: bool = False) -> CaptureEntry:
        """Store the page or dump in `path` and return its capture.

        A page needs its URL: `url`, or what it declares (canonical link, og:url) if that is an article's URL
        of a known site. With `any_host`, the host of `url` may be unknown.

        Raises:
            Refused: The site or the URL is unknown, or the file is too large, empty or binary.
        """
        if path.stat().st_size > LARGEST_PAGE:
            raise Refused("too_large", f"{path} is larger than {LARGEST_PAGE} bytes")
        data = path.read_bytes()
        if not data.strip():
            raise Refused("type", f"{path} is empty")
        if data.startswith(BINARY):
            raise Refused("type", f"{path} is binary data, neither an HTML page nor a text")
        if is_html(data):
            page_url = url or self._declared_url(data, path)
            return self._store_record(data, self._site_name(page_url, any_host=any_host), page_url, HTML_TYPE)
        dump = read_dump(data, sites=self._sites.values(), captured=self._captured)
        return self._store_record(data, dump.site, url or dump.url, DUMP_TYPE)

    def seal(self) -> None:
        """Seal the WARC files that were written."""
        for writer in self._writers.values():
            writer.seal()

    def _site_name(self, url: str, *, any_host: bool) -> str:
        site = site_of(url, self._sites)
        host = host_of(url)
        if site is None and not (any_host and HOST.fullmatch(host)):
            raise Refused("site:unknown", f"no site has the host of {url}")
        return site.name if site else host

    def _declared_url(self, data: bytes, path: Path) -> str:
        page = open_page(data, None)
        for selector, attribute in URL_ELEMENTS:
            for element in page.select(selector) if page else ():
                url = element.get(attribute, "").strip()
                site = site_of(url, self._sites)
                if site and site.article_key(url):
                    return url
        raise Refused("url", f"{path} does not contain its URL; give it with --url")

    def _store_record(self, data: bytes, site: str, url: str | None, content_type: str) -> CaptureEntry:
        capture = self._stored(data, url)
        if capture is None:
            writer = self._writers.setdefault(site, CaptureWriter(self._store.captures, site, self._run_id))
            capture = writer.write(
                build_resource(url=url, body=data, content_type=content_type, captured=self._captured)
            )
        path = self._store.captures / capture.file
        return CaptureEntry(
            file=InputFile(path, capture.file, path),
            kind="resource",
            url=url or f"urn:{capture.payload_digest}",
            captured=capture.captured,
            status=capture.status,
            offset=capture.offset,
            record_id=capture.record_id,
            payload_digest=capture.payload_digest,
            refers_to=(None, None),
            is_dump=content_type == DUMP_TYPE,
        )

    def _stored(self, data: bytes, url: str | None) -> Capture | None:
        """Return the capture of the same bytes and URL in the archive, or None."""
        where = "WHERE url IS ? AND payload_digest = ?"
        return find_capture(self._store.db, where, [url, sha1_digest(data)])


def is_html(data: bytes) -> bool:
    """Return whether bytes are an HTML page, not a text.

    >>> is_html(b"<!DOCTYPE html><title>Tin</title>"), is_html(b"Thu nhap < 5 trieu")
    (True, False)
    """
    return TAG.search(data[:SNIFFED_SIZE]) is not None
