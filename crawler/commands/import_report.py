"""Print what an import, or a merge of shards, has done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crawler.commands.terminal import warn

if TYPE_CHECKING:
    from collections import Counter

    from crawler.ingest.import_files import ImportReport
    from crawler.shards.label_duplicates import DuplicatesReport
    from crawler.shards.write_shards import ShardsReport


def damages_as_json(report: ImportReport | ShardsReport | DuplicatesReport) -> list[dict[str, Any]]:
    """Return the records that could not be read."""
    return [{"file": str(d.file), "offset": d.offset, "what": d.what} for d in report.damages]


def warn_of_damages(report: ImportReport | ShardsReport | DuplicatesReport) -> None:
    """Print each record that could not be read, and each problem of the readings, on stderr."""
    for damage in report.damages:
        warn(f"{damage.file}: at byte {damage.offset}: {damage.what}")
    for problem in getattr(report, "doubts", ()):
        warn(problem.text)


def print_report(report: ImportReport) -> None:
    """Print a line for each site."""
    for name, outcomes in sorted(report.counts().items()):
        click.echo(_summary_line(name, outcomes, report.edits[name]))


def _summary_line(site: str, outcomes: Counter[str], edits: int) -> str:
    """Return the URLs of a site by outcome, and how many captures had an edited text.

    >>> from collections import Counter
    >>> _summary_line("nhandan", Counter(stored=13, refused=1), 2)
    'nhandan: 13 stored, 1 refused; 2 edits'
    """
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{site}: {counts}" + (f"; {edits} edit{'s' * (edits > 1)}" if edits else "")


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """Return the report as a JSON object."""
    return {
        "run": report.run_id,
        "sites": report.counts(),
        "edits": report.edits,
        "damages": damages_as_json(report),
        "passed_over": report.passed_over,
        "without_digest": report.without_digest,
    }
