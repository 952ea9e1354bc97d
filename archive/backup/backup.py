"""Create a backup: a folder with a consistent copy of the archive, also while a crawl is running.

The folder has `archive.db`, the WARC files under `captures/`, and a manifest with checksums. It is
written under a temporary name, verified, and renamed when it is complete: until then an earlier backup
stays. WARC files that the earlier backup already has are hard-linked, not copied.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive import exit_codes
from archive.backup.checksums import MANIFEST, NotABackup, copy_file, hash_file, read_manifest, write_manifest
from archive.capture_files import CAPTURES, captures_beside, is_outside
from archive.database.connection import reading
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.database.transaction import WRITE_TIMEOUT
from archive.disk import explain_disk_errors, sync_file, sync_folder
from archive.errors import ArchiveError, DamagedArchive, StorageFailed, no_folder
from archive.fixity.verify import verify
from archive.warc.warc_file import OPEN_SUFFIX, open_warc

if TYPE_CHECKING:
    from archive.fixity.report import OnProgress

DATABASE = "archive.db"


class InvalidTarget(ArchiveError):
    """A folder to which no backup can be written."""

    exit_code = exit_codes.USAGE


@dataclass(slots=True)
class Backup:
    """Contents of a backup.

    Attributes:
        folder: The absolute path of the backup.
        articles: Number of rows of `articles`.
        files: Number of WARC files.
        copied: Bytes that were copied; linked files are not counted.
        lost: WARC files of the archive that are missing or truncated in the captures folder; they are
            in the backup where the earlier one had them.
        outside: WARC files that were imported in place, by absolute path; they are not in the backup.
    """

    folder: Path
    articles: int = 0
    files: int = 0
    copied: int = 0
    lost: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


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
            backup = _BackupWriter(captures, folder, earlier, temporary, on_progress).write()
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


class _BackupWriter:
    """Writes the WARC files and the manifest of a backup to `temporary`, beside its copied database."""

    def __init__(
        self,
        captures: Path,
        folder: Path,
        earlier: dict[str, str],
        temporary: Path,
        on_progress: OnProgress | None,
    ) -> None:
        self._captures = captures
        self._folder = folder
        self._earlier = earlier
        self._temporary = temporary
        self._on_progress = on_progress
        self._backup = Backup(folder)
        self._checksums: dict[str, str] = {}

    def write(self) -> Backup:
        """Copy or link every file, write the manifest, and sync all folders."""
        sizes = self._read_database()
        for name in sorted({*sizes, *_list_sealed(self._captures)}):
            if is_outside(name):
                self._backup.outside.append(name)
            else:
                self._add_file(name, sizes.get(name, 0))
        write_manifest(self._temporary, self._checksums)
        for folder, _, _ in os.walk(self._temporary):
            sync_folder(Path(folder))
        return self._backup

    def _read_database(self) -> dict[str, int]:
        """Return the size that each WARC file needs to have all records that the database refers to."""
        database = self._temporary / DATABASE
        self._checksums[DATABASE] = hash_file(database)
        self._backup.copied += database.stat().st_size
        with reading(database) as db:
            self._backup.articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
            sizes = db.execute('SELECT file, max("offset" + length) FROM captures GROUP BY file')
            return dict(sizes.fetchall())

    def _add_file(self, name: str, min_size: int) -> None:
        """Add the WARC file `name`, of which at least `min_size` bytes are needed."""
        file = _open_or_none(self._captures / name, min_size)
        if file is None:
            self._backup.lost.append(name)
            if self._earlier_checksum(name):
                file = _open_or_none(self._folder / CAPTURES / name, min_size)
        if file is not None:
            with file:
                stat = os.fstat(file.fileno())
                # Of an unsealed file, only the records in the copied database are complete for certain.
                length = min_size if file.name.endswith(OPEN_SUFFIX) else stat.st_size
                checksum = self._link(name, length, stat.st_mtime_ns)
                self._checksums[f"{CAPTURES}/{name}"] = checksum or self._copy(
                    name, file, length, stat.st_mtime_ns
                )
            self._backup.files += 1
            if self._on_progress:
                self._on_progress("files", 1)

    def _earlier_checksum(self, name: str) -> str | None:
        return self._earlier.get(f"{CAPTURES}/{name}")

    def _link(self, name: str, length: int, mtime: int) -> str | None:
        """Link the file of the earlier backup where it is the same; return its checksum, else None."""
        earlier, target = self._folder / CAPTURES / name, self._temporary / CAPTURES / name
        checksum = self._earlier_checksum(name)
        try:
            stat = earlier.stat()
            if checksum is None or (stat.st_size, stat.st_mtime_ns) != (length, mtime):
                return None
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(earlier)
        except OSError:  # the file is missing, or the file system has no hard links
            return None
        return checksum

    def _copy(self, name: str, file: BinaryIO, length: int, mtime: int) -> str:
        target = self._temporary / CAPTURES / name
        checksum = copy_file(file, target, length)
        if hash_file(target) != checksum:
            raise StorageFailed(f"{target} was read back with other bytes than were written: the disk fails.")
        os.utime(target, ns=(mtime, mtime))
        self._backup.copied += length
        return checksum


def _list_sealed(captures: Path) -> list[str]:
    """Return the sealed files under `captures`, as paths within it."""
    return [
        path.relative_to(captures).as_posix()
        for path in captures.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix != OPEN_SUFFIX
    ]


def _open_or_none(path: Path, min_size: int) -> BinaryIO | None:
    try:
        return open_warc(path, min_size)
    except FileNotFoundError:
        return None
