"""`partynews backup`: copy the database and its WARC files to a folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import exit_codes
from archive.plural import counted
from crawler.archive_lock import archive_lock
from crawler.commands.options import captures_option, command, db_option, json_option
from crawler.commands.progress import progress
from crawler.commands.terminal import one_line, print_json, warn

if TYPE_CHECKING:
    from archive.backup.backup_writer import Backup


@command("partynews backup /mnt/backup/partynews")
@click.argument("folder", type=click.Path(path_type=Path))
@captures_option
@db_option
@json_option
def backup_command(folder: Path, captures: Path | None, db: Path, as_json: bool) -> int:
    """Back up the database and WARC files, also during a crawl.

    A backup in FOLDER is replaced only when the new one is complete and verified. Exit 6 if rows are damaged
    (no backup is made), or if WARC files are missing or their records damaged (the backup has all others).
    """
    from archive.backup.backup import create_backup
    from archive.errors import no_archive

    if not db.exists():
        raise no_archive(db)
    with archive_lock(folder, "backup"), progress() as shown:
        made = create_backup(db, folder, captures=captures, on_progress=shown.add)
    for name in made.lost:
        warn(f"{name} is missing or truncated in the captures folder.")
    for record in made.damaged:
        warn(f"Damaged in the captures folder: {record}.")
    if as_json:
        print_json(asdict(made))
    else:
        click.echo(_summary(made, folder))
    return exit_codes.DAMAGED if made.lost or made.damaged else exit_codes.SUCCESS


def _summary(made: Backup, folder: Path) -> str:
    line = (
        f"Backup in {folder}: {counted(made.articles, 'article')}, {counted(made.files, 'WARC file')}; "
        f"{made.copied / 1e6:.1f} MB copied and verified."
    )
    if made.outside:
        line += f"\nNot included, because imported in place: {', '.join(map(one_line, made.outside))}"
    return line
