"""Write the WARC files and the manifest of a backup.

Files that the earlier backup has are hard-linked. The records of all others are verified.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.backup.checksums import DATABASE, copy_file, hash_file, write_manifest
from archive.capture_files import CAPTURES, is_outside
from archive.database.connection import reading
from archive.disk import sync_folder
from archive.errors import StorageFailed
from archive.fixity.record_check import find_damaged_records
from archive.warc.warc_file import OPEN_SUFFIX, open_warc

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.fixity.report import OnProgress


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
        damaged: Records whose bytes are not what was written, by file and offset; their file is in the backup
            as the earlier one had it, or damaged.
        outside: WARC files that were imported in place, by absolute path or URL; they are not in the backup.
    """

    folder: Path
    articles: int = 0
    files: int = 0
    copied: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


class BackupWriter:
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
        self._copied: set[str] = set()

    def write(self) -> Backup:
        """Copy or link every file, write the manifest, and sync all folders."""
        database = self._temporary / DATABASE
        self._checksums[DATABASE] = hash_file(database)
        self._backup.copied += database.stat().st_size
        with reading(database) as db:
            (self._backup.articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
            sizes = _needed_sizes(db)
            for name in sorted({*sizes, *_list_sealed(self._captures)}):
                if is_outside(name):
                    self._backup.outside.append(name)
                else:
                    self._add_file(name, sizes.get(name, 0))
            self._check_copied(db)
        write_manifest(self._temporary, self._checksums)
        for folder, _, _ in os.walk(self._temporary):
            sync_folder(Path(folder))
        return self._backup

    def _add_file(self, name: str, min_size: int) -> None:
        """Add the WARC file `name`, which must have at least `min_size` bytes."""
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
                if checksum is None:
                    checksum = self._copy(name, file, length, stat.st_mtime_ns)
                    self._copied.add(name)
                self._checksums[f"{CAPTURES}/{name}"] = checksum
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

    def _check_copied(self, db: Connection) -> None:
        """Verify the records of the files that were copied.

        Where one is damaged, and its file in the earlier backup is intact, that file is taken.
        """
        damaged = find_damaged_records(db, self._temporary / CAPTURES, self._copied)
        self._backup.damaged = [what for file in damaged.values() for what in file]
        before = {name for name in damaged if self._is_in_earlier(name)}
        still = find_damaged_records(db, self._folder / CAPTURES, before) if before else {}
        for name in before - still.keys():
            (self._temporary / CAPTURES / name).unlink()
            with (self._folder / CAPTURES / name).open("rb") as file:
                stat = os.fstat(file.fileno())
                checksum = self._copy(name, file, stat.st_size, stat.st_mtime_ns)
                self._checksums[f"{CAPTURES}/{name}"] = checksum

    def _is_in_earlier(self, name: str) -> bool:
        return self._earlier_checksum(name) is not None and (self._folder / CAPTURES / name).is_file()

    def _copy(self, name: str, file: BinaryIO, length: int, mtime: int) -> str:
        target = self._temporary / CAPTURES / name
        checksum = copy_file(file, target, length)
        if hash_file(target) != checksum:
            raise StorageFailed(f"{target} was read back with other bytes than were written: the disk fails.")
        os.utime(target, ns=(mtime, mtime))
        self._backup.copied += length
        return checksum


def _needed_sizes(db: Connection) -> dict[str, int]:
    """Return the size that each WARC file needs to have all records that the database refers to."""
    sizes = db.execute('SELECT file, max("offset" + length) FROM captures GROUP BY file')
    return dict(sizes.fetchall())


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
