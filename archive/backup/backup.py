"""A copy of the archive in a folder of its own, made while a crawl goes on.

The folder holds `archive.db`, the WARC files under `captures/`, and the list of their sums. It is
written aside under another name, checked, and renamed when it is whole: a backup that is there stays
until the new one is better. WARC files that the backup before has already are linked, not copied again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from archive import exit_codes
from archive.backup.checksums import MANIFEST, NotABackup, copy_file, read_manifest, sum_of, write_manifest
from archive.database.connection import reading
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.database.transaction import WRITE_TIMEOUT
from archive.disk import explain_disk_errors, sync_file, sync_folder
from archive.errors import ArchiveError, DamagedArchive, StorageFailed, no_folder
from archive.fixity.verify import verify
from archive.warc.warc_file import OPEN_SUFFIX, open_warc

DATABASE = "archive.db"
CAPTURES = "captures"

Count = Callable[[str, int], None]


class WrongPlace(ArchiveError):
    """A backup must not be written there."""

    exit_code = exit_codes.USAGE


@dataclass(slots=True)
class Backup:
    """What a backup holds: rows of `articles`, WARC files, and how many bytes of them were copied now.

    `lost` are files that the archive points at and that are missing or cut short in its captures
    folder; they are in the backup where the one before had them. `outside` are those that were
    imported in place: they are not in the backup.
    """

    folder: Path
    articles: int = 0
    files: int = 0
    copied: int = 0
    lost: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def back_up(path: Path, folder: Path, *, captures: Path | None = None, count: Count | None = None) -> Backup:
    """Make `folder` a backup of the archive at `path` as it is at one moment, or leave it as it was.

    One backup at a time may be written to a folder: the caller sees to that. Raises WrongPlace,
    DamagedArchive where rows of the archive are not what was written, and StorageFailed.
    """
    captures = captures or path.parent / CAPTURES
    folder = folder.resolve()
    before = _backup_before(folder, captures)
    aside = _beside(folder, "new")
    with explain_disk_errors(folder):
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            _copy_database(path, aside / DATABASE)
            _check_rows(path, aside / DATABASE)
            made = _Copying(captures, folder, before, aside, count).all()
            _publish(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return made


def recover(folder: Path) -> None:
    """Put the backup back that was in `folder` when a kill came between the two renames that replace it."""
    before = _beside(folder, "before")
    if before.exists():
        if folder.exists():
            shutil.rmtree(before)
        else:
            before.rename(folder)


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.{what}")


def _backup_before(folder: Path, captures: Path) -> dict[str, str]:
    """The files of the backup in `folder`, none where there is no folder yet; raises WrongPlace."""
    if not folder.parent.is_dir():
        raise no_folder(folder)
    if folder.is_relative_to(captures.resolve()):
        raise WrongPlace(f"{folder} lies among the captures themselves. Name another folder.")
    with explain_disk_errors(folder):
        recover(folder)
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return {}
    try:
        return read_manifest(folder)
    except NotABackup as error:
        raise WrongPlace(f"{error} Name another folder, or one that is not there yet.") from None


def _copy_database(path: Path, target: Path) -> None:
    deadline = time.monotonic() + WRITE_TIMEOUT

    def give_up_late(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise StorageFailed(
                f"Another program has held {path} for {WRITE_TIMEOUT:.0f} seconds. Try again later."
            )

    with reading(path) as db, explain_sqlite_errors(target), closing(sqlite3.connect(target)) as copy:
        # In one step: a copy in many begins anew at each commit of a crawl.
        db.backup(copy, pages=-1, progress=give_up_late)
        # One file that can be opened where nothing can be written.
        copy.execute("PRAGMA journal_mode = DELETE")
    sync_file(target)


def _check_rows(path: Path, copy: Path) -> None:
    """Raise DamagedArchive rather than put damaged rows in the place of a good backup."""
    findings = verify(copy, parts=("structure", "rows")).findings
    if findings:
        more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
        raise DamagedArchive(
            f"{path} is damaged ({findings[0]}{more}). No backup was made; the one before is as it was."
            " To see all of it: partynews verify"
        )


def _publish(aside: Path, folder: Path) -> None:
    before = _beside(folder, "before")
    if (folder / MANIFEST).exists():
        folder.rename(before)
    aside.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(before, ignore_errors=True)


class _Copying:
    """The WARC files on their way into the backup at `aside`; `sums` are those of all files in it."""

    def __init__(
        self, captures: Path, folder: Path, before: dict[str, str], aside: Path, count: Count | None
    ) -> None:
        self._captures = captures
        self._folder = folder
        self._before = before
        self._aside = aside
        self._count = count
        self._made = Backup(folder)
        self._sums: dict[str, str] = {}

    def all(self) -> Backup:
        """Copy or link every file, and write the manifest."""
        pointed_at = self._read_database()
        for name in sorted({*pointed_at, *_sealed(self._captures)}):
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                self._made.outside.append(name)
            else:
                self._keep(name, pointed_at.get(name, 0))
        write_manifest(self._aside, self._sums)
        for folder, _, _ in os.walk(self._aside):
            sync_folder(Path(folder))
        return self._made

    def _read_database(self) -> dict[str, int]:
        """How far the archive points into each WARC file: its name -> bytes from its start."""
        database = self._aside / DATABASE
        self._sums[DATABASE] = sum_of(database)
        self._made.copied += database.stat().st_size
        with reading(database) as db:
            self._made.articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
            ends = db.execute('SELECT file, max("offset" + length) FROM captures GROUP BY file')
            return dict(ends.fetchall())

    def _keep(self, name: str, end: int) -> None:
        """Take in the file `name`, of which at least the first `end` bytes are needed."""
        file = _open_or_none(self._captures / name, end)
        if file is None:
            self._made.lost.append(name)
            file = _open_or_none(self._folder / CAPTURES / name, end) if self._sum_before(name) else None
        if file is not None:
            with file:
                stat = os.fstat(file.fileno())
                # Of a file still written only the records that the copied database knows are surely whole.
                length = end if file.name.endswith(OPEN_SUFFIX) else stat.st_size
                total = self._link(name, length, stat.st_mtime_ns)
                self._sums[f"{CAPTURES}/{name}"] = total or self._copy(name, file, length, stat.st_mtime_ns)
            self._made.files += 1
            if self._count:
                self._count("files", 1)

    def _sum_before(self, name: str) -> str | None:
        return self._before.get(f"{CAPTURES}/{name}")

    def _link(self, name: str, length: int, mtime: int) -> str | None:
        """The sum of a file that is linked, because the backup before has the very same; None else."""
        kept, target = self._folder / CAPTURES / name, self._aside / CAPTURES / name
        total = self._sum_before(name)
        try:
            stat = kept.stat()
            if total is None or (stat.st_size, stat.st_mtime_ns) != (length, mtime):
                return None
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(kept)
        except OSError:  # the file is not there, or the file system has no links
            return None
        return total

    def _copy(self, name: str, file: BinaryIO, length: int, mtime: int) -> str:
        target = self._aside / CAPTURES / name
        total = copy_file(file, target, length)
        if sum_of(target) != total:
            raise StorageFailed(f"{target} was written and reads otherwise: the disk fails.")
        os.utime(target, ns=(mtime, mtime))
        self._made.copied += length
        return total


def _sealed(captures: Path) -> list[str]:
    """The files under `captures` that nobody writes to any more."""
    return [
        path.relative_to(captures).as_posix()
        for path in captures.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix != OPEN_SUFFIX
    ]


def _open_or_none(path: Path, end: int) -> BinaryIO | None:
    try:
        return open_warc(path, end)
    except FileNotFoundError:
        return None
