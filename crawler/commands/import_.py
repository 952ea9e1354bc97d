"""`partynews import`: archive the captures of WARC/WACZ files, single HTML pages and text dumps."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from archive import exit_codes
from crawler.archive_lock import archive_lock
from crawler.commands.options import (
    DATE_OR_TIME,
    command,
    db_option,
    engine_option,
    files_argument,
    in_place_option,
    in_utc,
    json_option,
    resolve_sites,
    site_folders_option,
    site_option,
    workers_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import print_json, warn, warn_of_broken_site_files

if TYPE_CHECKING:
    from typing import Unpack

    from crawler.ingest.import_files import ImportReport


class PageOptions(TypedDict):
    """What a single page or dump does not say itself: its site, URL and time of capture."""

    site: str | None
    url: str | None
    captured: datetime | None


@command(
    "partynews import crawl-2019.warc.gz",
    "partynews import page.html --url https://nhandan.vn/bai-post929283.html",
)
@files_argument
@site_option
@click.option("--url", help="The URL of a single HTML page or dump.")
@click.option(
    "--captured",
    metavar="TIME",
    type=DATE_OR_TIME,
    help="Capture time of a single page or dump (UTC; default: now).",
)
@click.option("--generic", is_flag=True, help="Parse pages of unknown sites with trafilatura.")
@in_place_option
@engine_option
@workers_option
@site_folders_option
@db_option
@json_option
def import_command(
    files: tuple[Path, ...],
    generic: bool,
    in_place: bool,
    workers: int | None,
    db: Path,
    as_json: bool,
    **page: Unpack[PageOptions],
) -> int:
    """Import WARC/WACZ files, HTML pages and text dumps.

    Imports every capture in the files in order of time, so that revisions are found. Captures are read on
    all cores. Damaged files give what can be read; the exit code is then 7.
    """
    from archive.store import Store
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.import_files import import_files
    from crawler.ingest.import_scope import ImportScope
    from crawler.ingest.single_files import SinglePage
    from crawler.sites import load_sites

    sites = load_sites()
    if page["site"] is not None:
        resolve_sites([page["site"]], sites)
    with archive_lock(db, "import") as lock, Store.open(db) as store, progress() as shown:
        report = import_files(
            store,
            sites,
            files,
            scope=ImportScope(
                only=page["site"], detect=family_site, generic=generic, may_detect=may_be_of_a_family
            ),
            page=SinglePage(page["url"], in_utc(page["captured"])),
            in_place=in_place,
            workers=workers,
            progress=partial(shown.show, "captures"),
        )
        lock.failed = report.exit_code != exit_codes.SUCCESS
    warn_of_broken_site_files()
    for damage in report.damages:
        warn(f"{damage.file}: at byte {damage.offset}: {damage.what}")
    for problem in report.doubts:
        warn(problem.text)
    _print_report(report, as_json=as_json)
    return report.exit_code


def _print_report(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(report))
        return
    for name, outcomes in sorted(report.counts().items()):
        click.echo(_summary_line(name, outcomes, report.edits[name]))


def _summary_line(site: str, outcomes: Counter[str], edits: int) -> str:
    """Return the URLs of a site by outcome, and how many captures had an edited text.

    >>> _summary_line("nhandan", Counter(stored=13, refused=1), 2)
    'nhandan: 13 stored, 1 refused; 2 edits'
    """
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{site}: {counts}" + (f"; {edits} edit{'s' * (edits > 1)}" if edits else "")


def _as_json(report: ImportReport) -> dict[str, Any]:
    return {
        "run": report.run_id,
        "sites": report.counts(),
        "edits": report.edits,
        "damages": [{"file": str(d.file), "offset": d.offset, "what": d.what} for d in report.damages],
        "passed_over": report.passed_over,
        "without_digest": report.without_digest,
    }
