"""BatchImport: captured records are entered into the archive, in order of time, each URL with its outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from archive.warc.content_encoding import UnusableBody
from archive.warc.record import BrokenRecord, Damage, Record, decode_body
from archive.warc.revisits import read_payload, resolve_revisit
from crawler.ingest.capture_index import Entry, Originals, capture_of, web_address
from crawler.ingest.findings import (
    Finding,
    find_by_general_reader,
    find_in_dump,
    find_in_page,
    host_of,
    media_type,
)
from crawler.ingest.single_files import DUMP
from crawler.parse.read import LARGEST_PAGE
from crawler.site import Site
from crawler.sites import site_of

if TYPE_CHECKING:
    from archive.store import Store

BATCH = 100
MOST_HOPS = 20
# A URL with several captures gets the outcome that tells most.
TELLING = ("stored", "revised", "duplicate", "unchanged", "gone", "refused", "failed", "skipped")

UnknownSite = Callable[[str, bytes], Site | None]
"""Gives a site for a page of a host without a site file, or None: by the marks of a family."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a URL."""

    site: str
    outcome: str
    reason: str | None


class BatchImport:
    """Entries on their way into the archive: read in batches, each batch written in one transaction.

    `outcomes` are those of the URLs seen so far, `edits` how many captures of each site brought a new
    revision, `damages` the records that could not be read.
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
        self.outcomes: dict[str, Settled] = {}
        self.edits: Counter[str] = Counter()
        self.damages: list[Damage] = []
        self._store = store
        self._sites = dict(sites)
        self._run_id = run_id
        self._entries = entries
        self._originals = Originals(entries)
        self._generic = generic
        self._unknown = unknown
        self._only = only
        self._redirects: dict[str, Finding] = {}

    def batches(self) -> Iterator[int]:
        """Enter all entries; after each batch, the number of those that are done."""
        rest, done = iter(self._entries), 0
        while batch := list(islice(rest, BATCH)):
            findings = [found for entry in batch if (found := self._find(entry))]
            with self._store.writing():
                for finding in findings:
                    self._keep(finding)
            done += len(batch)
            yield done
        with self._store.writing():
            for redirect in self._redirects.values():
                self._alias(redirect)

    def _find(self, entry: Entry) -> Finding | None:
        """What came of an entry, or None for a page that is no business of this import."""
        try:
            return self._find_in(entry.read(), entry)
        except (BrokenRecord, FileNotFoundError) as error:
            self.damages.append(Damage(entry.held.source, entry.offset, str(error)))
            return None

    def _find_in(self, record: Record, entry: Entry) -> Finding | None:
        capture = capture_of(record, entry.held)
        if record.kind == "resource" and media_type(record) == DUMP:
            return find_in_dump(record, capture, self._sites.values())
        if web_address(entry.url) is None:
            return None
        if record.kind == "revisit":
            whole = self._repeated(record, entry)
            if whole is None:
                return self._without_original(entry)
            record = whole
        site = site_of(entry.url, self._sites) or self._site_by_marks(entry.url, record)
        if site is not None:
            return find_in_page(record, capture, entry.url, site)
        return self._find_elsewhere(record, entry)

    def _repeated(self, record: Record, entry: Entry) -> Record | None:
        """A revisit record with what it repeats, from the files at hand or from the archive."""
        original = self._originals.of(entry)
        if original is not None:
            return resolve_revisit(record, original.read())
        try:
            return read_payload(self._store.db, self._store.captures, capture_of(record, entry.held))
        except BrokenRecord:
            return None

    def _without_original(self, entry: Entry) -> Finding:
        site = site_of(entry.url, self._sites)
        name = site.name if site else host_of(entry.url)
        return Finding(site=name, url=entry.url, outcome="skipped", reason="revisit:no original")

    def _site_by_marks(self, url: str, record: Record) -> Site | None:
        """A site for a host that has no site file, known from now on."""
        if self._unknown is None or self._only is not None or record.status != 200:
            return None
        try:
            site = self._unknown(url, decode_body(record, LARGEST_PAGE))
        except UnusableBody:
            return None
        if site is not None:
            self._sites[site.name] = site
        return site

    def _find_elsewhere(self, record: Record, entry: Entry) -> Finding | None:
        if self._only is not None:
            return None
        if self._generic:
            return find_by_general_reader(record, capture_of(record, entry.held), entry.url)
        return Finding(site=host_of(entry.url), url=entry.url, outcome="skipped", reason="site:unknown")

    def _keep(self, found: Finding) -> None:
        if found.article is not None:
            saved = self._store.save(found.article)
            self.edits[found.site] += saved.outcome == "revised"
            self._settle(found, saved.outcome, saved.reason, saved.article_id, saved.capture_id)
            return
        capture_id = self._store.add_capture(found.site, found.capture) if found.capture else None
        article_id = self._store.article_id(found.site, found.key) if found.key else None
        if article_id is not None and found.capture is not None:
            self._store.mark_gone(article_id, found.capture.captured)
        if found.target is not None:
            self._redirects[found.url] = found
        self._settle(found, found.outcome or "failed", found.reason, article_id, capture_id)

    def _alias(self, redirect: Finding) -> None:
        """Let a URL that redirects to an article lead to it, also over other redirects."""
        site, url = self._sites[redirect.site], redirect.target
        for _ in range(MOST_HOPS):
            key = site.article_key(url) if url else None
            article_id = self._store.article_id(site.name, key) if key else None
            if article_id is not None:
                self._store.add_alias(redirect.url, article_id)
                return
            following = self._redirects.get(url) if url else None
            url = following.target if following else None

    def _settle(
        self, found: Finding, outcome: str, reason: str | None, article_id: int | None, capture_id: int | None
    ) -> None:
        before = self.outcomes.get(found.url)
        if before and TELLING.index(before.outcome) < TELLING.index(outcome):
            return
        self.outcomes[found.url] = Settled(found.site, outcome, reason)
        self._store.record_outcome(
            self._run_id, found.site, found.url, outcome, reason, article_id, capture_id
        )
