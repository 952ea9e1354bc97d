"""`partynews restore`: bring back a backup, verified before it replaces anything."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive import exit_codes
from crawler.archive_lock import archive_lock
from crawler.commands.options import command, db_option, json_option
from crawler.commands.progress import progress
from crawler.commands.terminal import format_counts, print_json, warn

if TYPE_CHECKING:
    from archive.backup.restore import Restored


@command("partynews restore /mnt/backup/partynews")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Replace an existing archive, which is kept under another name."
)
@db_option
@json_option
def restore_command(folder: Path, replace: bool, db: Path, as_json: bool) -> int:
    """Restore a backup after verifying it.

    Restores the backup in FOLDER to --db, and its WARC files to captures/ beside it.
    """
    from archive.backup.restore import restore

    with archive_lock(db, "restore"), progress() as shown:
        restored = restore(folder, db, replace=replace, on_progress=shown.add)
    for finding in restored.report.findings:
        warn(finding)
    if as_json:
        print_json({**asdict(restored), "report": restored.report.checked})
    else:
        click.echo(_summary(restored, db))
    return exit_codes.DAMAGED if restored.report.findings else exit_codes.SUCCESS


def _summary(restored: Restored, db: Path) -> str:
    lines = [f"Restored to {db}: checked {format_counts(restored.report.checked)}."]
    if restored.set_aside:
        lines.append(f"Previous files kept as: {', '.join(path.name for path in restored.set_aside)}")
    if restored.newer:
        lines.append(
            f"{len(restored.newer)} WARC files are newer than the backup. To add their contents, run: "
            f"partynews import {db.parent / 'captures'}/*/*.warc.gz --db {db}"
        )
    return "\n".join(lines)
