"""Import files: every capture in WARC and WACZ files, single HTML pages, plain-text dumps of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.clock import format_utc, utc_now
from archive.runs.run_history import record_sites
from archive.warc.record import Damage
from archive.warc.writer import recover_unsealed
from crawler.crawl.outcome_table import RecordedOutcome
from crawler.crawl.run import finish_killed_runs
from crawler.engines.engine import Engine, Workers, is_one_process, open_engine
from crawler.health.doubtful import doubt_problems
from crawler.health.site_run import Problem
from crawler.ingest.batch_import import BatchImport
from crawler.ingest.capture_index import CaptureEntry
from crawler.ingest.entry_table import EntryTable
from crawler.ingest.import_scope import ALL_SITES, ImportScope
from crawler.ingest.import_work import ImportWork, lost_file
from crawler.ingest.input_files import name_copy, remove_unnamed_copies
from crawler.ingest.single_files import UNDESCRIBED, SingleFiles, SinglePage
from crawler.parse.refusal import Refused
from crawler.site import Site

if TYPE_CHECKING:
    from archive.store import Store

# Less is imported in one process, unless a number is given: others take as long to start.
SMALL_INPUT = 8 * 1024**2  # bytes
FEW_RECORDS = 200

Progress = Callable[[int, int], None]
"""Called with the number of captures imported so far, and of all."""


@dataclass
class ImportReport:
    """What an import did: the outcome of each URL, edits by site, damages, other records by kind.

    A URL whose first capture and an edited one are in one import is `stored`, and counts as an edit.
    """

    run_id: int
    outcomes: Mapping[str, RecordedOutcome] = field(default_factory=dict)
    edits: Counter[str] = field(default_factory=Counter)
    damages: list[Damage] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    without_digest: int = 0
    doubts: list[Problem] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """BAD_INPUT where a file was damaged or refused, UNHEALTHY where readings are doubted, else 0."""
        if self.damages:
            return exit_codes.BAD_INPUT
        return exit_codes.UNHEALTHY if self.doubts else exit_codes.SUCCESS

    def counts(self) -> dict[str, Counter[str]]:
        """Return the number of URLs by site and outcome."""
        sites: dict[str, Counter[str]] = {}
        for recorded in self.outcomes.values():
            sites.setdefault(recorded.site, Counter())[recorded.outcome] += 1
        return sites


def import_files(
    store: Store,
    sites: Mapping[str, Site],
    files: Sequence[Path],
    *,
    scope: ImportScope = ALL_SITES,
    page: SinglePage = UNDESCRIBED,
    in_place: bool = False,
    workers: Workers = 1,
    progress: Progress | None = None,
) -> ImportReport:
    """Import the captures in `files`, ordered by their time over all files; a second import changes nothing.

    Damage is reported, and readable records are imported.

    Args:
        store: The archive; the caller holds its lock.
        sites: The sites whose pages are imported.
        files: WARC or WACZ files, HTML pages and text dumps.
        scope: One site only, and how pages of hosts without a site file are read.
        page: What is known of the single pages and dumps.
        in_place: Refer to the WARC files where they are instead of copying them.
        workers: Number of processes that read files and records (1: this process; None: one for each core),
            or a Ray cluster. The result is the same.
        progress: Called after each batch.

    Raises:
        ArchiveError: The archive or the captures folder cannot be written, or no worker process can work.
    """
    known = dict(sites) if scope.only is None else {scope.only: sites[scope.only]}
    recover_unsealed(store.captures)
    remove_unnamed_copies(store.captures)
    with store.writing():
        finish_killed_runs(store)
        run_id = store.start_run("import", [scope.only] if scope.only else [])
    report = ImportReport(run_id)
    singles = SingleFiles(store, known, run_id, page.captured or utc_now())
    any_host = scope.generic or scope.detect is not None

    def add_single_file(path: Path) -> CaptureEntry:
        return singles.add(path, url=page.url, any_host=any_host)

    derive = not is_one_process(workers)
    work = ImportWork(known, scope, store.captures, in_place=in_place, derive=derive)
    with EntryTable() as entries, open_engine(workers, work) as pool:
        here = workers is None and _total_size(files) < SMALL_INPUT
        _collect(files, entries, report, add_single_file, pool.here() if here else pool)
        singles.seal()
        here = workers is None and len(entries) < FEW_RECORDS
        batches = BatchImport(store, known, run_id, entries, pool.here() if here else pool)
        for done in batches.run():
            if progress:
                progress(done, len(entries))
    report.outcomes, report.edits = batches.recorder.outcomes, batches.recorder.edits
    report.damages += batches.recorder.damages
    for name in report.counts():
        found = doubt_problems(store.db, run_id, name)
        report.doubts += [problem.dated(format_utc(utc_now())) for problem in found]
    with store.writing():
        record_sites(store.db, run_id, report.counts())
        store.finish_run(run_id, "finished", report.exit_code)
    return report


def _collect(
    files: Sequence[Path],
    entries: EntryTable,
    report: ImportReport,
    add_single_file: Callable[[Path], CaptureEntry],
    pool: Engine[ImportWork],
) -> None:
    """Add all captures in `files` to `entries`; damages and counts go to `report`."""
    singles: list[CaptureEntry] = []
    passed_over: Counter[str] = Counter()
    for path, index in zip(files, pool.map(ImportWork.index, files, lost_file), strict=True):
        if index is None:
            try:
                singles.append(add_single_file(path))
            except Refused as refused:
                report.damages.append(Damage(path, 0, f"refused ({refused.cls}): {refused.why}"))
        else:
            named = {file: name_copy(file) for file in index.files}
            entries.add(index.entries, named)
            sources = {file.source: named[file].source for file in index.files}
            report.damages += [replace(d, file=sources.get(d.file, d.file)) for d in index.damages]
            passed_over.update(index.passed_over)
            report.without_digest += index.without_digest
    report.passed_over = dict(passed_over)
    entries.add(singles)


def _total_size(files: Iterable[Path]) -> int:
    """Return the bytes of the files that can be read."""
    total = 0
    for path in files:
        with suppress(OSError):
            total += path.stat().st_size
    return total
