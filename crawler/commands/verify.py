"""`partynews verify`: fixity check of the database rows, WARC records and search index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import exit_codes
from crawler.commands.options import captures_option, command, db_option, json_option
from crawler.commands.progress import progress
from crawler.commands.terminal import format_counts, one_line, print_json, warn

if TYPE_CHECKING:
    from archive.fixity.report import Report
    from archive.fixity.row_batches import Sample


@command("partynews verify", "partynews verify --sample 5%")
@click.option("--sample", metavar="N|PERCENT", help="Check only this many rows per table: 500, or 5%.")
@captures_option
@db_option
@json_option
def verify_command(sample: str | None, captures: Path | None, db: Path, as_json: bool) -> int:
    """Verify the checksums of all rows, WARC records and index entries.

    Prints each difference on stderr; the exit code is then 6.
    """
    from archive.fixity.verify import verify

    with progress() as shown:
        report = verify(db, captures, sample=_parse_sample(sample), on_finding=warn, on_progress=shown.add)
    if as_json:
        print_json(
            {
                "checked": report.checked,
                "findings": [str(finding) for finding in report.findings],
                "notes": report.notes,
            }
        )
    else:
        _print_report(report)
    return exit_codes.DAMAGED if report.findings else exit_codes.SUCCESS


def _print_report(report: Report) -> None:
    count = len(report.findings)
    errors = f"{count or 'no'} error{'s' * (count != 1)}"
    click.echo(f"Checked {format_counts(report.checked)}: {errors}.")
    for note in report.notes:
        click.echo(one_line(note))


def _parse_sample(text: str | None) -> Sample | None:
    from archive.fixity.row_batches import Sample

    try:
        return Sample.parse(text) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--sample") from None
