"""`partynews replay`: run the spiders on WARC/WACZ files instead of the network."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from archive import exit_codes
from archive.errors import ArchiveError
from crawler.archive_lock import archive_lock
from crawler.commands.crawl_report import print_report
from crawler.commands.options import (
    DATE_OR_TIME,
    command,
    db_option,
    files_argument,
    in_place_option,
    in_utc,
    json_option,
    resolve_sites,
    settings_option,
    site_folders_option,
    site_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import warn, warn_of_broken_site_files


class NothingToReplay(ArchiveError):
    """The files contain no record that a spider would request."""

    exit_code = exit_codes.BAD_INPUT


@command("partynews replay captures/nhandan.warc.gz", "partynews replay old/*.warc.gz --as-of 2019-01-01")
@files_argument
@site_option
@click.option(
    "--as-of", metavar="TIME", type=DATE_OR_TIME, help="Use the newest captures not later than this (UTC)."
)
@in_place_option
@settings_option
@site_folders_option
@db_option
@json_option
def replay_command(
    files: tuple[Path, ...],
    site: str | None,
    as_of: datetime | None,
    in_place: bool,
    settings: dict[str, str],
    db: Path,
    as_json: bool,
) -> int:
    """Crawl WARC/WACZ files instead of the network.

    Runs the same spiders; every request is answered from the files, no connection is opened.
    """
    from archive.runs.unfinished import count_waiting
    from archive.store import Store
    from crawler.crawl.process import crawl
    from crawler.fetch.replay import ReplayIndex

    with archive_lock(db, "replay"), Store.open(db) as store:
        index = ReplayIndex.of(files, captures=store.captures, as_of=in_utc(as_of), in_place=in_place)
        sites = index.sites()
        chosen = resolve_sites([site], sites) if site else list(sites)
        if not chosen:
            raise NothingToReplay("These files contain no page of a known site. See: partynews sites")
        with progress(partial(count_waiting, store.db, chosen)) as shown:
            report = crawl(
                store, chosen, command="replay", replay=index, progress=shown.add_url, settings=settings
            )
    warn_of_broken_site_files()
    for damage in index.damages:
        warn(f"{damage.file}: at byte {damage.offset}: {damage.what}")
    code = print_report(report, as_json=as_json)
    return code or (exit_codes.BAD_INPUT if index.damages else exit_codes.SUCCESS)
