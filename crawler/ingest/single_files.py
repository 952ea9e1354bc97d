"""Single HTML pages and text dumps on their way into the archive: as `resource` records in WARC files.

So rereading knows one form, whatever an article came in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.captures import find_capture
from archive.warc.record import sha1_digest
from archive.warc.record_builder import build_resource
from archive.warc.writer import CaptureWriter
from crawler.fetch.interpret import host_of
from crawler.ingest.capture_index import Entry
from crawler.ingest.input_files import Held
from crawler.ingest.record_visits import DUMP
from crawler.parse.charset import decode
from crawler.parse.dom import parse_html, select
from crawler.parse.dump import read_dump
from crawler.parse.read import LARGEST_PAGE
from crawler.parse.refusal import Refused
from crawler.site import Site
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.article import Capture
    from archive.store import Store

HTML = "text/html"
SNIFFED = 4096
TAG = re.compile(rb"<(?:!doctype\s+html|html|head|meta|title|body|div|table)\b", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9][a-z0-9.-]*")
OWN_ADDRESS = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))


class SingleFiles:
    """Takes single files into the captures folder; what is there already is not written again."""

    def __init__(self, store: Store, sites: Mapping[str, Site], run_id: int, captured: datetime) -> None:
        self._store = store
        self._sites = sites
        self._run_id = run_id
        self._captured = captured
        self._writers: dict[str, CaptureWriter] = {}

    def take(self, path: Path, *, url: str | None = None, any_host: bool = False) -> Entry:
        """The captured page or dump in `path`; raises Refused where nobody can say what it is.

        A page needs its address: `url`, or what it says of itself (canonical link, og:url), if that
        is an article's of a known site. With `any_host`, the host of `url` may be unknown.
        """
        if path.stat().st_size > LARGEST_PAGE:
            raise Refused("too_large", f"{path} is larger than {LARGEST_PAGE} bytes")
        data = path.read_bytes()
        if is_html(data):
            address = url or self._own_address(data, path)
            return self._keep(data, self._owner(address, any_host), address, HTML)
        dump = read_dump(data, sites=self._sites.values(), captured=self._captured)
        return self._keep(data, dump.site, url or dump.url, DUMP)

    def seal(self) -> None:
        """Seal the WARC files that were begun."""
        for writer in self._writers.values():
            writer.seal()

    def _owner(self, address: str, any_host: bool) -> str:
        site = site_of(address, self._sites)
        host = host_of(address)
        if site is None and not (any_host and HOST.fullmatch(host)):
            raise Refused("site:unknown", f"no site here has the host of {address}")
        return site.name if site else host

    def _own_address(self, data: bytes, path: Path) -> str:
        page = parse_html(decode(data, None).text, set())
        for selector, attribute in OWN_ADDRESS:
            for element in select(page, selector) if page is not None else ():
                address = element.get(attribute, "").strip()
                site = site_of(address, self._sites)
                if site and site.article_key(address):
                    return address
        raise Refused("url", f"{path} does not say where it comes from; give its address with --url")

    def _keep(self, data: bytes, site: str, url: str | None, content_type: str) -> Entry:
        capture = self._known(data, url)
        if capture is None:
            writer = self._writers.setdefault(site, CaptureWriter(self._store.captures, site, self._run_id))
            capture = writer.write(
                build_resource(url=url, body=data, content_type=content_type, captured=self._captured)
            )
        path = self._store.captures / capture.file
        return Entry(
            held=Held(path, capture.file, path),
            kind="resource",
            url=url or f"urn:{capture.payload_digest}",
            captured=capture.captured,
            status=capture.status,
            offset=capture.offset,
            record_id=capture.record_id,
            payload_digest=capture.payload_digest,
            refers_to=(None, None),
        )

    def _known(self, data: bytes, url: str | None) -> Capture | None:
        where = "WHERE url IS ? AND payload_digest = ?"
        return find_capture(self._store.db, where, [url, sha1_digest(data)])


def is_html(data: bytes) -> bool:
    """Whether bytes are a page of HTML and not a text about it.

    >>> is_html(b"<!DOCTYPE html><title>Tin</title>"), is_html(b"Thu nhap < 5 trieu")
    (True, False)
    """
    return TAG.search(data[:SNIFFED]) is not None
