"""Import captures in batches, oldest first, one transaction a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from archive.warc.record import BrokenRecord, Damage, Record, WantsUrl
from archive.warc.revisits import read_payload, resolve_revisit
from crawler.crawl.recorder import Recorder, Visit
from crawler.fetch.answer import answer_of_record
from crawler.fetch.interpret import host_of, page_body
from crawler.fetch.meaning import Ended
from crawler.ingest.capture_index import (
    NO_ORIGINAL,
    CaptureEntry,
    RevisitOriginals,
    capture_of,
    http_url,
)
from crawler.ingest.record_visits import visit_of_dump, visit_of_page, visit_of_unknown_host
from crawler.site import Site
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.crawl.recorder import RecordedOutcome

BATCH = 100

SiteDetector = Callable[[str, bytes], Site | None]
"""Returns the site of a page (URL, body) of a host without a site file, or None."""


@dataclass(frozen=True, slots=True)
class ImportScope:
    """Which pages are imported: of `only` one site, or also of hosts without a site file.

    These are given to `detect`, and then, with `generic`, to the generic reader. Records whose URLs
    `may_detect` refuses cannot be detected, and are not read.
    """

    only: str | None = None
    detect: SiteDetector | None = None
    generic: bool = False
    may_detect: WantsUrl | None = None

    def wants(self, sites: Mapping[str, Site]) -> WantsUrl | None:
        """Return whether a URL of a record may be of `sites` or of a detected one; None wants all."""
        may_detect = self.may_detect
        if self.only is not None:
            return lambda url: http_url(url) is None or site_of(url, sites) is not None
        if self.generic or may_detect is None:
            return None
        return lambda url: http_url(url) is None or site_of(url, sites) is not None or may_detect(url)


ALL_SITES = ImportScope()


class BatchImport:
    """Imports entries: reads a batch, then records it in one transaction.

    `edits` counts by site the captures that gave a new revision; `damages` are the records that cannot be
    read.
    """

    def __init__(
        self,
        store: Store,
        sites: Mapping[str, Site],
        run_id: int,
        entries: Sequence[CaptureEntry],
        scope: ImportScope,
    ) -> None:
        self.edits: Counter[str] = Counter()
        self.damages: list[Damage] = []
        self._day = ""
        self._store = store
        self._sites = dict(sites)
        self._recorder = Recorder(store, run_id)
        self._entries = entries
        self._originals = RevisitOriginals(entries)
        self._scope = scope

    @property
    def outcomes(self) -> dict[str, RecordedOutcome]:
        """The outcome of each URL that was imported so far."""
        return self._recorder.outcomes

    def run(self) -> Iterator[int]:
        """Import all entries; yield their number so far after each batch."""
        rest, done = iter(self._entries), 0
        while batch := list(islice(rest, BATCH)):
            visits = [(entry.captured[:10], visit) for entry in batch if (visit := self._visit(entry))]
            with self._store.writing():
                for day, visit in visits:
                    self._judge_before(day)
                    recorded = self._recorder.enter(visit)
                    self.edits[visit.site] += recorded is not None and recorded.outcome == "revised"
            done += len(batch)
            yield done
        with self._store.writing():
            self._judge_before("")
            self._recorder.add_redirect_aliases(self._sites)

    def _judge_before(self, day: str) -> None:
        """Judge the readings of the day before: the captures of one day are like those of one crawl."""
        if day == self._day:
            return
        self._day = day
        for item in self._recorder.judge():
            self.edits[item.site] += item.outcome == "revised"

    def _visit(self, entry: CaptureEntry) -> Visit | None:
        """Return the visit of an entry, or None for a record that is not imported."""
        try:
            return self._interpret(entry.read(), entry)
        except (BrokenRecord, FileNotFoundError) as error:
            self.damages.append(Damage(entry.file.source, entry.offset, str(error)))
            return None

    def _interpret(self, record: Record, entry: CaptureEntry) -> Visit | None:
        capture = capture_of(record, entry.file)
        if entry.is_dump:
            return visit_of_dump(record, capture, self._sites.values())
        if record.kind == "revisit":
            resolved = self._resolve(record, entry)
            if resolved is None:
                return self._skipped(entry, NO_ORIGINAL)
            record = resolved
        site = site_of(entry.url, self._sites) or self._detect_site(entry.url, record)
        if site is not None:
            return visit_of_page(record, capture, entry.url, site)
        if self._scope.only is not None:
            return None
        if self._scope.generic:
            return visit_of_unknown_host(record, capture, entry.url)
        return self._skipped(entry, "site:unknown")

    def _resolve(self, record: Record, entry: CaptureEntry) -> Record | None:
        """Resolve a revisit record with a capture in the input files or in the archive."""
        original = self._originals.find(entry)
        if original is not None:
            return resolve_revisit(record, original.read())
        try:
            return read_payload(self._store.db, self._store.captures, capture_of(record, entry.file))
        except BrokenRecord:
            return None

    def _skipped(self, entry: CaptureEntry, reason: str) -> Visit:
        site = site_of(entry.url, self._sites)
        name = site.name if site else host_of(entry.url)
        return Visit(site=name, url=entry.url, meaning=Ended("skipped", reason))

    def _detect_site(self, url: str, record: Record) -> Site | None:
        """Detect the site of a page without a site file; it is known for the rest of the import."""
        if self._scope.detect is None or self._scope.only is not None:
            return None
        body = page_body(answer_of_record(record, url))
        site = self._scope.detect(url, body) if body is not None else None
        if site is not None:
            self._sites[site.name] = site
        return site
