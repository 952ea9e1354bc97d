"""Commands that take in what was captured: replay, import."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.clock import UTC_FORMAT
from archive.errors import ArchiveError
from crawler.archive_lock import archive_lock
from crawler.cli import db_option, json_option
from crawler.commands.crawl import chosen_sites, tell
from crawler.commands.printing import plain, print_json
from crawler.commands.progress import progress_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.store import Store
    from archive.warc.reader import Damage
    from crawler.crawl.process import CrawlReport
    from crawler.fetch.replay import ReplayIndex
    from crawler.ingest.import_files import ImportReport

BAD_INPUT = 7

files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
in_place_option = click.option(
    "--in-place", is_flag=True, help="Point at the files where they are; do not copy."
)
MOMENT = click.DateTime(["%Y-%m-%d", UTC_FORMAT])


@click.command()
@files_argument
@click.option("--site", help="This site alone.")
@click.option("--as-of", type=MOMENT, help="The newest captures not later than this (UTC).")
@in_place_option
@db_option
@json_option
def replay_command(
    files: tuple[Path, ...], site: str | None, as_of: datetime | None, in_place: bool, db: Path, as_json: bool
) -> int:
    """A crawl of what was captured: the same spiders, answered from WARC/WACZ files, never from the net.

    \b
    Example: partynews replay captures/nhandan.warc.gz
    """
    from archive.store import Store

    with archive_lock(db, "replay"), Store.open(db) as store:
        report, index = _replay(store, files, command="replay", site=site, as_of=as_of, in_place=in_place)
    _warn_of_damage(index.damages)
    code = tell(report, as_json=as_json)
    return code or (BAD_INPUT if index.damages else 0)


@click.command()
@files_argument
@click.option("--site", help="This site alone.")
@click.option("--url", help="The address of a single HTML page or dump.")
@click.option("--captured", type=MOMENT, help="When a single page or dump was captured (UTC; default: now).")
@click.option("--generic", is_flag=True, help="Let trafilatura read pages of unknown sites.")
@in_place_option
@db_option
@json_option
def import_command(
    files: tuple[Path, ...],
    site: str | None,
    url: str | None,
    captured: datetime | None,
    generic: bool,
    in_place: bool,
    db: Path,
    as_json: bool,
) -> int:
    """Take in every capture of WARC/WACZ files, single HTML pages, and plain-text dumps of articles.

    \b
    Example: partynews import crawl-2019.warc.gz
             partynews import page.html --url https://nhandan.vn/bai-post929283.html
    """
    from archive.store import Store
    from crawler.families import family_site
    from crawler.ingest.import_files import import_files
    from crawler.sites import load_sites

    sites = load_sites()
    if site is not None:
        chosen_sites([site], sites)
    with archive_lock(db, "import"), Store.open(db) as store, progress_line() as line:
        report = import_files(
            store,
            sites,
            files,
            site=site,
            url=url,
            captured=_utc(captured),
            generic=generic,
            in_place=in_place,
            unknown=family_site,
            progress=line.counted,
        )
    _warn_of_damage(report.damages)
    if as_json:
        print_json(_import_json(report))
    else:
        for name, outcomes in sorted(report.counts().items()):
            click.echo(_import_line(name, outcomes, report.edits[name]))
    return report.exit_code


def _replay(
    store: Store,
    files: Iterable[Path],
    *,
    command: str,
    site: str | None = None,
    as_of: datetime | None = None,
    in_place: bool = False,
) -> tuple[CrawlReport, ReplayIndex]:
    from crawler.crawl.process import crawl
    from crawler.fetch.replay import ReplayIndex

    index = ReplayIndex.of(files, captures=store.captures, as_of=_utc(as_of), in_place=in_place)
    sites = index.sites()
    chosen = chosen_sites([site], sites) if site else list(sites)
    if not chosen:
        raise NothingToReplay("No page of a known site is in these files. See: partynews sites")
    with progress_line() as line:
        return crawl(store, chosen, command=command, replay=index, progress=line.settled), index


class NothingToReplay(ArchiveError):
    """The files hold nothing that a spider would ask for."""

    exit_code = BAD_INPUT


def _import_line(site: str, outcomes: Counter[str], edits: int) -> str:
    """What came of the URLs of a site, and how many of its captures were of an edited text.

    >>> _import_line("nhandan", Counter(stored=13, refused=1), 2)
    'nhandan: 13 stored, 1 refused; 2 edits'
    """
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{site}: {counts}" + (f"; {edits} edit{'s' * (edits > 1)}" if edits else "")


def _import_json(report: ImportReport) -> dict[str, Any]:
    return {
        "run": report.run_id,
        "sites": report.counts(),
        "edits": report.edits,
        "damages": [{"file": str(d.file), "offset": d.offset, "what": d.what} for d in report.damages],
        "passed_over": report.passed_over,
        "without_digest": report.without_digest,
    }


def _warn_of_damage(damages: Iterable[Damage]) -> None:
    for damage in damages:
        click.echo(plain(f"partynews: {damage.file}: at byte {damage.offset}: {damage.what}"), err=True)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
