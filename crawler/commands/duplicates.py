"""`partynews duplicates`: label the duplicates of shards that are too many for one archive."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.plural import counted
from crawler.archive_lock import archive_lock
from crawler.commands.import_report import damages_as_json, warn_of_damages
from crawler.commands.options import (
    address_option,
    chosen_workers,
    command,
    engine_option,
    json_option,
    site_folders_option,
    workers_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import print_json, warn_of_broken_site_files

if TYPE_CHECKING:
    from crawler.shards.label_duplicates import DuplicatesReport


@command(
    "partynews duplicates --from-shards shards/",
    "partynews duplicates --from-shards s3://bucket/shards --engine ray --address auto",
)
@click.option(
    "--from-shards",
    "shards",
    metavar="FOLDER",
    required=True,
    help="Label the shards in this folder or at this URL (`import --shards`).",
)
@engine_option
@address_option
@workers_option
@site_folders_option
@json_option
def duplicates_command(
    shards: str, engine: str, address: str | None, workers: int | None, as_json: bool
) -> int:
    """Label the exact and near-duplicates of shards.

    Writes duplicates.parquet to FOLDER: for each copy the earliest seen article of its group, with the same
    labels as in the archive that a merge of all shards gives. One run at a time can work on a folder.
    """
    from crawler.engines.engine import open_engine
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.import_scope import ImportScope
    from crawler.ingest.prepare import RecordReader
    from crawler.shards.current_texts import DuplicatesContext
    from crawler.shards.label_duplicates import label_duplicates
    from crawler.shards.shard_folder import absolute_url
    from crawler.sites import load_sites

    chosen = chosen_workers(engine, address, workers)
    scope = ImportScope(detect=family_site, may_detect=may_be_of_a_family)
    context = DuplicatesContext(absolute_url(shards), RecordReader(load_sites(), scope))
    with _lock(shards), open_engine(chosen, context) as opened, progress() as shown:
        report = label_duplicates(opened, shown.show)
    warn_of_broken_site_files()
    warn_of_damages(report)
    if as_json:
        print_json(_as_json(report))
    else:
        click.echo(
            f"{shards}: {counted(report.articles, 'article')} in {counted(report.shards, 'shard')}; "
            f"{report.labels['exact']} exact and {report.labels['near']} near-duplicates"
        )
    return report.exit_code


def _lock(shards: str) -> AbstractContextManager[object]:
    """Return the lock of a folder of shards; there is none at a URL."""
    folder = Path(shards)
    return archive_lock(folder, "duplicates") if folder.is_dir() else nullcontext()


def _as_json(report: DuplicatesReport) -> dict[str, object]:
    return {
        "shards": report.shards,
        "articles": report.articles,
        "labels": report.labels,
        "damages": damages_as_json(report),
    }
