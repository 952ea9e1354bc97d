"""Merge archives of other machines: prepare both, give WARC files their place, and follow redirects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.capture_files import list_in_place
from archive.merge.merge_archive import merge_archive
from archive.merge.merged_runs import order_runs
from archive.warc.writer import recover_unsealed
from crawler.crawl.recorder import REDIRECT_REASON, Recorder
from crawler.crawl.run import finish_killed_runs
from crawler.ingest.input_files import copy_input

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.merge.merge_archive import ArchiveMerge, MergeProgress
    from archive.store import Store
    from crawler.site import Site

COPIED = re.compile(r"^[0-9a-f]{12}-")  # a file that the other archive has imported


def merge_other_archive(
    store: Store, other: Store, sites: Mapping[str, Site], *, in_place: bool, progress: MergeProgress
) -> ArchiveMerge:
    """Merge `other` into `store` in a run of its own; the caller holds the locks of both.

    As each command that writes does first, the killed runs and unsealed files of both are finished.

    Args:
        store: The archive that grows.
        other: The archive that is merged into it.
        sites: The sites whose redirects are followed: one archive may have a redirect to an article of the
            other.
        in_place: Refer to the WARC files of `other` where they are instead of copying them.
        progress: Called after each transaction.

    Raises:
        ArchiveError: As `merge_archive`.
    """
    for archive in (store, other):
        recover_unsealed(archive.captures)
        with archive.writing():
            finish_killed_runs(archive)
    with store.writing():
        run_id = store.start_run("merge", _sites_of(other))

    def place(path: Path, stays: bool) -> str:
        if in_place or stays:
            list_in_place(store.captures, path)
            return str(path)
        return copy_input(path, COPIED.sub("", path.name), store.captures)

    report = merge_archive(store, other, place, progress)
    with store.writing():
        _follow_redirects(store, sites)
        store.finish_run(run_id, "finished", report.exit_code)
        order_runs(store.db)
    return report


def _sites_of(other: Store) -> list[str]:
    return [site for (site,) in other.db.execute("SELECT DISTINCT site FROM captures ORDER BY site")]


def _follow_redirects(store: Store, sites: Mapping[str, Site]) -> None:
    """Let each address that redirects to an article lead to it."""
    recorder = Recorder(store, run_id=None)
    redirects = store.db.execute(
        "SELECT url, reason FROM outcomes WHERE outcome = 'skipped' AND reason GLOB ? || '*'"
        " ORDER BY run_id DESC",
        [REDIRECT_REASON],
    )
    for url, reason in redirects.fetchall():
        recorder.add_redirect(url, reason.removeprefix(REDIRECT_REASON))
    recorder.add_redirect_aliases(sites)
