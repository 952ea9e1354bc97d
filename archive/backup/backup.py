"""Create a backup: a folder with a consistent copy of the archive, also while a crawl is running.

The folder has `archive.db`, the WARC files under `captures/`, and a manifest with checksums. It is
written under a temporary name, verified, and renamed when it is complete: until then an earlier backup
stays. WARC files that the earlier backup already has are hard-linked, not copied.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.backup.backup_writer import BackupWriter
from archive.backup.checksums import DATABASE, MANIFEST, NotABackup, read_manifest
from archive.capture_files import captures_beside
from archive.database.connection import reading
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.database.transaction import WRITE_TIMEOUT
from archive.disk import explain_disk_errors, sync_file, sync_folder
from archive.errors import ArchiveError, DamagedArchive, StorageFailed, no_folder
from archive.fixity.verify import verify

if TYPE_CHECKING:
    from archive.backup.backup_writer import Backup
    from archive.fixity.report import OnProgress


class InvalidTarget(ArchiveError):
    """A folder to which no backup can be written."""

    exit_code = exit_codes.USAGE


def create_backup(
    path: Path, folder: Path, *, captures: Path | None = None, on_progress: OnProgress | None = None
) -> Backup:
    """Write a backup of one snapshot of the archive at `path` to `folder`; on errors `folder` is unchanged.

    The caller makes sure that one backup at a time is written to a folder.

    Args:
        path: The database file.
        folder: A folder that does not exist, is empty, or has an earlier backup, which is replaced.
        captures: The folder of the WARC files, by default `captures` beside the database.
        on_progress: Called with `files` and 1 for each WARC file.

    Raises:
        InvalidTarget: `folder` has other files, or is inside the captures folder.
        DamagedArchive: Rows of the archive are not what was written.
        StorageFailed: A disk is full or failing, or another program locks the archive.
    """
    captures = captures or captures_beside(path)
    folder = folder.resolve()
    earlier = _read_earlier_backup(folder, captures)
    temporary = _sibling(folder, "new")
    with explain_disk_errors(folder):
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        try:
            _copy_database(path, temporary / DATABASE)
            _check_rows(path, temporary / DATABASE)
            backup = BackupWriter(captures, folder, earlier, temporary, on_progress).write()
            _publish(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return backup


def recover_interrupted(folder: Path) -> None:
    """Put the earlier backup back if a backup was killed between the two renames that replace it."""
    earlier = _sibling(folder, "before")
    if earlier.exists():
        if folder.exists():
            shutil.rmtree(earlier)
        else:
            earlier.rename(folder)


def _sibling(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.{what}")


def _read_earlier_backup(folder: Path, captures: Path) -> dict[str, str]:
    """Return the manifest of the backup in `folder`, empty where there is none; raise InvalidTarget."""
    if not folder.parent.is_dir():
        raise no_folder(folder)
    if folder.is_relative_to(captures.resolve()):
        raise InvalidTarget(f"{folder} is inside the captures folder. Choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise InvalidTarget(f"{folder} is a file. A backup is a folder: choose a new one.")
    with explain_disk_errors(folder):
        recover_interrupted(folder)
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return {}
    try:
        return read_manifest(folder)
    except NotABackup as error:
        raise InvalidTarget(f"{error} Choose another folder, or a new one.") from None


def _copy_database(path: Path, target: Path) -> None:
    deadline = time.monotonic() + WRITE_TIMEOUT

    def stop_at_deadline(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise StorageFailed(
                f"Another program has locked {path} for {WRITE_TIMEOUT:.0f} seconds. Try again later."
            )

    with reading(path) as db, explain_sqlite_errors(target), closing(sqlite3.connect(target)) as copy:
        # In one step: a copy in several steps starts again at each commit of a crawl.
        db.backup(copy, pages=-1, progress=stop_at_deadline)
        # A single file, which can be opened on a read-only medium.
        copy.execute("PRAGMA journal_mode = DELETE")
    sync_file(target)


def _check_rows(path: Path, copy: Path) -> None:
    """Raise DamagedArchive rather than replace a good backup by damaged rows."""
    findings = verify(copy, parts=("structure", "rows")).findings
    if findings:
        more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
        raise DamagedArchive(
            f"{path} is damaged ({findings[0]}{more}). No backup was made; an earlier backup is unchanged."
            " To see all errors, run: partynews verify"
        )


def _publish(temporary: Path, folder: Path) -> None:
    earlier = _sibling(folder, "before")
    if (folder / MANIFEST).exists():
        folder.rename(earlier)
    temporary.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(earlier, ignore_errors=True)
