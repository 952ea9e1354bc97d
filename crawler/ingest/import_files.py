"""Import files: every capture in WARC and WACZ files, single HTML pages, plain-text dumps of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.clock import format_utc, utc_now
from archive.runs.run_history import record_sites
from archive.warc.members import GZIP_MAGIC, RECORD_MAGIC, ZIP_MAGIC
from archive.warc.record import Damage, WantsUrl
from archive.warc.writer import recover_unsealed
from archive.warc.zstd_frames import ZSTD_MAGICS
from crawler.crawl.recorder import RecordedOutcome
from crawler.crawl.run import finish_killed_runs
from crawler.health.doubtful import doubt_problems
from crawler.health.site_run import Problem
from crawler.ingest.batch_import import BatchImport
from crawler.ingest.capture_index import CaptureEntry, CaptureIndex
from crawler.ingest.import_scope import ALL_SITES, ImportScope
from crawler.ingest.input_files import InputFile, open_input, read_error
from crawler.ingest.single_files import SingleFiles
from crawler.parse.refusal import Refused
from crawler.site import Site

if TYPE_CHECKING:
    from archive.store import Store

WARC_MAGICS = (RECORD_MAGIC, GZIP_MAGIC, ZIP_MAGIC, *ZSTD_MAGICS)
WARC_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")

Progress = Callable[[int, int], None]
"""Called with the number of captures imported so far, and of all."""


@dataclass
class ImportReport:
    """What an import did: the outcome of each URL, edits by site, damages, other records by kind.

    A URL whose first capture and an edited one are in one import is `stored`, and counts as an edit.
    """

    run_id: int
    outcomes: dict[str, RecordedOutcome] = field(default_factory=dict)
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
    url: str | None = None,
    captured: datetime | None = None,
    in_place: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import the captures in `files`, ordered by their time over all files; a second import changes nothing.

    Damage is reported, and readable records are imported.

    Args:
        store: The archive; the caller holds its lock.
        sites: The sites whose pages are imported.
        files: WARC or WACZ files, HTML pages and text dumps.
        scope: One site only, and how pages of hosts without a site file are read.
        url: The URL of single pages and dumps.
        captured: When single pages and dumps were captured; now, if not given.
        in_place: Refer to the WARC files where they are instead of copying them.
        progress: Called after each batch.

    Raises:
        ArchiveError: The archive or the captures folder cannot be written.
    """
    known = dict(sites) if scope.only is None else {scope.only: sites[scope.only]}
    recover_unsealed(store.captures)
    with store.writing():
        finish_killed_runs(store)
        run_id = store.start_run("import", [scope.only] if scope.only else [])
    report = ImportReport(run_id)
    single_files = SingleFiles(store, known, run_id, captured or utc_now())
    any_host = scope.generic or scope.detect is not None

    def add_single_file(path: Path) -> CaptureEntry:
        return single_files.add(path, url=url, any_host=any_host)

    entries = _collect(
        files, report, add_single_file, store.captures, wants=scope.wants(known), in_place=in_place
    )
    single_files.seal()
    batches = BatchImport(store, known, run_id, entries, scope)
    for done in batches.run():
        if progress:
            progress(done, len(entries))
    report.outcomes, report.edits = batches.outcomes, batches.edits
    report.damages += batches.damages
    for name in report.counts():
        found = doubt_problems(store.db, run_id, name)
        report.doubts += [problem.dated(format_utc(utc_now())) for problem in found]
    with store.writing():
        record_sites(store.db, run_id, report.counts())
        store.finish_run(run_id, "finished", report.exit_code)
    return report


def _collect(
    files: Iterable[Path],
    report: ImportReport,
    add_single_file: Callable[[Path], CaptureEntry],
    captures: Path,
    *,
    wants: WantsUrl | None,
    in_place: bool,
) -> list[CaptureEntry]:
    """Return all captures in `files`, oldest first; damages and counts go to `report`."""
    inputs: list[InputFile] = []
    entries: list[CaptureEntry] = []
    for path in files:
        if damage := read_error(path):
            report.damages.append(damage)
        elif is_warc(path):
            opened = open_input(path, captures, in_place=in_place)
            inputs += opened.files
            report.damages += opened.damages
        else:
            try:
                entries.append(add_single_file(path))
            except Refused as refused:
                report.damages.append(Damage(path, 0, f"refused ({refused.cls}): {refused.why}"))
    index = CaptureIndex(inputs, wants)
    report.damages += index.damages
    report.passed_over = index.passed_over
    report.without_digest = index.without_digest
    return sorted([*index.entries, *entries], key=lambda entry: entry.captured)


def is_warc(path: Path) -> bool:
    """Return whether a file is a WARC or WACZ by its first bytes, or by its name where they are damaged."""
    with path.open("rb") as file:
        magic = file.read(5)
    return magic.startswith(WARC_MAGICS) or path.name.lower().endswith(WARC_SUFFIXES)
