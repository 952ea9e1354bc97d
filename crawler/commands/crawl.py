"""`partynews crawl`: fetch new articles, then print, log and post the result."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from archive import exit_codes
from archive.errors import ArchiveError
from crawler.archive_lock import archive_lock
from crawler.commands.crawl_report import print_report, report_as_json
from crawler.commands.options import (
    DATE,
    captures_option,
    command,
    db_option,
    json_option,
    notify_option,
    resolve_sites,
    settings_option,
    site_folders_option,
)
from crawler.commands.progress import progress
from crawler.commands.terminal import one_line, warn
from crawler.notify import Notification, post_notification
from crawler.run_log import logger, run_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Unpack

    from crawler.crawl.process import CrawlReport


class CrawlScopeOptions(TypedDict):
    """How far a crawl goes: back to a date, everything, at most so many articles per site."""

    since: datetime | None
    full: bool
    limit: int | None


@command("partynews crawl nhandan --limit 20", "partynews crawl --since 2026-01-01 --log partynews.log")
@click.argument("sites", nargs=-1)
@click.option("--since", metavar="DATE", type=DATE, help="Follow listings and sitemaps back to this date.")
@click.option("--full", is_flag=True, help="Follow all listings and sitemaps to the end.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most this many articles per site.")
@captures_option
@click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append log lines to this file; print only problems.",
)
@notify_option
@settings_option
@site_folders_option
@db_option
@json_option
def crawl_command(
    sites: tuple[str, ...],
    captures: Path | None,
    log: Path | None,
    notify: str | None,
    settings: dict[str, str],
    db: Path,
    as_json: bool,
    **scope: Unpack[CrawlScopeOptions],
) -> int:
    """Fetch new articles from the sites.

    Crawls SITES, or all sites that still publish if none is named, and prints a summary line per site.
    Requires a contact address for the sites' operators: PARTYNEWS_CONTACT=you@example.org
    """
    from archive.runs.unfinished import count_waiting
    from archive.store import Store
    from crawler.crawl.process import crawl
    from crawler.crawl.run import CrawlScope
    from crawler.sites import broken_site_files, load_sites, publishing_sites

    broken = broken_site_files()
    chosen = resolve_sites(sites, [*load_sites(), *broken]) if sites else [*publishing_sites(), *broken]
    since = scope["since"].date() if scope["since"] else None
    with run_log(log) as log_format, _notification(notify) as notification:
        with (
            archive_lock(db, "crawl"),
            Store.open(db, captures=captures) as store,
            progress(partial(count_waiting, store.db, chosen)) as shown,
        ):
            report = crawl(
                store,
                chosen,
                command="crawl",
                scope=CrawlScope(since=since, full=scope["full"], limit=scope["limit"]),
                progress=shown.add_url,
                log=log_format,
                settings=settings,
            )
        _log_report(report, notification)
        return print_report(report, as_json=as_json, quiet=log is not None)


@contextmanager
def _notification(url: str | None) -> Iterator[Notification]:
    """Yield the notification of a run; it is posted to `url` however the block ends."""
    notification = Notification()
    try:
        yield notification
    except ArchiveError as error:
        notification.exit_code = error.exit_code
        notification.lines.append(one_line(error))
        logger.error("%s", one_line(error))
        raise
    except BaseException as error:
        interrupted = isinstance(error, KeyboardInterrupt)
        notification.exit_code = exit_codes.INTERRUPTED if interrupted else exit_codes.BUG
        notification.lines.append(f"ended by {type(error).__name__}")
        logger.error("ended by %s", type(error).__name__)
        raise
    finally:
        if url is not None and (failure := post_notification(url, notification)):
            warn(failure)


def _log_report(report: CrawlReport, notification: Notification) -> None:
    """Write the result to the log and into the notification."""
    from crawler.health.site_run import summary_line

    notification.run, notification.exit_code = report.run_id, report.exit_code
    notification.sites = report_as_json(report)["sites"]
    notification.lines = [one_line(summary_line(run)) for run in report.sites.values()]
    for run, line in zip(report.sites.values(), notification.lines, strict=True):
        (logger.warning if run.problem else logger.info)("%s", line)
    logger.info("ended: %s, exit code %d", report.reason, report.exit_code)
