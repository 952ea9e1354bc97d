"""A temporary archive of shards, for an export: their texts, revisions, references and duplicates."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.store import Store
from crawler.shards.merge_shards import merge_shards

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.ingest.import_files import ImportReport, Progress
    from crawler.ingest.import_scope import ImportScope
    from crawler.shards.shard_folder import ShardFolder
    from crawler.site import Site


@contextmanager
def archive_of_shards(
    folder: ShardFolder, sites: Mapping[str, Site], scope: ImportScope, progress: Progress | None = None
) -> Iterator[tuple[Path, ImportReport]]:
    """Yield the path of an archive that a merge of all shards gives, and what the merge did, for the block.

    WARC files are linked, not copied. The archive is in the folder of temporary files (TMPDIR).

    Raises:
        BadShard: As merge_shards.
        ArchiveError: The disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="partynews-") as temporary:
        path = Path(temporary) / "archive.db"
        with Store.open(path) as store:
            report = merge_shards(store, sites, folder, scope, placing="link", progress=progress)
        yield path, report
