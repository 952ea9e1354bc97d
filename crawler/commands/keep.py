"""Commands that look after the archive: verify, reread."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.archive_lock import archive_lock
from crawler.cli import captures_option, db_option, json_option
from crawler.commands.printing import one_line, print_json
from crawler.commands.progress import progress_line

if TYPE_CHECKING:
    from archive.fixity.sampling import Sample

DAMAGED = 6


@click.command()
@click.option("--sample", metavar="N|PERCENT", help="Only so many rows of each table: 500, or 5%.")
@captures_option
@db_option
@json_option
def verify_command(sample: str | None, captures: Path | None, db: Path, as_json: bool) -> int:
    """Check every row, WARC record and index entry against what was written; exit 6 if one differs.

    \b
    Example: partynews verify
             partynews verify --sample 5%
    """
    from archive.fixity.verify import verify

    with progress_line() as line:
        report = verify(
            db,
            captures,
            sample=_sample(sample),
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


def _sample(text: str | None) -> Sample | None:
    from archive.fixity.sampling import Sample

    try:
        return Sample.of(text) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--sample") from None


@click.command()
@click.option("--site", help="This site alone.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Captures of this day and later.")
@db_option
@json_option
def reread_command(site: str | None, since: datetime | None, db: Path, as_json: bool) -> int:
    """Read all stored captures again with today's readers; texts are replaced, no revision is made.

    \b
    Example: partynews reread --site nhandan
    """
    from archive.clock import stamp
    from archive.store import Store
    from crawler.ingest.reread import reread

    with (
        archive_lock(db, "reread", create=False),
        Store.open(db, create=False) as store,
        progress_line() as line,
    ):
        report = reread(store, site=site, since=stamp(since) if since else None, progress=line.added)
    for missing in report.missing:
        click.echo(f"partynews: {one_line(missing)}", err=True)
    if as_json:
        print_json(asdict(report))
    else:
        refused = ", ".join(f"{cls} {count}" for cls, count in sorted(report.refused.items())) or "none"
        click.echo(
            f"{report.read} articles read again, {report.changed} changed ({report.grew} longer, "
            f"{report.shrank} shorter, {report.flagged} newly flagged), {report.new} new; refused: {refused}"
        )
    return DAMAGED if report.missing else 0
