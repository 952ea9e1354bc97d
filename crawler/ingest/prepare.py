"""Prepare records: read one, interpret it, and compute what is derived from its article, without a database.

The same functions are called in the process that writes the archive and in others (worker_pool.py). What goes
wrong with a record is a value of the result, never an exception.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive.derived_data import DerivedData
from archive.warc.reader import read_record
from archive.warc.record import BrokenRecord, Damage
from archive.warc.revisits import read_original
from crawler.crawl.recorder import Visit
from crawler.fetch.answer import answer_of_record
from crawler.fetch.interpret import host_of, page_body
from crawler.fetch.meaning import ArticleRead, Ended
from crawler.ingest.capture_index import NO_ORIGINAL, capture_of, is_text_resource
from crawler.ingest.import_scope import ALL_SITES, ImportScope
from crawler.ingest.record_visits import visit_of_dump, visit_of_page, visit_of_unknown_host
from crawler.sites import load_sites, site_of

if TYPE_CHECKING:
    from archive.article import Capture
    from archive.warc.record import Record, WantsUrl
    from crawler.ingest.capture_index import CaptureEntry
    from crawler.site import Site

UNKNOWN_SITE = "site:unknown"  # the reason of a URL of a host without a site file
COPY_IT_BACK = "is missing. Copy it back from a backup."
BUG = "bug"  # the first word of the reason of a page at which the reader failed


@dataclass(frozen=True, slots=True)
class ImportTask:
    """A record to import.

    `originals` are files and offsets of the records that a revisit may refer to, the best one first.
    `host_site` is the site of a host without a site file, by an earlier record of it.
    """

    entry: CaptureEntry
    originals: tuple[tuple[Path, int], ...] = ()
    host_site: Site | None = None


@dataclass(frozen=True, slots=True)
class RereadTask:
    """A stored capture to read again, in the file `path`.

    `article_id` is the article that it was read as, `text_sha256` the sum of the text that is stored for it;
    both are None where there is none. `is_newest`: its text becomes that of the article. `generic`: the
    generic reader may read it. `originals` as in ImportTask.
    """

    path: Path
    capture: Capture
    article_id: int | None = None
    text_sha256: str | None = None
    is_newest: bool = True
    generic: bool = False
    originals: tuple[tuple[Path, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record as it can be recorded; without `visit` it is not recorded.

    `damage` says why it could not be read. `host_site` is the site of its host where that has no site file:
    the one of the task, or the one that the page shows.
    """

    visit: Visit | None = None
    damage: Damage | None = None
    host_site: Site | None = None


class RecordReader:
    """Prepares records with the readers of `sites`.

    With `derive`, what is derived from an article is computed here, not when it is saved.
    """

    def __init__(
        self, sites: Mapping[str, Site], scope: ImportScope = ALL_SITES, *, derive: bool = False
    ) -> None:
        self.sites = sites
        self._scope = scope
        self._derive = derive

    def __getstate__(self) -> tuple[Mapping[str, Site] | tuple[str, ...], ImportScope, bool]:
        """Return what another process needs; of sites that cannot be pickled, the names."""
        return _portable(self.sites), self._scope, self._derive

    def __setstate__(self, state: tuple[Mapping[str, Site] | tuple[str, ...], ImportScope, bool]) -> None:
        """Load from their files the sites that are given by name only."""
        sites, self._scope, self._derive = state
        self.sites = sites if isinstance(sites, Mapping) else {name: load_sites()[name] for name in sites}

    def wants(self) -> WantsUrl | None:
        """Return whether a URL of a record may be of the scope; None wants all."""
        return self._scope.wants(self.sites)

    def import_record(self, task: ImportTask) -> Prepared:
        """Return the visit of a record of an input file, without one where it is not of the scope."""
        entry, capture = task.entry, None
        try:
            record = read_record(entry.file.path, entry.offset)
            capture = capture_of(record, entry.file)
            prepared = self._interpret(record, capture, task)
        except (BrokenRecord, FileNotFoundError) as error:
            return Prepared(damage=Damage(entry.file.source, entry.offset, str(error)))
        except Exception as error:  # one page must not end an import of thousands of files
            ended = Ended("failed", f"{BUG} {type(error).__name__}: {error}")
            visit = Visit(site=self._name_of(task), url=entry.url, meaning=ended, capture=capture)
            return Prepared(visit, Damage(entry.file.source, entry.offset, bug_report(error)), task.host_site)
        return replace(prepared, visit=_with_derived(prepared.visit)) if self._derive else prepared

    def reread_capture(self, task: RereadTask) -> Prepared:
        """Return the visit of a stored capture, without one where no reader is there for it."""
        capture = task.capture
        try:
            record = read_record(task.path, capture.offset)
            if record.kind == "revisit":
                record = read_original(record, task.originals)
            visit = self._interpret_stored(record, task)
        except FileNotFoundError as error:
            return Prepared(damage=Damage(Path(error.filename), 0, COPY_IT_BACK))
        except BrokenRecord as error:
            return Prepared(damage=Damage(Path(capture.file), capture.offset, str(error)))
        except Exception as error:  # as in import_record
            return Prepared(damage=Damage(Path(capture.file), capture.offset, bug_report(error)))
        is_stored = self._derive and task.is_newest
        return Prepared(_with_derived(visit, task.text_sha256) if is_stored else visit)

    def _interpret(self, record: Record, capture: Capture, task: ImportTask) -> Prepared:
        entry = task.entry
        if entry.is_dump:
            return Prepared(visit_of_dump(record, capture, self.sites.values()))
        if record.kind == "revisit":
            try:
                record = read_original(record, task.originals)
            except BrokenRecord:
                return Prepared(self._skipped(task, NO_ORIGINAL), host_site=task.host_site)
        site = site_of(entry.url, self.sites)
        if site is not None:
            return Prepared(visit_of_page(record, capture, entry.url, site))
        if self._scope.only is not None:
            return Prepared()
        site = task.host_site or self._detect_site(entry.url, record)
        if site is not None:
            return Prepared(visit_of_page(record, capture, entry.url, site), host_site=site)
        if self._scope.generic:
            return Prepared(visit_of_unknown_host(record, capture, entry.url))
        return Prepared(self._skipped(task, UNKNOWN_SITE))

    def _interpret_stored(self, record: Record, task: RereadTask) -> Visit | None:
        capture = task.capture
        site = site_of(capture.url, self.sites) if capture.url else None
        if is_text_resource(record):  # only those of dumps are stored
            return visit_of_dump(record, capture, self.sites.values(), task.article_id)
        if site is not None and capture.url and site.article_key(capture.url):
            return visit_of_page(record, capture, capture.url, site, task.article_id)
        if task.generic and capture.url:
            return visit_of_unknown_host(record, capture, capture.url, task.article_id)
        return None

    def _detect_site(self, url: str, record: Record) -> Site | None:
        """Return the site of a page of a host without a site file, or None."""
        if self._scope.detect is None:
            return None
        body = page_body(answer_of_record(record, url))
        return self._scope.detect(url, body) if body is not None else None

    def _skipped(self, task: ImportTask, reason: str) -> Visit:
        return Visit(site=self._name_of(task), url=task.entry.url, meaning=Ended("skipped", reason))

    def _name_of(self, task: ImportTask) -> str:
        site = site_of(task.entry.url, self.sites) or task.host_site
        return site.name if site else host_of(task.entry.url)


def _with_derived(visit: Visit | None, stored_sha256: str | None = None) -> Visit | None:
    """Return a visit with what is derived from its article, unless the stored text is the same."""
    if visit is None or not isinstance(visit.meaning, ArticleRead):
        return visit
    derived = DerivedData(visit.meaning.article)
    if derived.text_sha256 != stored_sha256:
        derived = derived.computed()
    return replace(visit, meaning=replace(visit.meaning, derived=derived))


def _portable(sites: Mapping[str, Site]) -> Mapping[str, Site] | tuple[str, ...]:
    """Return `sites`, or their names where a site file declares classes or functions of its own.

    Site files in other folders are in no package, from which another process could import these.
    """
    try:
        pickle.dumps(dict(sites))
    except (pickle.PicklingError, AttributeError, TypeError):
        return tuple(sites)
    return dict(sites)


def bug_report(error: Exception) -> str:
    """Return what a Damage says of a file or record at which the reader failed."""
    return f"internal error: {type(error).__name__}: {error}; report it with this file"
