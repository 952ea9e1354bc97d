"""`partynews backfill`: archive what the Wayback Machine or Common Crawl has captured of a site."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from archive.errors import missing_extra
from archive.plural import counted
from crawler.archive_lock import archive_lock
from crawler.backfill.chosen_captures import CHOICES, Choice, year_bars
from crawler.commands.options import DATE, command, db_option, json_option, resolve_sites
from crawler.commands.options import site_folders_option as site_folders
from crawler.commands.progress import progress
from crawler.commands.terminal import format_counts, print_json, warn

if TYPE_CHECKING:
    from typing import Unpack

    from crawler.backfill.backfill_run import BackfillReport, SiteReport
    from crawler.backfill.web_archive import TimeWindow, WebArchive

FIRST_CAPTURE = datetime(1996, 1, 1)  # of the Wayback Machine; without a zone, as click gives a date


class Servers(TypedDict):
    """Where index and captures are, if not at the web archive itself."""

    index: str | None
    archive: str | None


class CaptureOptions(TypedDict):
    """Which captures are fetched."""

    since: datetime | None
    until: datetime | None
    limit: int | None
    choice: Choice
    dry_run: bool


@command(
    "partynews backfill dukcqtw --from wayback --dry-run",
    "partynews backfill nhandan baoquangbinh --from commoncrawl --since 2015-01-01 --until 2021-12-31",
)
@click.argument("site_names", metavar="SITE...", nargs=-1, required=True)
@click.option(
    "--from", "source", type=click.Choice(["wayback", "commoncrawl"]), required=True, help="The web archive."
)
@click.option("--since", metavar="DATE", type=DATE, help="Captured on or after this day.")
@click.option(
    "--until", metavar="DATE", type=DATE, help="Captured on or before this day (default: yesterday)."
)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of captures in this run.")
@click.option(
    "--captures",
    "choice",
    type=click.Choice(CHOICES),
    default="all",
    show_default=True,
    help="Which captures of each article: all of them give its revisions, one gives its text.",
)
@click.option("--dry-run", is_flag=True, help="List the captures and count them; fetch none.")
@click.option("--index", metavar="URL", help="The index of a mirror.")
@click.option("--archive", metavar="URL", help="The captures of a mirror.")
@site_folders
@db_option
@json_option
def backfill_command(
    site_names: tuple[str, ...],
    source: str,
    index: str | None,
    archive: str | None,
    db: Path,
    as_json: bool,
    **captures: Unpack[CaptureOptions],
) -> int:
    """Archive what the Wayback Machine or Common Crawl has of a site.

    Lists the captures of all present and past hosts of the site, then fetches those of articles one by one.
    An interrupted run is continued by the same command. Requires a contact address for the operators of the
    web archive: PARTYNEWS_CONTACT=you@example.org
    """
    from archive.store import Store
    from crawler.backfill.backfill_run import BackfillScope, backfill
    from crawler.sites import load_sites

    sites = load_sites()
    names = resolve_sites(site_names, sites)
    scope = BackfillScope(
        _window(captures["since"], captures["until"]),
        captures["choice"],
        captures["limit"],
        captures["dry_run"],
    )
    web_archive = _open_archive(source, {"index": index, "archive": archive})
    with archive_lock(db, "backfill"), Store.open(db) as store, progress() as shown:
        report = backfill(store, [sites[name] for name in names], web_archive, scope, shown.show)
    if as_json:
        print_json(_as_json(report))
    else:
        for site in report.sites:
            click.echo("\n".join(_listing_lines(site) if scope.dry_run else [_summary_line(site)]))
    for site in report.sites:
        for problem in filter(None, [site.problem, *site.doubts]):
            warn(problem)
    if report.stopped:
        warn(report.stopped)
    return report.exit_code


def _window(since: datetime | None, until: datetime | None) -> TimeWindow:
    from archive.clock import A_DAY, utc_now
    from crawler.backfill.web_archive import TimeWindow, timestamp_of

    first = (since or FIRST_CAPTURE).replace(tzinfo=UTC)
    # Two runs on one day ask for the same captures.
    last = until.replace(tzinfo=UTC) if until else utc_now().replace(hour=0, minute=0, second=0) - A_DAY
    return TimeWindow(timestamp_of(first), timestamp_of(last + A_DAY - timedelta(seconds=1)))


def _open_archive(source: str, servers: Servers) -> WebArchive:
    from crawler.fetch.user_agent import user_agent
    from crawler.sites import project_settings

    agent = user_agent(project_settings()["CONTACT"])
    try:
        from crawler.backfill.common_crawl import CommonCrawl
        from crawler.backfill.wayback_machine import WaybackMachine
    except ModuleNotFoundError as error:
        raise missing_extra("backfill", error, extra="backfill") from None
    return (WaybackMachine if source == "wayback" else CommonCrawl)(agent, **servers)


def _listing_lines(site: SiteReport) -> list[str]:
    """Return the counts of what an index has of a site, and a bar for each year."""
    listing = site.listing
    captures = sum(listing.years.values())
    choices = ", ".join(f"{name} {count}" for name, count in listing.choices.items())
    return [
        f"{site.site}: {counted(captures, 'capture')} of {counted(listing.articles, 'article')} "
        f"in {counted(listing.months, 'month')}",
        *year_bars(listing.years),
        *([f"  to fetch with --captures: {choices}"] if captures else []),
        *_blocked_lines(site),
    ]


def _summary_line(site: SiteReport) -> str:
    counts = format_counts(dict(site.outcomes)) or "nothing new"
    known = f"; {site.revisits} with known bytes" if site.revisits else ""
    pending = f"; {site.pending} still to fetch" if site.pending else ""
    return "\n".join([f"{site.site}: {counts}{known}{pending}", *_blocked_lines(site)])


def _blocked_lines(site: SiteReport) -> list[str]:
    return [f"  the archive refuses to serve {host}" for host in site.blocked_hosts]


def _as_json(report: BackfillReport) -> dict[str, Any]:
    return {"run": report.run_id, "stopped": report.stopped, "sites": [asdict(site) for site in report.sites]}
