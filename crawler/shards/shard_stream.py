"""Read the captures of many shards in order of time; a shard is open only while its captures are due."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from archive.warc.record import Damage
from crawler.ingest.prepare import Prepared
from crawler.shards.shard_tables import entry_of_row, host_site_of_row, read_rows, visit_of_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.database.rows import Row
    from crawler.ingest.capture_index import CaptureEntry
    from crawler.shards.placed_shard import PlacedShard
    from crawler.shards.shard_folder import ShardFolder

    _Captures = Iterator[tuple[CaptureEntry, Prepared]]


def read_in_order(
    folder: ShardFolder, shards: Sequence[PlacedShard], site: str | None = None
) -> Iterator[tuple[CaptureEntry, Prepared]]:
    """Yield the captures of all shards, or of a site, each with its prepared record, oldest first.

    Of captures of the same second, those of the earlier shard are first, as in an import of their inputs.
    """
    waiting = deque(
        sorted(
            (first, number)
            for number, shard in enumerate(shards)
            if (first := shard.manifest.first_captured) is not None
        )
    )
    due: list[tuple[str, int, CaptureEntry, Prepared, _Captures]] = []
    while waiting or due:
        while waiting and (not due or waiting[0] < due[0][:2]):
            _, number = waiting.popleft()
            _push(due, number, _read_shard(folder, shards[number], site))
        _, number, entry, prepared, captures = heapq.heappop(due)
        yield entry, prepared
        _push(due, number, captures)


def _push(
    due: list[tuple[str, int, CaptureEntry, Prepared, _Captures]], number: int, captures: _Captures
) -> None:
    for entry, prepared in captures:
        heapq.heappush(due, (entry.captured, number, entry, prepared, captures))
        return


def _read_shard(folder: ShardFolder, shard: PlacedShard, site: str | None) -> _Captures:
    with ExitStack() as opened:
        articles: dict[str, Iterator[Row]] = {}
        paths = {file.path.rpartition("/")[0]: file.path for file in shard.manifest.files}
        for row in read_rows(opened.enter_context(folder.open(paths["records"])), site):
            entry = entry_of_row(row, shard.files[row["member"]])
            article = None
            if (partition := row["partition"]) is not None:
                if partition not in articles:
                    articles[partition] = iter(read_rows(opened.enter_context(folder.open(paths[partition]))))
                article = next(articles[partition])
            visit = visit_of_row(row, entry, article)
            damage = Damage(entry.file.source, entry.offset, row["damage"]) if row["damage"] else None
            yield entry, Prepared(visit, damage, host_site_of_row(row))
