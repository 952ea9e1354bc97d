"""`partynews merge`: bring the archives of other machines into this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import exit_codes
from crawler.archive_lock import archive_lock
from crawler.commands.options import command, db_option, in_place_option, json_option, site_folders_option
from crawler.commands.progress import progress
from crawler.commands.terminal import print_json, warn, warn_of_broken_site_files

if TYPE_CHECKING:
    from archive.merge.merge_archive import ArchiveMerge


@command("partynews merge laptop/archive.db server/archive.db --db archive.db")
@click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@in_place_option
@site_folders_option
@db_option
@json_option
def merge_command(sources: tuple[Path, ...], in_place: bool, db: Path, as_json: bool) -> int:
    """Merge archives of other machines into one.

    Captures, articles, revisions, runs and queues come in without parsing pages again. WARC files are copied.
    A repeated merge changes nothing.
    """
    from archive.store import Store
    from crawler.ingest.merge_archives import merge_other_archive
    from crawler.sites import load_sites

    for source in sources:
        if db.exists() and source.samefile(db):
            raise click.UsageError(f"{source} is the archive to merge into.")
    sites = load_sites()
    reports = []
    with archive_lock(db, "merge"), Store.open(db) as store, progress() as shown:
        for source in sources:
            with archive_lock(source, "merge", create=False), Store.open(source, create=False) as other:
                reports.append(
                    merge_other_archive(store, other, sites, in_place=in_place, progress=shown.add)
                )
    warn_of_broken_site_files()
    for report in reports:
        for missing in report.missing:
            warn(f"{missing}: a WARC file of {report.archive} is missing; its captures cannot be read again.")
    if as_json:
        print_json([_as_json(report) for report in reports])
    else:
        for report in reports:
            click.echo(_summary_line(report))
    return exit_codes.BAD_INPUT if any(report.missing for report in reports) else exit_codes.SUCCESS


def _summary_line(report: ArchiveMerge) -> str:
    counts = ", ".join(f"{count} {name} ({report.new[name]} new)" for name, count in report.found.items())
    return f"{report.archive}: {counts}"


def _as_json(report: ArchiveMerge) -> dict[str, object]:
    return {
        "archive": str(report.archive),
        "found": report.found,
        "new": report.new,
        "missing": [str(path) for path in report.missing],
    }
