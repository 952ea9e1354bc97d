"""Write the shards of many files on an engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.warc.record import Damage
from crawler.ingest.import_work import ENDS_ITS_PROCESS
from crawler.shards.shard_folder import absolute_url
from crawler.shards.write_shard import ShardContext, ShardResult, write_shard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.engines.engine import Engine
    from crawler.ingest.import_files import Progress


@dataclass(slots=True)
class ShardsReport:
    """The number of files by state (`written`, `known`, `failed`), their records, articles and damages."""

    states: Counter[str] = field(default_factory=Counter)
    records: int = 0
    articles: int = 0
    damages: list[Damage] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """BAD_INPUT where a file is damaged or cannot be read, else 0."""
        return exit_codes.BAD_INPUT if self.damages else exit_codes.SUCCESS


def write_shards(
    engine: Engine[ShardContext], files: Sequence[str], progress: Progress | None = None
) -> ShardsReport:
    """Write the shards of WARC and WACZ files, which are paths or URLs; those that are there are left.

    A file that ends three processes is a damage.

    Args:
        engine: Where the files are read.
        files: Paths or URLs.
        progress: Called with the numbers of files done and of all.

    Raises:
        ArchiveError: A shard cannot be written, or the engine cannot work. Finished shards stay.
    """
    report = ShardsReport()
    inputs = [absolute_url(file) for file in files]
    for done, result in enumerate(engine.map(write_shard, inputs, _lost), start=1):
        report.states[result.state] += 1
        report.records += result.records
        report.articles += result.articles
        report.damages += result.damages
        if progress:
            progress(done, len(inputs))
    return report


def _lost(file: str) -> ShardResult:
    """Return the result of a file that ends each process that reads it."""
    return ShardResult(file, "failed", damages=(Damage(Path(file), 0, ENDS_ITS_PROCESS),))
