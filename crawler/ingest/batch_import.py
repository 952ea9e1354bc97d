"""Import captures in batches, oldest first, one transaction a batch."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from archive.capture_files import OutsideCaptures, capture_path
from archive.warc.record import Damage
from archive.warc.revisits import find_originals
from crawler.crawl.recorder import Recorder
from crawler.ingest.capture_index import CaptureEntry, http_url
from crawler.ingest.entry_table import EntryTable
from crawler.ingest.import_work import ImportWork, lost_record
from crawler.ingest.prepare import ImportTask, Prepared
from crawler.ingest.worker_pool import CHUNK
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.crawl.outcome_table import RecordedOutcome
    from crawler.engines.engine import Engine
    from crawler.site import Site

BATCH = 100  # records in a transaction


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
        entries: EntryTable,
        pool: Engine[ImportWork],
    ) -> None:
        self.edits: Counter[str] = Counter()
        self.damages: list[Damage] = []
        self._day = ""
        self._store = store
        self._sites = sites
        self._pool = pool
        self._detected: dict[str, Site] = {}
        self._recorder = Recorder(store, run_id)
        self._entries = entries

    @property
    def outcomes(self) -> Mapping[str, RecordedOutcome]:
        """The outcome of each URL that was imported so far."""
        return self._recorder.outcomes

    def run(self) -> Iterator[int]:
        """Import all entries; yield their number so far after each batch."""
        prepared, done = self._prepare(), 0
        while batch := list(islice(prepared, BATCH)):
            with self._store.writing():
                for entry, each in batch:
                    self._record(entry, each)
            done += len(batch)
            yield done
        with self._store.writing():
            self._judge_before("")
            self._recorder.add_redirect_aliases({**self._sites, **self._detected})

    def _record(self, entry: CaptureEntry, prepared: Prepared) -> None:
        if prepared.damage is not None:
            self.damages.append(prepared.damage)
        visit = prepared.visit
        if visit is not None:
            self._judge_before(entry.captured[:10])
            recorded = self._recorder.enter(visit)
            self.edits[visit.site] += recorded is not None and recorded.outcome == "revised"

    def _judge_before(self, day: str) -> None:
        """Judge the readings of the day before: the captures of one day are like those of one crawl."""
        if day == self._day:
            return
        self._day = day
        for item in self._recorder.judge():
            self.edits[item.site] += item.outcome == "revised"

    def _prepare(self) -> Iterator[tuple[CaptureEntry, Prepared]]:
        """Yield the entries in order, with what they are prepared as."""
        submitted: deque[CaptureEntry] = deque()

        def tasks() -> Iterator[ImportTask]:
            for entry in self._entries:
                submitted.append(entry)
                yield self._task(entry)

        for result in self._pool.map(ImportWork.import_record, tasks(), lost_record, CHUNK):
            entry = submitted.popleft()
            prepared = self._with_known_site(entry, result)
            if prepared.host_site is not None:
                self._detected.setdefault(prepared.host_site.name, prepared.host_site)
            yield entry, prepared

    def _with_known_site(self, entry: CaptureEntry, prepared: Prepared) -> Prepared:
        """Prepare a record again whose host has got a site since, by an earlier record."""
        known = site_of(entry.url, self._detected)
        if known is None or known == prepared.host_site:
            return prepared
        return self._pool.context.import_record(self._task(entry))

    def _task(self, entry: CaptureEntry) -> ImportTask:
        originals = self._find_originals(entry) if entry.kind == "revisit" else ()
        return ImportTask(entry, originals, site_of(entry.url, self._detected))

    def _find_originals(self, revisit: CaptureEntry) -> tuple[tuple[Path, int], ...]:
        """Return where the payload of a revisit record is: in the input files, else in the archive."""
        original = self._entries.find_original(revisit)
        if original is not None:
            return ((original.file.path, original.offset),)
        found = find_originals(
            self._store.db, revisit.payload_digest, revisit.record_id, http_url(revisit.url)
        )
        try:
            return tuple((capture_path(self._store.captures, file), offset) for file, offset in found)
        except OutsideCaptures:
            return ()
