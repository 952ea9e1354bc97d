"""Merge another archive into this one: captures, articles with their history, runs, queues and decisions.

What follows from texts (search index, references, duplicates) is computed again. Each part is merged in small
transactions, and what is here already is left as it is: a merge that was killed goes on when it is repeated,
and a repeated merge changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.merge.merged_articles import check_reader_versions, merge_articles
from archive.merge.merged_captures import merge_captures, place_files
from archive.merge.merged_decisions import merge_doubts, merge_withheld
from archive.merge.merged_frontier import merge_backfills, merge_frontier, merge_shard_list
from archive.merge.merged_ids import MergedIds
from archive.merge.merged_runs import merge_runs

if TYPE_CHECKING:
    from pathlib import Path

    from archive.merge.merged_captures import PlaceFile
    from archive.store import Store

MergeProgress = Callable[[str, int], None]
"""Called with a kind of row (`articles`, `captures`, `runs`, `addresses`) and how many more were merged."""

COUNTED = ("articles", "revisions", "captures")


@dataclass(slots=True)
class ArchiveMerge:
    """What a merge did: rows of the other archive by table, how many of them are new here, missing files."""

    archive: Path
    found: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    missing: list[Path] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """BAD_INPUT where a WARC file is missing, else 0."""
        return exit_codes.BAD_INPUT if self.missing else exit_codes.SUCCESS


def merge_archive(store: Store, other: Store, place: PlaceFile, progress: MergeProgress) -> ArchiveMerge:
    """Merge the archive `other` into `store`; the caller holds the locks of both, and no run of them is open.

    Args:
        store: The archive that grows.
        other: The archive that is read; it is not changed.
        place: Gives a WARC file its place in the captures folder of `store`.
        progress: Called after each transaction.

    Raises:
        MixedReaders: An article of both was read by different reader versions; nothing is merged.
        ArchiveError: `other` is damaged, or `store` cannot be written; what was committed stays.
    """
    check_reader_versions(store, other)
    report = ArchiveMerge(other.path, found=_count(other))
    before = _count(store)
    names, report.missing = place_files(store, other, place)

    def rename(name: str) -> str:
        return names.get(name, name)

    ids = MergedIds()
    ids.articles = merge_articles(store, other, rename, progress)
    ids.captures = merge_captures(store, other, rename, ids.articles, progress)
    new_runs = merge_runs(store, other.db, ids, progress)
    merge_doubts(store, other.db, ids)
    merge_frontier(store, other.db, ids, progress)
    merge_backfills(store, other.db, ids)
    merge_shard_list(store, other.db)
    merge_withheld(store, other.db, ids)
    report.new = {name: count - before[name] for name, count in _count(store).items()} | {"runs": new_runs}
    report.found["runs"] = len(ids.runs)
    return report


def _count(store: Store) -> dict[str, int]:
    return {name: store.db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}
