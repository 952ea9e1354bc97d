"""BatchImport: captured records are entered into the archive, in order of time, each URL with its outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from archive.warc.record import BrokenRecord, Damage, Record
from archive.warc.revisits import read_payload, resolve_revisit
from crawler.crawl.recorder import Recorded, Recorder
from crawler.crawl.visit import Visit
from crawler.fetch.answer import answer_of_record
from crawler.fetch.interpret import host_of, page_body
from crawler.fetch.meaning import Ended
from crawler.ingest.capture_index import NO_ORIGINAL, Entry, Originals, capture_of, web_address
from crawler.ingest.record_visits import is_dump, visit_of_dump, visit_of_page, visit_of_unknown
from crawler.site import Site
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.store import Store

BATCH = 100

UnknownSite = Callable[[str, bytes], Site | None]
"""Gives a site for a page of a host without a site file, or None: by the marks of a family."""


class BatchImport:
    """Entries on their way into the archive: read in batches, each batch written in one transaction.

    `edits` counts the captures of each site that brought a new revision, `damages` has the records that
    could not be read.
    """

    def __init__(
        self,
        store: Store,
        sites: Mapping[str, Site],
        run_id: int,
        entries: Sequence[Entry],
        *,
        generic: bool,
        unknown: UnknownSite | None,
        only: str | None,
    ) -> None:
        self.edits: Counter[str] = Counter()
        self.damages: list[Damage] = []
        self._store = store
        self._sites = dict(sites)
        self._recorder = Recorder(store, run_id)
        self._entries = entries
        self._originals = Originals(entries)
        self._generic = generic
        self._unknown = unknown
        self._only = only

    @property
    def outcomes(self) -> dict[str, Recorded]:
        """The outcomes of the URLs seen so far."""
        return self._recorder.outcomes

    def batches(self) -> Iterator[int]:
        """Enter all entries; after each batch, the number of those that are done."""
        rest, done = iter(self._entries), 0
        while batch := list(islice(rest, BATCH)):
            visits = [visit for entry in batch if (visit := self._visit(entry))]
            with self._store.writing():
                for visit in visits:
                    recorded = self._recorder.enter(visit)
                    self.edits[visit.site] += recorded is not None and recorded.outcome == "revised"
            done += len(batch)
            yield done
        with self._store.writing():
            self._recorder.add_redirect_aliases(self._sites)

    def _visit(self, entry: Entry) -> Visit | None:
        """Return what an entry says, or None for a page that is no business of this import."""
        try:
            return self._interpret(entry.read(), entry)
        except (BrokenRecord, FileNotFoundError) as error:
            self.damages.append(Damage(entry.held.source, entry.offset, str(error)))
            return None

    def _interpret(self, record: Record, entry: Entry) -> Visit | None:
        capture = capture_of(record, entry.held)
        if is_dump(record):
            return visit_of_dump(record, capture, self._sites.values())
        if web_address(entry.url) is None:
            return None
        if record.kind == "revisit":
            whole = self._repeated(record, entry)
            if whole is None:
                return self._skipped(entry, NO_ORIGINAL)
            record = whole
        site = site_of(entry.url, self._sites) or self._site_by_marks(entry.url, record)
        if site is not None:
            return visit_of_page(record, capture, entry.url, site)
        if self._only is not None:
            return None
        if self._generic:
            return visit_of_unknown(record, capture, entry.url)
        return self._skipped(entry, "site:unknown")

    def _repeated(self, record: Record, entry: Entry) -> Record | None:
        """A revisit record with what it repeats, from the files at hand or from the archive."""
        original = self._originals.of(entry)
        if original is not None:
            return resolve_revisit(record, original.read())
        try:
            return read_payload(self._store.db, self._store.captures, capture_of(record, entry.held))
        except BrokenRecord:
            return None

    def _skipped(self, entry: Entry, reason: str) -> Visit:
        site = site_of(entry.url, self._sites)
        name = site.name if site else host_of(entry.url)
        return Visit(site=name, url=entry.url, meaning=Ended("skipped", reason))

    def _site_by_marks(self, url: str, record: Record) -> Site | None:
        """A site for a host that has no site file, known from now on."""
        if self._unknown is None or self._only is not None:
            return None
        body = page_body(answer_of_record(record, url))
        site = self._unknown(url, body) if body is not None else None
        if site is not None:
            self._sites[site.name] = site
        return site
