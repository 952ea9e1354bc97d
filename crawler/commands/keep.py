"""Commands that look after the archive: verify."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import db_option, json_option
from crawler.commands.printing import one_line, print_json
from crawler.commands.progress import progress_line

DAMAGED = 6


@click.command()
@db_option
@json_option
def verify_command(db: Path, as_json: bool) -> int:
    """Check every row, WARC record and index entry against what was written; exit 6 if one differs.

    \b
    Example: partynews verify
    """
    from archive.verify import verify

    with progress_line() as line:
        report = verify(
            db,
            on_finding=lambda finding: click.echo(f"partynews: {one_line(finding)}", err=True),
            on_progress=line.added,
        )
    if as_json:
        print_json(
            {
                "checked": report.checked,
                "findings": [str(finding) for finding in report.findings],
                "notes": report.notes,
            }
        )
    else:
        checked = ", ".join(f"{count} {what}" for what, count in sorted(report.checked.items()))
        click.echo(f"Checked {checked}: {len(report.findings) or 'nothing'} wrong.")
        for note in report.notes:
            click.echo(one_line(note))
    return DAMAGED if report.findings else 0
