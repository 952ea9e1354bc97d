"""Answering requests from WARC and WACZ files, and never from the net."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from archive.article import Capture
from archive.clock import format_utc
from archive.warc.record import Damage, Record
from archive.warc.revisits import resolve_revisit
from crawler.fetch.answer import answer_of_record
from crawler.fetch.download_errors import NotAsked
from crawler.fetch.interpret import has_page, repeats_page
from crawler.ingest.capture_index import NO_ORIGINAL, Entry, Inventory, Originals, capture_of
from crawler.ingest.input_files import Held, take_in, unreadable
from crawler.site import Site
from crawler.sites import load_sites, site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.crawl.visit import Page


class NotCaptured(NotAsked):
    """A request for a page that is not in the replayed files."""


class ReplayIndex:
    """What some files hold of each URL: the newest capture, or the newest not later than a moment.

    Bodies stay in the files until they are looked up. `damages` are the places that could not be read.
    """

    def __init__(self, inventory: Inventory, sites: Mapping[str, Site], as_of: datetime | None) -> None:
        self._sites = sites
        self.damages: list[Damage] = list(inventory.damages)
        until = format_utc(as_of) if as_of else "9999"
        entries = [entry for entry in inventory.entries if entry.captured <= until]
        entries.sort(key=lambda entry: entry.captured)
        self._originals = Originals(entries)
        self._newest: dict[str, Entry] = {}
        self._without_original: set[str] = set()
        for entry in entries:
            if shown := self._shown(entry):
                self._newest[entry.url] = shown
            else:
                self._without_original.add(entry.url)
        self._canonical = self._by_canonical_url()

    @classmethod
    def of(
        cls,
        files: Iterable[Path],
        as_of: datetime | None = None,
        *,
        captures: Path | None = None,
        in_place: bool = False,
        sites: Mapping[str, Site] | None = None,
    ) -> Self:
        """The index of `files`, which are copied into the `captures` folder first, unless `in_place`."""
        held: list[Held] = []
        damages: list[Damage] = []
        for path in files:
            if damage := unreadable(path):
                damages.append(damage)
                continue
            taken = take_in(path, captures, in_place=in_place)
            held += taken.files
            damages += taken.damages
        inventory = Inventory(held)
        inventory.damages[:0] = damages
        return cls(inventory, load_sites() if sites is None else sites, as_of)

    def __deepcopy__(self, memo: object) -> Self:
        # Scrapy copies its settings for each crawler; the index is never changed, so one is enough.
        return self

    def sites(self, sites: Mapping[str, Site] | None = None) -> dict[str, Site]:
        """Those of `sites` of which the files hold any page."""
        known = self._sites if sites is None else sites
        owners = {site.name for url in self._newest if (site := site_of(url, known))}
        return {name: site for name, site in known.items() if name in owners}

    def find(self, url: str) -> Entry | None:
        """The capture that answers for `url`, without its body.

        That is the one of exactly this address, else one of another address of the same page (the
        site's canonical form is the same) that was answered with 200.
        """
        site = site_of(url, self._sites)
        canonical = site.canonical_url(url) if site else None
        return self._newest.get(url) or (self._canonical.get(canonical) if canonical else None)

    def lookup(self, url: str) -> Record | None:
        """The record that answers for `url`, as `find` chooses it, or None."""
        found = self._answer(url)
        return found[0] if found else None

    def answer(self, url: str) -> tuple[Record, Capture]:
        """The record that answers for `url` and the capture that points at it; raises NotCaptured."""
        found = self._answer(url)
        if found is None:
            raise NotCaptured(NO_ORIGINAL if url in self._without_original else "not captured")
        record, held = found
        return record, capture_of(record, held)

    def _answer(self, url: str) -> tuple[Record, Held] | None:
        entry = self.find(url)
        if entry is None:
            return None
        record = entry.read()
        original = self._originals.of(entry) if entry.kind == "revisit" else None
        return (resolve_revisit(record, original.read()) if original else record), entry.held

    def _shown(self, entry: Entry) -> Entry | None:
        """What answers once `entry` was captured; one that repeats what was there changes nothing."""
        original = self._originals.of(entry) if entry.kind == "revisit" else entry
        before = self._newest.get(entry.url)
        if original is None or (before is not None and repeats_page(original.status)):
            return before
        return before if original == before else replace(entry, status=original.status)

    def _by_canonical_url(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for url, entry in self._newest.items():
            site = site_of(url, self._sites) if has_page(entry.status) else None
            canonical = site.canonical_url(url) if site else None
            if canonical and (canonical not in found or found[canonical].captured <= entry.captured):
                found[canonical] = entry
        return found


class ReplayHandler(BaseDownloadHandler):
    """Scrapy's download handler for http and https in a replay: the setting REPLAY_INDEX answers.

    The response's meta has the Answer of the record; what is wrong with its body is said there.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        index = crawler.settings.get("REPLAY_INDEX")
        if not isinstance(index, ReplayIndex):
            raise NotConfigured("no REPLAY_INDEX")
        self._index = index

    async def download_request(self, request: Request) -> Response:
        """The captured response to `request`; raises NotCaptured."""
        record, capture = self._index.answer(request.url)
        page: Page | None = request.meta.get("page")
        request.meta["answer"] = answer_of_record(record, page.address if page else request.url, capture)
        headers = Headers(_plain_headers(record))
        response_class = responsetypes.from_args(headers=headers, url=request.url, body=record.body)
        return response_class(
            url=request.url, status=record.status, headers=headers, body=record.body, protocol="HTTP/1.1"
        )


def _plain_headers(record: Record) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in record.headers:
        headers.setdefault(name, []).append(value)
    if record.kind == "resource" and record.content_type:
        headers["Content-Type"] = [record.content_type]
    return headers
