"""`partynews crawl`: fetch what is new, and say what came of it to whoever should know."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ArchiveError
from crawler.archive_lock import archive_lock
from crawler.cli import captures_option, db_option, json_option
from crawler.commands.printing import one_line, print_json
from crawler.commands.progress import progress_line
from crawler.notify import Note, is_address
from crawler.notify import tell as tell_address
from crawler.run_log import logger, run_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.crawl.process import CrawlReport

DAY = click.DateTime(["%Y-%m-%d"])
BUG, INTERRUPTED = 1, 130


def _address(_: click.Context, __: click.Parameter, url: str | None) -> str | None:
    if url and not is_address(url):
        raise click.BadParameter("an http or https address, please.")
    return url


@click.command()
@click.argument("sites", nargs=-1)
@click.option("--since", type=DAY, help="Walk listings and sitemaps back to this day.")
@click.option("--full", is_flag=True, help="Walk all listings and sitemaps to their end.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many articles a site.")
@captures_option
@click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append what the run says to this file; print only what is wrong.",
)
@click.option(
    "--notify",
    metavar="URL",
    envvar="PARTYNEWS_NOTIFY",
    callback=_address,
    help="POST what came of the run to this address; {code} in it is the exit code.",
)
@db_option
@json_option
def crawl_command(
    sites: tuple[str, ...],
    since: datetime | None,
    full: bool,
    limit: int | None,
    captures: Path | None,
    log: Path | None,
    notify: str | None,
    db: Path,
    as_json: bool,
) -> int:
    """Fetch what is new on SITES, on all sites when none is named; one summary line a site.

    Needs an address the sites can write to: PARTYNEWS_CONTACT=you@example.org

    \b
    Example: partynews crawl nhandan --limit 20
    """
    from archive.store import Store
    from crawler.crawl.process import crawl
    from crawler.sites import load_sites

    chosen = chosen_sites(sites, load_sites())
    with run_log(log) as lines, _told(notify) as note:
        with archive_lock(db, "crawl"), Store.open(db, captures=captures) as store, progress_line() as line:
            report = crawl(
                store,
                chosen,
                command="crawl",
                since=_day(since),
                full=full,
                limit=limit,
                captures=captures,
                progress=line.settled,
                log=lines,
            )
        _note(note, report)
        return tell(report, as_json=as_json, quiet=log is not None)


@contextmanager
def _told(address: str | None) -> Iterator[Note]:
    """A note of the run that is sent to `address` when the block ends, however it ends."""
    note = Note()
    try:
        yield note
    except ArchiveError as error:
        note.exit_code = error.exit_code
        note.lines.append(one_line(error))
        logger.error("%s", one_line(error))
        raise
    except BaseException as error:  # told, and raised again
        note.exit_code = INTERRUPTED if isinstance(error, KeyboardInterrupt) else BUG
        note.lines.append(f"ended by {type(error).__name__}")
        logger.error("ended by %s", type(error).__name__)
        raise
    finally:
        if address is not None and (failure := tell_address(address, note)):
            click.echo(f"partynews: {one_line(failure)}", err=True)


def _note(note: Note, report: CrawlReport) -> None:
    from crawler.health.siterun import summary_line

    note.run, note.exit_code = report.run_id, report.exit_code
    note.sites = report_as_json(report)["sites"]
    note.lines = [one_line(summary_line(run)) for run in report.sites.values()]
    for run, line in zip(report.sites.values(), note.lines, strict=True):
        (logger.warning if run.problem else logger.info)("%s", line)
    logger.info("ended: %s, exit code %d", report.reason, report.exit_code)


def tell(report: CrawlReport, *, as_json: bool, quiet: bool = False) -> int:
    """Print what came of a run, the sites that are unwell on stderr too; return the exit code."""
    from crawler.health.siterun import summary_line

    if as_json:
        print_json(report_as_json(report))
    elif not quiet:
        for run in report.sites.values():
            click.echo(one_line(summary_line(run)))
    if report.failure is not None:
        raise report.failure
    for run in report.sites.values():
        for problem in run.problems:
            click.echo(f"partynews: {run.site}: {one_line(problem.text)}", err=True)
    if report.reason == "interrupted":
        click.echo("partynews: interrupted. The next run takes up what is left.", err=True)
    return report.exit_code


def report_as_json(report: CrawlReport) -> dict[str, Any]:
    """The report as `--json` prints it."""
    return {
        "run": report.run_id,
        "reason": report.reason,
        "sites": {
            run.site: {"found": run.found, "outcomes": run.outcomes, "problem": run.problem}
            for run in report.sites.values()
        },
    }


def chosen_sites(names: Sequence[str], sites: Iterable[str]) -> list[str]:
    """The sites named, each once, or all of them; raises UsageError for a name that is none."""
    known = list(sites)
    for name in names:
        if name not in known:
            raise click.UsageError(f"No site is named {one_line(name)!r}. There are: {', '.join(known)}")
    return list(dict.fromkeys(names)) or known


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
