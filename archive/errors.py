"""What can be wrong with an archive, each as a sentence for an archivist and an exit code."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from archive import exit_codes
from archive.database.lock_holders import holders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ArchiveError(Exception):
    """An error whose text is one sentence for a person, and the way on."""

    exit_code: ClassVar[int] = exit_codes.BUG


class NotAnArchive(ArchiveError):
    """There is no archive at the path, or the file is something else."""

    exit_code = exit_codes.DAMAGED


class DamagedArchive(ArchiveError):
    """The file is an archive, and parts of it cannot be read."""

    exit_code = exit_codes.DAMAGED


class StorageFailed(ArchiveError):
    """The disk is full, failing, read-only, or another program holds the file for too long."""

    exit_code = exit_codes.STORAGE


class QueryError(ArchiveError):
    """A search that cannot be answered as it was typed."""

    exit_code = exit_codes.USAGE


class MissingExtra(ArchiveError):
    """An optional package is not installed."""

    exit_code = exit_codes.USAGE


def missing_extra(what: str, error: ModuleNotFoundError, *, extra: str) -> MissingExtra:
    """Return the error of a feature whose package is not installed, with the command that installs it."""
    package = (error.name or "").partition(".")[0]
    return MissingExtra(f"{what} requires {package}. Install it with: pip install 'partynews[{extra}]'")


def no_archive(path: Path) -> NotAnArchive:
    """The error for a path where nothing is."""
    return NotAnArchive(f"No archive at {path}. Make one with: partynews crawl, or partynews import FILE")


def no_folder(path: Path) -> StorageFailed:
    """The error for a file that is to be made in a folder that is not there."""
    return StorageFailed(
        f"{path} cannot be made: there is no folder {path.parent}. Make it first, or name another place."
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file or the disk into an ArchiveError; let all others through."""
    try:
        yield
    except sqlite3.Error as error:
        told = _told(error, path)
        if told is None:
            raise
        raise told from error


def _told(error: sqlite3.Error, path: Path) -> ArchiveError | None:
    # Extended codes (SQLITE_IOERR_FSYNC and the like) keep the primary code in the low byte.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return NotAnArchive(f"{path} is not an archive: it is no SQLite file, or its start is damaged.")
        case sqlite3.SQLITE_CORRUPT:
            return DamagedArchive(
                f"{path} is damaged ({error}). Keep the file, and go on from a backup: partynews restore"
            )
        case sqlite3.SQLITE_FULL:
            return StorageFailed(f"No room left on the disk of {path}. Free some, then run the same again.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return StorageFailed(f"{path} cannot be written ({error}). Check the rights of file and folder.")
        case sqlite3.SQLITE_IOERR:
            return StorageFailed(f"The disk of {path} fails ({error}). Check the disk before running again.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            who = ", ".join(holders(path)) or "Another program"
            return StorageFailed(f"{who} holds {path} ({error}). Close it, then run the same again.")
    return None
