"""Merge shards into an archive: all new ones at once, in order of capture, as an import of their files."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from archive.clock import format_utc, utc_now
from archive.runs.run_history import record_sites
from archive.warc.record import Damage
from archive.warc.revisits import find_originals
from archive.warc.writer import recover_unsealed
from crawler.crawl.run import finish_killed_runs
from crawler.fetch.meaning import Ended
from crawler.health.doubtful import doubt_problems
from crawler.ingest.capture_index import NO_ORIGINAL, http_url
from crawler.ingest.import_files import ImportReport
from crawler.ingest.input_files import remove_unnamed_copies
from crawler.ingest.ordered_recorder import OrderedRecorder
from crawler.ingest.prepare import ImportTask, Prepared, RecordReader
from crawler.parse.read import READER_VERSION
from crawler.shards.placed_shard import place_shard
from crawler.shards.shard_folder import BadShard, ShardFolder
from crawler.shards.shard_stream import read_in_order
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archive.store import Store
    from crawler.ingest.capture_index import CaptureEntry
    from crawler.ingest.import_files import Progress
    from crawler.ingest.import_scope import ImportScope
    from crawler.shards.placed_shard import PlacedShard, Placing
    from crawler.shards.shard_folder import Manifest
    from crawler.site import Site

MERGE_BATCH = 100  # captures in one transaction


def merge_shards(
    store: Store,
    sites: Mapping[str, Site],
    folder: ShardFolder,
    scope: ImportScope,
    *,
    placing: Placing = "copy",
    progress: Progress | None = None,
) -> ImportReport:
    """Merge the shards of a folder that are not in the archive; the caller holds its lock.

    Args:
        store: The archive.
        sites: The sites, for what can only be read with the captures of other files: revisit records, and
            hosts without a site file.
        folder: The shards.
        scope: How pages of hosts without a site file are read, as for the shards.
        placing: Where the WARC files are afterwards.
        progress: Called after each transaction.

    Raises:
        BadShard: Reader versions differ; nothing is merged.
        ArchiveError: The archive or the captures folder cannot be written.
    """
    new = [shard for shard in folder.manifests() if not _is_merged(store, shard)]
    check_readers(folder, new)
    recover_unsealed(store.captures)
    remove_unnamed_copies(store.captures)
    with store.writing():
        finish_killed_runs(store)
        run_id = store.start_run("merge", [])
    report = ImportReport(run_id)
    placed = [shard for each in new if (shard := _place(store, folder, each, report, placing))]
    merge = ShardRecorder(store, RecordReader(sites, scope), run_id)
    total = sum(shard.manifest.records for shard in placed)
    for done in merge.run(read_in_order(folder, placed)):
        if progress:
            progress(done, total)
    report.outcomes, report.edits = merge.recorder.outcomes, merge.recorder.edits
    report.damages += merge.recorder.damages
    _finish(store, report, placed)
    return report


class ShardRecorder:
    """Records the captures of shards; some only now, as all files are known, can be read."""

    def __init__(self, store: Store, reader: RecordReader, run_id: int) -> None:
        self.recorder = OrderedRecorder(store, run_id)
        self._store = store
        self._reader = reader
        self._detected: dict[str, Site] = {}

    def run(self, captures: Iterator[tuple[CaptureEntry, Prepared]]) -> Iterator[int]:
        """Record all captures; yield their number so far after each transaction."""
        done = 0
        while batch := list(islice(captures, MERGE_BATCH)):
            with self._store.writing():
                for entry, prepared in batch:
                    self.recorder.record(entry.captured, self._with_all_files(entry, prepared))
            done += len(batch)
            yield done
        with self._store.writing():
            self.recorder.finish({**self._reader.sites, **self._detected})

    def _with_all_files(self, entry: CaptureEntry, prepared: Prepared) -> Prepared:
        """Read a record again if another file has its original, or shows the site of its host."""
        known = site_of(entry.url, self._detected)
        is_of_other = known is not None and known != prepared.host_site
        if (is_of_other or _lacks_original(prepared)) and entry.file.path.is_file():
            originals = self._find_originals(entry) if entry.kind == "revisit" else ()
            prepared = self._reader.import_record(ImportTask(entry, originals, known))
        if prepared.host_site is not None:
            self._detected.setdefault(prepared.host_site.name, prepared.host_site)
        return prepared

    def _find_originals(self, revisit: CaptureEntry) -> tuple[tuple[Path, int], ...]:
        store, url = self._store, http_url(revisit.url)
        return find_originals(store.db, store.captures, revisit.payload_digest, revisit.record_id, url)


def _lacks_original(prepared: Prepared) -> bool:
    visit = prepared.visit
    return visit is not None and isinstance(visit.meaning, Ended) and visit.meaning.reason == NO_ORIGINAL


def check_readers(folder: ShardFolder, shards: list[Manifest]) -> None:
    """Check that today's reader has read all shards.

    Raises:
        BadShard: Another one has; the message says how to go on.
    """
    others = [shard for shard in shards if shard.reader_version != READER_VERSION]
    if others:
        raise BadShard(
            f"{len(others)} of {len(shards)} shards in {folder.url} were read by reader version "
            f"{others[0].reader_version}, this partynews has {READER_VERSION}: nothing is merged. Write them "
            f"again, as that of {others[0].input}: partynews import FILE... --shards {folder.url}"
        )


def _place(
    store: Store, folder: ShardFolder, shard: Manifest, report: ImportReport, placing: Placing
) -> PlacedShard | None:
    """Return a shard whose input has its place; a damaged one, or one without its input, is reported."""
    report.damages += [Damage(Path(shard.input), each.offset, each.what) for each in shard.damages]
    for kind, number in shard.passed_over.items():
        report.passed_over[kind] = report.passed_over.get(kind, 0) + number
    report.without_digest += shard.without_digest
    try:
        for file in shard.files:
            folder.check(file)
        return place_shard(store, shard, placing)
    except BadShard as error:
        report.damages.append(Damage(Path(shard.input), 0, str(error)))
        return None


def _finish(store: Store, report: ImportReport, placed: list[PlacedShard]) -> None:
    for name in report.counts():
        found = doubt_problems(store.db, report.run_id, name)
        report.doubts += [problem.dated(format_utc(utc_now())) for problem in found]
    with store.writing():
        for shard in placed:
            _mark_merged(store, shard.manifest)
        record_sites(store.db, report.run_id, report.counts())
        store.finish_run(report.run_id, "finished", report.exit_code)


def _is_merged(store: Store, shard: Manifest) -> bool:
    row = store.db.execute(
        "SELECT 1 FROM merged_shards WHERE sha256 = ? AND reader_version = ?",
        [shard.sha256, shard.reader_version],
    )
    return row.fetchone() is not None


def _mark_merged(store: Store, shard: Manifest) -> None:
    store.db.execute(
        "INSERT OR REPLACE INTO merged_shards (sha256, input, reader_version, records, articles, merged)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            shard.sha256,
            shard.input,
            shard.reader_version,
            shard.records,
            shard.articles,
            format_utc(utc_now()),
        ],
    )
