"""Bringing files into the archive: every capture in WARC and WACZ files, single pages, text dumps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.clock import utc_now
from archive.warc.record import Damage
from archive.warc.writer import recover_unsealed
from crawler.crawl.recorder import Recorded
from crawler.ingest.batch_import import BatchImport, UnknownSite
from crawler.ingest.capture_index import Entry, Inventory
from crawler.ingest.input_files import take_in, unreadable
from crawler.ingest.single_files import SingleFiles
from crawler.parse.refusal import Refused
from crawler.site import Site

if TYPE_CHECKING:
    from archive.store import Store

WARC_STARTS = (b"WARC/", b"\x1f\x8b", b"PK\x03\x04")
WARC_SUFFIXES = (".warc", ".warc.gz", ".wacz")

Progress = Callable[[int, int], None]
"""Called with the captures read so far, and all."""


@dataclass
class ImportReport:
    """What an import came to: each URL's outcome, edits found by site, damages, records passed over.

    A URL whose first capture and an edited one came in one import is `stored`, and an edit.
    """

    run_id: int
    outcomes: dict[str, Recorded] = field(default_factory=dict)
    edits: Counter[str] = field(default_factory=Counter)
    damages: list[Damage] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    without_digest: int = 0

    @property
    def exit_code(self) -> int:
        """7 where a file was damaged or could not be taken, else 0."""
        return exit_codes.BAD_INPUT if self.damages else 0

    def counts(self) -> dict[str, Counter[str]]:
        """How many URLs of each site had each outcome."""
        sites: dict[str, Counter[str]] = {}
        for recorded in self.outcomes.values():
            sites.setdefault(recorded.site, Counter())[recorded.outcome] += 1
        return sites


def import_files(
    store: Store,
    sites: Mapping[str, Site],
    files: Sequence[Path],
    *,
    site: str | None = None,
    url: str | None = None,
    captured: datetime | None = None,
    generic: bool = False,
    in_place: bool = False,
    unknown: UnknownSite | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Put into the archive what `files` hold of `sites`, or of `site` alone; the same again changes nothing.

    Captures are taken in order of their time, over all files. `url` and `captured` (else: now) are
    those of a single page or dump. Pages of hosts without a site file are given to `unknown`, and
    then, with `generic`, to the general reader. Damage is reported, and what could be read is kept.
    """
    known = dict(sites) if site is None else {site: sites[site]}
    recover_unsealed(store.captures)
    with store.writing():
        _end_killed_imports(store)
        run_id = store.start_run("import", list(known))
    report = ImportReport(run_id)
    loose = SingleFiles(store, known, run_id, captured or utc_now())
    entries = _gather(
        store, files, loose, report, url=url, in_place=in_place, any_host=generic or bool(unknown)
    )
    loose.seal()
    work = BatchImport(store, known, run_id, entries, generic=generic, unknown=unknown, only=site)
    for done in work.batches():
        if progress:
            progress(done, len(entries))
    report.outcomes, report.edits = work.outcomes, work.edits
    report.damages += work.damages
    with store.writing():
        store.finish_run(run_id, "finished", report.exit_code)
    return report


def _end_killed_imports(store: Store) -> None:
    for (run_id,) in store.db.execute(
        "SELECT id FROM runs WHERE command = 'import' AND finished IS NULL"
    ).fetchall():
        store.finish_run(run_id, "killed", exit_codes.KILLED)


def _gather(
    store: Store,
    files: Iterable[Path],
    loose: SingleFiles,
    report: ImportReport,
    *,
    url: str | None,
    in_place: bool,
    any_host: bool,
) -> list[Entry]:
    """All captures in `files`, in order of time."""
    held, entries = [], []
    for path in files:
        if damage := unreadable(path):
            report.damages.append(damage)
        elif is_warc(path):
            taken = take_in(path, store.captures, in_place=in_place)
            held += taken.files
            report.damages += taken.damages
        else:
            try:
                entries.append(loose.take(path, url=url, any_host=any_host))
            except Refused as refused:
                report.damages.append(Damage(path, 0, f"refused ({refused.cls}): {refused.why}"))
    inventory = Inventory(held)
    report.damages += inventory.damages
    report.passed_over = inventory.passed_over
    report.without_digest = inventory.without_digest
    return sorted([*inventory.entries, *entries], key=lambda entry: entry.captured)


def is_warc(path: Path) -> bool:
    """Whether a file is a WARC or WACZ by its first bytes, or by its name where these are damaged."""
    with path.open("rb") as file:
        start = file.read(5)
    return start.startswith(WARC_STARTS) or path.name.lower().endswith(WARC_SUFFIXES)
