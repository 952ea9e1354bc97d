"""Replay: answer requests from WARC and WACZ files, never from the network."""

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

from archive.clock import format_utc
from archive.warc.revisits import resolve_revisit
from crawler.fetch.answer import answer_of_record
from crawler.fetch.download_errors import NotCaptured
from crawler.fetch.interpret import has_page, is_not_modified
from crawler.ingest.capture_index import NO_ORIGINAL, CaptureIndex, capture_of
from crawler.ingest.entry_table import EntryTable
from crawler.ingest.input_files import open_input, read_error
from crawler.sites import load_sites, site_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.article import Capture
    from archive.warc.record import Damage, Record
    from crawler.crawl.frontier_row import FrontierRow
    from crawler.ingest.capture_index import CaptureEntry
    from crawler.ingest.input_files import InputFile
    from crawler.site import Site


class ReplayIndex:
    """The newest capture of each URL in some files, or the newest not later than `as_of`.

    Bodies are read when they are requested. `damages` are the places in the files that cannot be read.
    """

    def __init__(self, captures: CaptureIndex, sites: Mapping[str, Site], as_of: datetime | None) -> None:
        self._sites = sites
        self.damages: list[Damage] = list(captures.damages)
        until = format_utc(as_of) if as_of else "9999"
        entries = [entry for entry in captures.entries if entry.captured <= until]
        entries.sort(key=lambda entry: entry.captured)
        self._originals = EntryTable()
        self._originals.add(entries)
        self._newest: dict[str, CaptureEntry] = {}
        self._without_original: set[str] = set()
        for entry in entries:
            if newest := self._newest_after(entry):
                self._newest[entry.url] = newest
            else:
                self._without_original.add(entry.url)
        self._newest_by_canonical_url = self._group_by_canonical_url()

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
        """Return the index of `files`, which are copied to the folder `captures` unless `in_place`."""
        inputs: list[InputFile] = []
        damages: list[Damage] = []
        for path in files:
            if damage := read_error(path):
                damages.append(damage)
                continue
            opened = open_input(path, captures, in_place=in_place)
            inputs += opened.files
            damages += opened.damages
        index = CaptureIndex(inputs)
        index.damages[:0] = damages
        return cls(index, load_sites() if sites is None else sites, as_of)

    def __deepcopy__(self, memo: object) -> Self:
        # Scrapy copies its settings for each crawler; the index never changes and is shared.
        return self

    def sites(self, sites: Mapping[str, Site] | None = None) -> dict[str, Site]:
        """Return the sites that have captures, among `sites` or among all."""
        known = self._sites if sites is None else sites
        owners = {site.name for url in self._newest if (site := site_of(url, known))}
        return {name: site for name, site in known.items() if name in owners}

    def find(self, url: str) -> CaptureEntry | None:
        """Return the capture that answers for `url`, or None.

        That is the newest of exactly this URL, else the newest with status 200 of a URL with the same
        canonical URL.
        """
        site = site_of(url, self._sites)
        canonical = site.canonical_url(url) if site else None
        return self._newest.get(url) or (self._newest_by_canonical_url.get(canonical) if canonical else None)

    def read(self, url: str) -> tuple[Record, Capture]:
        """Return the record that answers for `url`, and the capture that points at it.

        Raises:
            NotCaptured: There is none.
        """
        entry = self.find(url)
        if entry is None:
            raise NotCaptured(NO_ORIGINAL if url in self._without_original else "not captured")
        record = entry.read()
        original = self._originals.find_original(entry) if entry.kind == "revisit" else None
        if original is not None:
            record = resolve_revisit(record, original.read())
        return record, capture_of(record, entry.file)

    def _newest_after(self, entry: CaptureEntry) -> CaptureEntry | None:
        """Return what answers for a URL after `entry`; a revisit, or "not modified", changes nothing."""
        original = self._originals.find_original(entry) if entry.kind == "revisit" else entry
        before = self._newest.get(entry.url)
        if original is None or (before is not None and is_not_modified(original.status)):
            return before
        return before if original == before else replace(entry, status=original.status)

    def _group_by_canonical_url(self) -> dict[str, CaptureEntry]:
        found: dict[str, CaptureEntry] = {}
        for url, entry in self._newest.items():
            site = site_of(url, self._sites) if has_page(entry.status) else None
            canonical = site.canonical_url(url) if site else None
            if canonical and (canonical not in found or found[canonical].captured <= entry.captured):
                found[canonical] = entry
        return found


class ReplayHandler(BaseDownloadHandler):
    """Scrapy's download handler for http and https in a replay; the setting REPLAY_INDEX answers.

    `request.meta["answer"]` gets the Answer of the record, which says what is wrong with its body.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        index = crawler.settings.get("REPLAY_INDEX")
        if not isinstance(index, ReplayIndex):
            raise NotConfigured("no REPLAY_INDEX")
        self._index = index

    async def download_request(self, request: Request) -> Response:
        """Return the captured response; raises NotCaptured."""
        record, capture = self._index.read(request.url)
        row: FrontierRow | None = request.meta.get("row")
        request.meta["answer"] = answer_of_record(record, row.address if row else request.url, capture)
        headers = Headers(_scrapy_headers(record))
        response_class = responsetypes.from_args(headers=headers, url=request.url, body=record.body)
        return response_class(
            url=request.url, status=record.status, headers=headers, body=record.body, protocol="HTTP/1.1"
        )


def _scrapy_headers(record: Record) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in record.headers:
        headers.setdefault(name, []).append(value)
    if record.kind == "resource" and record.content_type:
        headers["Content-Type"] = [record.content_type]
    return headers
