"""Import captures in batches, oldest first, one transaction a batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from archive.warc.revisits import find_originals
from crawler.ingest.capture_index import CaptureEntry, http_url
from crawler.ingest.entry_table import EntryTable
from crawler.ingest.import_work import ImportWork, lost_record
from crawler.ingest.ordered_recorder import OrderedRecorder
from crawler.ingest.prepare import ImportTask, Prepared
from crawler.ingest.worker_pool import CHUNK
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.engines.engine import Engine
    from crawler.site import Site

BATCH = 100  # records in a transaction


class BatchImport:
    """Imports entries: reads a batch, then records it in one transaction.

    `recorder` has its edits, damages and outcomes.
    """

    def __init__(
        self,
        store: Store,
        sites: Mapping[str, Site],
        run_id: int,
        entries: EntryTable,
        pool: Engine[ImportWork],
    ) -> None:
        self.recorder = OrderedRecorder(store, run_id)
        self._store = store
        self._sites = sites
        self._pool = pool
        self._detected: dict[str, Site] = {}
        self._entries = entries

    def run(self) -> Iterator[int]:
        """Import all entries; yield their number so far after each batch."""
        prepared, done = self._prepare(), 0
        while batch := list(islice(prepared, BATCH)):
            with self._store.writing():
                for entry, each in batch:
                    self.recorder.record(entry.captured, each)
            done += len(batch)
            yield done
        with self._store.writing():
            self.recorder.finish({**self._sites, **self._detected})

    def _prepare(self) -> Iterator[tuple[CaptureEntry, Prepared]]:
        """Yield the entries in order, each with its prepared record."""
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
        store, url = self._store, http_url(revisit.url)
        return find_originals(store.db, store.captures, revisit.payload_digest, revisit.record_id, url)
