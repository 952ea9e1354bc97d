"""An archive from a backup: copied aside, checked in every row and record, and only then put in its place.

WARC files that are still in the captures folder stay there; those that are damaged or gone are replaced.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.backup.backup import CAPTURES, DATABASE, recover
from archive.backup.checksums import copy_file, read_manifest, sum_of
from archive.clock import utc_now
from archive.disk import explain_disk_errors, sync_folder
from archive.errors import ArchiveError, DamagedArchive, no_folder
from archive.fixity.report import FILE_MISSING, Report
from archive.fixity.verify import verify
from archive.warc.warc_file import OPEN_SUFFIX, unsealed_path

if TYPE_CHECKING:
    from archive.fixity.report import OnProgress

COMPANIONS = ("", "-journal", "-wal", "-shm")  # what SQLite keeps beside a database belongs to that one


class ArchiveThere(ArchiveError):
    """An archive is where one should be restored to."""

    exit_code = exit_codes.USAGE


@dataclass(slots=True)
class Restored:
    """What was checked before it took its place.

    `set_aside` is where files are now that had to give way, `newer` are the WARC files in the
    captures folder that the backup does not know, or that have grown since.
    """

    report: Report
    set_aside: list[Path] = field(default_factory=list)
    newer: list[Path] = field(default_factory=list)


def restore(backup: Path, path: Path, *, replace: bool = False, count: OnProgress | None = None) -> Restored:
    """Bring the backup in the folder `backup` to `path`, its WARC files to `captures/` beside it.

    With `replace` an archive that is there is renamed and kept. The caller holds the archive's
    lock. Raises ArchiveThere, NotABackup, DamagedArchive where the backup is not what was written,
    and StorageFailed; then nothing was changed.
    """
    if not path.parent.is_dir():
        raise no_folder(path)
    if _files_of(path) and not replace:
        raise ArchiveThere(
            f"{path} is there already. To restore in its place, and keep it under another name:"
            f" partynews restore {backup} --db {path} --replace"
        )
    backup, path = backup.resolve(), path.absolute()
    aside = path.with_name(f".{path.name}.restored")
    with explain_disk_errors(path):
        shutil.rmtree(aside, ignore_errors=True)
        recover(backup)
        sums = read_manifest(backup)
        try:
            _gather(backup, sums, aside, path.parent / CAPTURES, count)
            report = _verified(backup, aside, count)
            set_aside = _put_in_place(aside, path)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Restored(report, set_aside, _newer(backup, sums, path.parent / CAPTURES))


def _files_of(path: Path) -> list[Path]:
    files = (path.with_name(path.name + suffix) for suffix in COMPANIONS)
    return [file for file in files if file.exists()]


def _gather(
    backup: Path, sums: dict[str, str], aside: Path, captures: Path, count: OnProgress | None
) -> None:
    """All files of the backup in `aside`: copied, or linked where the captures folder has the same."""
    if DATABASE not in sums:
        raise DamagedArchive(f"The backup {backup} is damaged: its manifest names no {DATABASE}.")
    (aside / CAPTURES).mkdir(parents=True)
    for name, total in sums.items():
        if not (backup / name).is_file():
            raise DamagedArchive(f"The backup {backup} is damaged: {name} is missing.")
        length = (backup / name).stat().st_size
        held = None if name == DATABASE else _held(captures.parent / name, length, total)
        if held is not None:
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / name).symlink_to(held.resolve())
        elif _copy(backup / name, aside / name, length) != total:
            raise DamagedArchive(f"The backup {backup} is damaged: {name} is not what was backed up.")
        if count:
            count("files", 1)


def _held(path: Path, length: int, total: str) -> Path | None:
    """The file at `path`, sealed or not, where it begins with the bytes of the backup."""
    for candidate in (path, unsealed_path(path)):
        if candidate.is_file() and candidate.stat().st_size >= length:
            return candidate if sum_of(candidate, length) == total else None
    return None


def _copy(source: Path, target: Path, length: int) -> str:
    with source.open("rb") as file:
        return copy_file(file, target, length)


def _verified(backup: Path, aside: Path, count: OnProgress | None) -> Report:
    """What was found in the copy; that a WARC file is missing was told when the backup was made."""
    report = verify(aside / DATABASE, on_progress=count)
    damage = [finding for finding in report.findings if not finding.what.endswith(FILE_MISSING)]
    if damage:
        raise DamagedArchive(f"The backup {backup} is damaged ({damage[0]}). Nothing was changed.")
    return report


def _put_in_place(aside: Path, path: Path) -> list[Path]:
    """Rename everything to where it belongs, the database last; where to, of what had to give way."""
    mark = f".before-{utc_now():%Y%m%dT%H%M%SZ}"
    set_aside = []
    for file in sorted((aside / CAPTURES).rglob("*")):
        if file.is_file() and not file.is_symlink():
            target = path.parent / file.relative_to(aside)
            target.parent.mkdir(parents=True, exist_ok=True)
            for old in (target, unsealed_path(target)):
                if old.exists():
                    set_aside.append(old.rename(old.with_name(old.name + mark)))
            file.rename(target)
            sync_folder(target.parent)
    for old in _files_of(path):
        kept = path.with_name(f"{path.name}{mark}{old.name.removeprefix(path.name)}")
        set_aside.append(old.rename(kept))
    (aside / DATABASE).rename(path)
    sync_folder(path.parent)
    return set_aside


def _newer(backup: Path, sums: dict[str, str], captures: Path) -> list[Path]:
    def is_newer(file: Path) -> bool:
        name = file.relative_to(captures.parent).as_posix().removesuffix(OPEN_SUFFIX)
        return name not in sums or file.stat().st_size > (backup / name).stat().st_size

    return sorted(file for file in captures.glob("*/*.warc.gz*") if is_newer(file))
