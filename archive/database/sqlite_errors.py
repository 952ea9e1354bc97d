"""Turn SQLite errors about the file or the disk into ArchiveErrors, and name the process that locks it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import (
    ArchiveError,
    DamagedArchive,
    NotAnArchive,
    StorageFailed,
    disk_failing,
    disk_full,
    not_writable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCKS = Path("/proc/locks")  # Linux only, see proc_locks(5)


@contextmanager
def explain_sqlite_errors(path: Path) -> Iterator[None]:
    """Turn a SQLite error in the block about the file at `path` or its disk into an ArchiveError.

    Other SQLite errors, such as wrong SQL, are raised unchanged.
    """
    try:
        yield
    except sqlite3.Error as error:
        explained = _explain(error, path)
        if explained is None:
            raise
        raise explained from error


def has_code(error: sqlite3.Error, code: int) -> bool:
    """Return whether an error has a primary result code (https://www.sqlite.org/rescode.html)."""
    # Extended codes such as SQLITE_IOERR_FSYNC have the primary code in the low byte.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == code


def find_lock_holders(path: Path) -> list[str]:
    """Return `NAME (process ID)` of each other process that locks the file at `path`; Linux only."""
    try:
        inode = path.stat().st_ino
        lines = LOCKS.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
    # 1: POSIX  ADVISORY  READ  4711 08:02:131077 1073741826 1073742335; "->" marks a process that waits
    fields = [line.split() for line in lines if "->" not in line]
    pids = {int(field[4]) for field in fields if field[5].rpartition(":")[2] == str(inode)}
    return [f"{_process_name(pid)} (process {pid})" for pid in sorted(pids - {os.getpid()}) if pid > 0]


def _process_name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "a program"


def _explain(error: sqlite3.Error, path: Path) -> ArchiveError | None:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return NotAnArchive(f"{path} is not an archive: not a SQLite file, or its header is damaged.")
        case sqlite3.SQLITE_CORRUPT:
            return DamagedArchive(
                f"{path} is damaged ({error}). Keep the file, and restore a backup: partynews restore"
            )
        case sqlite3.SQLITE_FULL:
            return disk_full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return not_writable(path, error)
        case sqlite3.SQLITE_IOERR:
            return disk_failing(path, error)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            holder = ", ".join(find_lock_holders(path)) or "Another program"
            return StorageFailed(f"{holder} locks {path} ({error}). Close it, then run the command again.")
    return None
