"""`partynews merge`: bring the archives of other machines, and shards, into this archive."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import exit_codes
from archive.merge.merge_archive import ArchiveMerge
from crawler.archive_lock import archive_lock
from crawler.commands.import_report import print_report, report_as_json, warn_of_damages
from crawler.commands.options import (
    FileOrUrl,
    command,
    db_option,
    in_place_option,
    json_option,
    site_folders_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import print_json, warn, warn_of_broken_site_files

if TYPE_CHECKING:
    from archive.store import Store
    from crawler.commands.progress import Progress
    from crawler.ingest.import_files import ImportReport


@command(
    "partynews merge laptop/archive.db server/archive.db --db archive.db",
    "partynews merge shards/ --db archive.db",
)
@click.argument("sources", nargs=-1, required=True, type=FileOrUrl(exists=True))
@click.option("--generic", is_flag=True, help="The shards were written with --generic.")
@in_place_option
@site_folders_option
@db_option
@json_option
def merge_command(sources: tuple[str, ...], generic: bool, in_place: bool, db: Path, as_json: bool) -> int:
    """Merge archives of other machines, or shards, into one archive.

    SOURCES are archives, or folders of shards (a path, or a URL such as s3://bucket/shards). Captures,
    articles, revisions, runs and queues of an archive come in without parsing pages again. WARC files are
    copied. A repeated merge changes nothing.
    """
    from archive.store import Store

    for source in sources:
        if db.exists() and "://" not in source and Path(source).samefile(db):
            raise click.UsageError(f"{source} is the archive to merge into.")
    merged: list[ArchiveMerge | ImportReport] = []
    with archive_lock(db, "merge") as lock, Store.open(db) as store, progress() as shown:
        for source in sources:
            if "://" in source or Path(source).is_dir():
                merged.append(_merge_shards(store, source, shown, generic=generic, in_place=in_place))
            else:
                merged.append(_merge_archive(store, Path(source), shown, in_place=in_place))
        code = next((report.exit_code for report in merged if report.exit_code), exit_codes.SUCCESS)
        lock.failed = code != exit_codes.SUCCESS
    warn_of_broken_site_files()
    for report in merged:
        _warn(report)
    if as_json:
        print_json([_as_json(report) for report in merged])
    else:
        for report in merged:
            _print(report)
    return code


def _merge_archive(store: Store, source: Path, shown: Progress, *, in_place: bool) -> ArchiveMerge:
    from archive.store import Store
    from crawler.ingest.merge_archives import merge_other_archive
    from crawler.sites import load_sites

    with archive_lock(source, "merge", create=False), Store.open(source, create=False) as other:
        return merge_other_archive(store, other, load_sites(), in_place=in_place, progress=shown.add)


def _merge_shards(
    store: Store, source: str, shown: Progress, *, generic: bool, in_place: bool
) -> ImportReport:
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.import_scope import ImportScope
    from crawler.shards.merge_shards import merge_shards
    from crawler.shards.shard_folder import ShardFolder
    from crawler.sites import load_sites

    scope = ImportScope(detect=family_site, generic=generic, may_detect=may_be_of_a_family)
    folder = ShardFolder(source)
    return merge_shards(
        store,
        load_sites(),
        folder,
        scope,
        placing="in place" if in_place else "copy",
        progress=partial(shown.show, "captures"),
    )


def _warn(report: ArchiveMerge | ImportReport) -> None:
    if not isinstance(report, ArchiveMerge):
        warn_of_damages(report)
        return
    for path in report.missing:
        warn(f"{path}: a WARC file of {report.archive} is missing; its captures cannot be read again.")


def _print(report: ArchiveMerge | ImportReport) -> None:
    if not isinstance(report, ArchiveMerge):
        print_report(report)
        return
    counts = ", ".join(f"{count} {name} ({report.new[name]} new)" for name, count in report.found.items())
    click.echo(f"{report.archive}: {counts}")


def _as_json(report: ArchiveMerge | ImportReport) -> dict[str, Any]:
    if not isinstance(report, ArchiveMerge):
        return report_as_json(report)
    return {
        "archive": str(report.archive),
        "found": report.found,
        "new": report.new,
        "missing": [str(path) for path in report.missing],
    }
