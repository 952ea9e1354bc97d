"""Restore a backup: copied to a temporary folder, every row and record verified, then renamed into place.

WARC files that are in the captures folder and intact stay; missing and damaged ones are replaced.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.backup.backup import recover_interrupted
from archive.backup.checksums import DATABASE, copy_file, hash_file, read_manifest
from archive.capture_files import CAPTURES
from archive.clock import utc_now
from archive.disk import explain_disk_errors, sync_folder
from archive.errors import ArchiveError, DamagedArchive, no_folder
from archive.fixity.report import Report
from archive.fixity.verify import verify
from archive.warc.warc_file import OPEN_SUFFIX, unsealed_path

if TYPE_CHECKING:
    from archive.fixity.report import OnProgress

DATABASE_PARTS = ("structure", "rows", "index")
DATABASE_SUFFIXES = ("", "-journal", "-wal", "-shm")  # the files of one SQLite database


class ArchiveExists(ArchiveError):
    """There is an archive at the path to restore to."""

    exit_code = exit_codes.USAGE


@dataclass(slots=True)
class Restored:
    """Result of a restore.

    Attributes:
        report: What was verified before files were replaced.
        set_aside: New paths of the files that were replaced.
        newer: WARC files in the captures folder that are not in the backup, or longer than there.
    """

    report: Report
    set_aside: list[Path] = field(default_factory=list)
    newer: list[Path] = field(default_factory=list)


def restore(
    backup: Path, path: Path, *, replace: bool = False, on_progress: OnProgress | None = None
) -> Restored:
    """Restore the database of a backup to `path` and its WARC files to `captures/` beside it.

    If `path` is a symbolic link, the file that it leads to is replaced, not the link. The caller holds the
    lock of the archive. On errors nothing is changed.

    Args:
        backup: A folder that `create_backup` wrote.
        path: The database file to create.
        replace: Rename and keep an archive at `path`.
        on_progress: Called with what was done (`files`, `articles`, ...) and how many more of it.

    Raises:
        ArchiveExists: There is an archive at `path`, and `replace` is False.
        NotABackup: `backup` has no valid manifest.
        DamagedArchive: The backup is not what was written.
        StorageFailed: The disk is full or failing, or the folder of `path` does not exist.
    """
    if path.is_symlink():
        path = path.resolve()
    if not path.parent.is_dir():
        raise no_folder(path)
    if _database_files(path) and not replace:
        raise ArchiveExists(
            f"{path} already exists. To replace it and keep it under another name, run:"
            f" partynews restore {backup} --db {path} --replace"
        )
    backup, path = backup.resolve(), path.absolute()
    temporary = path.with_name(f".{path.name}.restored")
    with explain_disk_errors(path):
        shutil.rmtree(temporary, ignore_errors=True)
        recover_interrupted(backup)
        checksums = read_manifest(backup)
        try:
            _collect(backup, checksums, temporary, path.parent / CAPTURES, on_progress)
            report = _verify(backup, temporary, on_progress)
            set_aside = _move_into_place(temporary, path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return Restored(report, set_aside, _list_newer(backup, checksums, path.parent / CAPTURES))


def _database_files(path: Path) -> list[Path]:
    files = (path.with_name(path.name + suffix) for suffix in DATABASE_SUFFIXES)
    return [file for file in files if file.exists()]


def _collect(
    backup: Path,
    checksums: dict[str, str],
    temporary: Path,
    captures: Path,
    on_progress: OnProgress | None,
) -> None:
    """Copy all files of the backup to `temporary`; link those that the captures folder has intact."""
    if DATABASE not in checksums:
        raise DamagedArchive(f"The backup {backup} is damaged: {DATABASE} is not in its manifest.")
    (temporary / CAPTURES).mkdir(parents=True)
    for name, checksum in checksums.items():
        if not (backup / name).is_file():
            raise DamagedArchive(f"The backup {backup} is damaged: {name} is missing.")
        length = (backup / name).stat().st_size
        intact = None if name == DATABASE else _find_intact(captures.parent / name, length, checksum)
        if intact is not None:
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            (temporary / name).symlink_to(intact.resolve())
        elif _copy(backup / name, temporary / name, length) != checksum:
            raise DamagedArchive(f"The backup {backup} is damaged: the checksum of {name} does not match.")
        if on_progress:
            on_progress("files", 1)


def _find_intact(path: Path, length: int, checksum: str) -> Path | None:
    """Return the WARC file `path`, sealed or not, where its first `length` bytes have this checksum."""
    for candidate in (path, unsealed_path(path)):
        if candidate.is_file() and candidate.stat().st_size >= length:
            return candidate if hash_file(candidate, length) == checksum else None
    return None


def _copy(source: Path, target: Path, length: int) -> str:
    with source.open("rb") as file:
        return copy_file(file, target, length)


def _verify(backup: Path, temporary: Path, on_progress: OnProgress | None) -> Report:
    """Return the report of the copy.

    All files are as they were backed up. So the archive had the missing and damaged records that are
    found before its backup, which named them.
    """
    report = verify(temporary / DATABASE, parts=DATABASE_PARTS, on_progress=on_progress)
    if report.findings:
        raise DamagedArchive(f"The backup {backup} is damaged ({report.findings[0]}). Nothing was changed.")
    records = verify(temporary / DATABASE, parts=("records",), on_progress=on_progress)
    report.checked += records.checked
    report.findings += records.findings
    return report


def _move_into_place(temporary: Path, path: Path) -> list[Path]:
    """Rename all files to their places, the database last; return the new paths of replaced files."""
    mark = f".before-{utc_now():%Y%m%dT%H%M%SZ}"
    set_aside = []
    for file in sorted((temporary / CAPTURES).rglob("*")):
        if file.is_file() and not file.is_symlink():
            target = path.parent / file.relative_to(temporary)
            target.parent.mkdir(parents=True, exist_ok=True)
            replaced = [old for old in (target, unsealed_path(target)) if old.exists()]
            set_aside += [old.rename(old.with_name(old.name + mark)) for old in replaced]
            file.rename(target)
            sync_folder(target.parent)
    for old in _database_files(path):
        kept = path.with_name(f"{path.name}{mark}{old.name.removeprefix(path.name)}")
        set_aside.append(old.rename(kept))
    (temporary / DATABASE).rename(path)
    sync_folder(path.parent)
    return set_aside


def _list_newer(backup: Path, checksums: dict[str, str], captures: Path) -> list[Path]:
    def is_newer(file: Path) -> bool:
        name = file.relative_to(captures.parent).as_posix().removesuffix(OPEN_SUFFIX)
        return name not in checksums or file.stat().st_size > (backup / name).stat().st_size

    return sorted(file for file in captures.glob("*/*.warc.gz*") if is_newer(file))
