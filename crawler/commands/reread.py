"""`partynews reread`: parse the stored captures again with the current readers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from archive import exit_codes
from archive.plural import counted
from crawler.archive_lock import archive_lock
from crawler.commands.options import (
    DATE,
    address_option,
    chosen_workers,
    command,
    db_option,
    engine_option,
    json_option,
    site_folders_option,
    site_option,
    workers_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import print_json, warn, warn_of_broken_site_files


@command("partynews reread --site nhandan")
@site_option
@click.option("--since", metavar="DATE", type=DATE, help="Only captures of this date or later.")
@engine_option
@address_option
@workers_option
@site_folders_option
@db_option
@json_option
def reread_command(site: str | None, since: datetime | None, db: Path, as_json: bool, **engine: Any) -> int:
    """Parse all stored captures again with the current readers.

    Replaces the stored texts; makes no revisions. Captures are read on all cores.
    """
    from archive.clock import format_utc
    from archive.store import Store
    from archive.stored_sites import check_sites
    from crawler.ingest.reread import reread

    workers = chosen_workers(**engine)
    with (
        archive_lock(db, "reread", create=False),
        Store.open(db, create=False) as store,
        progress() as shown,
    ):
        report = reread(
            store,
            site=site,
            since=format_utc(since) if since else None,
            workers=workers,
            progress=shown.add,
        )
        if site and not (report.read or report.refused or report.missing or report.at_urls):
            check_sites(store.db, [site])
    warn_of_broken_site_files()
    for missing in dict.fromkeys(report.missing):  # a missing file is that of many captures
        warn(missing)
    if report.at_urls:
        warn(
            f"{counted(report.at_urls, 'capture is', 'captures are')} at URLs: not read. To read them, merge "
            "their shards into a new archive without --in-place."
        )
    if as_json:
        print_json(asdict(report))
    else:
        refused = ", ".join(f"{cls} {count}" for cls, count in sorted(report.refused.items())) or "none"
        lengths = f"{report.grew} longer, {report.shrank} shorter, {report.flagged} newly flagged"
        click.echo(
            f"Parsed {counted(report.read, 'article')} again: {report.changed} changed ({lengths}), "
            f"{report.new} new; refused: {refused}"
        )
    return exit_codes.DAMAGED if report.missing or report.at_urls else exit_codes.SUCCESS
