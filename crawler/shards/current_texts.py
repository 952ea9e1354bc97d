"""Current texts of a site: those that an archive would have after a merge of all shards.

What a capture does to the text of its article (a revision, a doubt, a key of another article) depends on the
captures of its site. So the captures of each site are recorded apart, in a temporary archive. Only copies
that texts of other sites connect are not known there (archive/doubts/signs.py); docs/scale.md says so.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow
from pyarrow import compute, parquet

from archive.duplicates.key_index import NO_TEXT
from archive.duplicates.signature import signature
from archive.export.parquet import TEXT
from archive.search.index import Texts
from archive.store import Store
from crawler.ingest.input_files import InputFile
from crawler.shards.merge_shards import ShardRecorder
from crawler.shards.placed_shard import PlacedShard, place_shard
from crawler.shards.shard_folder import BadShard, ShardFolder
from crawler.shards.shard_stream import read_in_order
from crawler.shards.shard_tables import GROUP_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.database.rows import Row
    from crawler.ingest.prepare import RecordReader
    from crawler.shards.shard_folder import Manifest

SPILL = ".duplicates"  # the folder of intermediate files, in the folder of the shards
TEXTS = pyarrow.schema(
    {
        **{"site": TEXT, "key": TEXT, "first_seen": TEXT, "arrived": TEXT, "body_sha256": pyarrow.binary(32)},
        **{"keys": pyarrow.list_(pyarrow.int32()), "key_count": pyarrow.int16(), "text": TEXT},
    }
)
"""The articles of a site that have a text, in order of arrival; `arrived` is when the text was first read."""

# A revision keeps the paragraphs of its earliest capture, so it may have another lead than its article.
CURRENT = """
    SELECT site, key, first_seen, body_sha256, title, lead, body, coalesce(
        (SELECT min(captured) FROM revisions
         WHERE article_id = articles.id
         AND revisions.lead IS articles.lead AND revisions.body = articles.body),
        captured) AS arrived
    FROM articles WHERE body_sha256 <> ? ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class DuplicatesContext:
    """What all tasks share: the folder of the shards, and the reader for what a merge would read."""

    out: str
    reader: RecordReader

    @property
    def folder(self) -> ShardFolder:
        """The folder of the shards."""
        return ShardFolder(self.out)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a shard has: the sites of its captures, the number of files in its input, or why it is damaged.

    `readable` are the sites that have articles in it, or that the CMS family of a page has shown.
    """

    sites: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    members: int = 0
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class SiteTask:
    """A site, the name of its file, and the shards with captures of it, in order of their inputs."""

    site: str
    path: str
    shards: tuple[tuple[Manifest, int], ...]


def survey_shard(context: DuplicatesContext, shard: Manifest) -> Survey:
    """Return what a shard has, after a check of the sums of its files."""
    folder = context.folder
    try:
        for file in shard.files:
            folder.check(file)
    except BadShard as error:
        return Survey(damage=str(error))
    path = next(file.path for file in shard.files if file.path.startswith("records/"))
    with folder.open(path) as opened:
        table = parquet.read_table(opened, columns=["site", "member", "partition", "host"])
    members = compute.max(table["member"]).as_py()
    is_readable = compute.or_(compute.is_valid(table["partition"]), compute.is_valid(table["host"]))
    return Survey(
        _names(table["site"]),
        _names(table["site"].filter(is_readable)),
        0 if members is None else members + 1,
    )


def write_texts(context: DuplicatesContext, task: SiteTask) -> int:
    """Write the current texts of a site to its file; return their number."""
    folder, count = context.folder, 0
    with tempfile.TemporaryDirectory(prefix="partynews-") as temporary:
        local = Path(temporary) / "texts.parquet"
        with (
            Store.open(Path(temporary) / "archive.db") as store,
            parquet.ParquetWriter(local, TEXTS, compression="zstd") as writer,
        ):
            _record(store, context, folder, task)
            for rows in _current_rows(store):
                writer.write_table(pyarrow.Table.from_pylist(rows, TEXTS), row_group_size=GROUP_ROWS)
                count += len(rows)
        folder.publish_file(task.path, local)
    return count


def _names(column: pyarrow.ChunkedArray) -> tuple[str, ...]:
    return tuple(sorted(name for name in compute.unique(column).to_pylist() if name))


def _record(store: Store, context: DuplicatesContext, folder: ShardFolder, task: SiteTask) -> None:
    with store.writing():
        run_id = store.start_run("merge", [task.site])
    placed = [_place(store, shard, members) for shard, members in task.shards]
    recorder = ShardRecorder(store, context.reader, run_id)
    for _ in recorder.run(read_in_order(folder, placed, task.site)):
        pass


def _place(store: Store, shard: Manifest, members: int) -> PlacedShard:
    """Return a shard with its input where it is; of one that had to be decompressed no record is read."""
    if shard.as_is:
        return place_shard(store, shard, "in place")
    names = [Path(f"{shard.input}#{member}") for member in range(members)]
    return PlacedShard(shard, tuple(InputFile(name, str(name), name) for name in names))


def _current_rows(store: Store) -> Iterator[list[Row]]:
    found = store.db.execute(CURRENT, [NO_TEXT])
    while rows := found.fetchmany(GROUP_ROWS):
        yield [_row(*row) for row in rows]


def _row(
    site: str, key: str, first_seen: str, sha256: str, title: str, lead: str | None, body: str, arrived: str
) -> Row:
    text = Texts(title, lead, body).text
    keys = signature(text)
    return {
        **{"site": site, "key": key, "first_seen": first_seen, "arrived": arrived, "text": text},
        **{"body_sha256": bytes.fromhex(sha256), "keys": keys, "key_count": len(keys)},
    }
