"""Print the result of a crawl or replay: a summary line per site, problems on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crawler.commands.terminal import NO_NETWORK, one_line, print_json, warn

if TYPE_CHECKING:
    from crawler.crawl.process import CrawlReport


def print_report(report: CrawlReport, *, as_json: bool, quiet: bool = False) -> int:
    """Print a summary line per site (not if `quiet`) or JSON, and the problems on stderr.

    Returns the exit code. Raises the ArchiveError that ended the run, if one did.
    """
    from crawler.health.site_run import summary_line

    if as_json:
        print_json(report_as_json(report))
    elif not quiet:
        for run in report.sites.values():
            click.echo(one_line(summary_line(run)))
    if report.failure is not None:
        raise report.failure
    for run in report.sites.values():
        for problem in run.problems:
            warn(f"{run.site}: {problem.text}")
    if report.sites and all(run.is_unresolved for run in report.sites.values()):
        warn(f"{NO_NETWORK}; the next run requests the same again.")
    if report.reason == "interrupted":
        warn("interrupted. The next run continues from here.")
    return report.exit_code


def report_as_json(report: CrawlReport) -> dict[str, Any]:
    """Return the report as `--json` prints it: `run`, `reason`, and `sites` by name."""
    return {
        "run": report.run_id,
        "reason": report.reason,
        "sites": {
            run.site: {"found": run.found, "outcomes": run.outcomes, "problem": run.problem}
            for run in report.sites.values()
        },
    }
