"""Commands that copy the archive and bring a copy back: backup, restore."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.archive_lock import archive_lock
from crawler.cli import captures_option, db_option, json_option
from crawler.commands.printing import one_line, print_json
from crawler.commands.progress import progress_line

if TYPE_CHECKING:
    from archive.backup.backup import Backup
    from archive.backup.restore import Restored

DAMAGED = 6


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@captures_option
@db_option
@json_option
def backup_command(folder: Path, captures: Path | None, db: Path, as_json: bool) -> int:
    """Make FOLDER a backup of the archive as it is now, WARC files included; a crawl may go on meanwhile.

    A backup that is in FOLDER is replaced when the new one is whole and checked. Exit 6 where rows are
    damaged (no backup is made) or WARC files are missing (the backup holds all others).

    \b
    Example: partynews backup /mnt/backup/partynews
    """
    from archive.backup.backup import back_up
    from archive.errors import no_archive

    if not db.exists():
        raise no_archive(db)
    with archive_lock(folder, "backup"), progress_line() as line:
        made = back_up(db, folder, captures=captures, count=line.added)
    for name in made.lost:
        click.echo(f"partynews: {one_line(name)} is missing or cut short in the captures folder.", err=True)
    if as_json:
        print_json(asdict(made))
    else:
        click.echo(_made(made, folder))
    return DAMAGED if made.lost else 0


def _made(made: Backup, folder: Path) -> str:
    line = (
        f"Backup in {folder}: {made.articles} articles, {made.files} WARC files; "
        f"{made.copied / 1e6:.1f} MB copied and checked."
    )
    if made.outside:
        line += f"\nNot in it, because they were imported in place: {', '.join(map(one_line, made.outside))}"
    return line


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where an archive is; that one is kept, renamed.")
@db_option
@json_option
def restore_command(folder: Path, replace: bool, db: Path, as_json: bool) -> int:
    """Bring the backup in FOLDER to --db, its WARC files to captures/ beside it.

    Every row and record is checked before anything is put in its place.

    \b
    Example: partynews restore /mnt/backup/partynews
    """
    from archive.backup.restore import restore

    with archive_lock(db, "restore"), progress_line() as line:
        restored = restore(folder, db, replace=replace, count=line.added)
    for finding in restored.report.findings:
        click.echo(f"partynews: {one_line(finding)}", err=True)
    if as_json:
        print_json({**asdict(restored), "report": restored.report.checked})
    else:
        click.echo(_restored(restored, db))
    return DAMAGED if restored.report.findings else 0


def _restored(restored: Restored, db: Path) -> str:
    checked = ", ".join(f"{count} {what}" for what, count in sorted(restored.report.checked.items()))
    lines = [f"Restored to {db}: checked {checked}."]
    if restored.set_aside:
        lines.append(f"What was there is kept: {', '.join(path.name for path in restored.set_aside)}")
    if restored.newer:
        lines.append(
            f"{len(restored.newer)} WARC files are newer than the backup. What is in them comes back with: "
            f"partynews import {db.parent / 'captures'}/*/*.warc.gz --db {db}"
        )
    return "\n".join(lines)
