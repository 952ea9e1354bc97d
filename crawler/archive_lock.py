"""One writer at a time: a lock file beside an archive or folder, which also names its holder."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from archive import exit_codes
from archive.capture_files import captures_beside
from archive.clock import format_utc, parse_utc, utc_now
from archive.database.sqlite_errors import LOCKS, find_lock_holders
from archive.database.unused import remove_unused
from archive.disk import explain_disk_errors
from archive.errors import ArchiveError, no_archive, no_folder, not_writable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta


class Locked(ArchiveError):
    """Another run holds the lock."""

    exit_code = exit_codes.LOCKED


@dataclass
class HeldLock:
    """The lock of a command; `failed` is set where it failed, which an error of the block does too."""

    failed: bool = False


@contextmanager
def archive_lock(archive: Path, command: str, *, create: bool = True) -> Iterator[HeldLock]:
    """Hold the lock of an archive, backup or folder of shards for a command that writes it.

    The lock is one of the kernel on the file `NAME.lock` beside the archive, so it ends with the
    process: a killed run never leaves it behind.

    Args:
        archive: The database file, or the folder, by any link.
        command: Written to the lock file with process id and time, for the message of Locked.
        create: The archive may not exist yet. A failed command that has stored nothing removes it again.

    Raises:
        Locked: Another run holds the lock; raised at once.
        NotAnArchive: The archive does not exist, and `create` is False.
        StorageFailed: The folder does not exist, or the lock file cannot be written.
    """
    if not create and not archive.exists():
        raise no_archive(archive)
    if not archive.parent.is_dir():
        raise no_folder(archive)
    resolved = archive.resolve()
    path = _lock_path(archive)
    lock = FileLock(path, blocking=False)
    is_new, is_new_lock = not resolved.exists(), not path.exists()
    captures = captures_beside(resolved)
    new_captures = None if captures.exists() else captures
    held = HeldLock()
    with explain_disk_errors(path):
        try:
            lock.acquire()
        except Timeout:
            if not path.exists():  # on a file system that cannot hold files, such as /proc
                raise not_writable(archive, "its folder takes no new files") from None
            raise Locked(f"{archive} is in use by {_read_holder(path)}. Wait for it to end.") from None
    try:
        with explain_disk_errors(path):
            holder = {"pid": os.getpid(), "command": command, "since": format_utc(utc_now())}
            path.write_text(json.dumps(holder))
        yield held
    except BaseException:
        held.failed = True
        raise
    finally:
        # While the lock is held: another process that has opened the file then sees that it is gone.
        if held.failed and is_new:
            remove_unused(resolved, captures=new_captures)
        if held.failed and (is_new_lock or not resolved.exists()):
            path.unlink(missing_ok=True)
        lock.release()


def is_locked(archive: Path) -> bool:
    """Return whether a process holds the lock now.

    On Linux the kernel is asked, without taking the lock. Elsewhere the process that the lock file names
    must be alive.
    """
    path = _lock_path(archive)
    if LOCKS.exists():
        return bool(find_lock_holders(path))
    try:
        os.kill(json.loads(path.read_text())["pid"], 0)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _lock_path(archive: Path) -> Path:
    resolved = archive.resolve()
    return resolved.with_name(resolved.name + ".lock")


def _read_holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        age = format_age(utc_now() - parse_utc(holder["since"]))
        return f"partynews {holder['command']} (process {holder['pid']}) since {holder['since']}, {age} ago"
    except (OSError, ValueError, KeyError):
        return "another run"


def format_age(age: timedelta) -> str:
    """Return an age in its largest unit, from seconds to days.

    >>> from datetime import timedelta
    >>> [format_age(timedelta(seconds=seconds)) for seconds in (8, 150, 8000, 200_000)]
    ['8 seconds', '2 minutes', '2 hours', '2 days']
    """
    seconds = max(int(age.total_seconds()), 0)
    for name, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{seconds // length} {name}{'s' * (seconds >= 2 * length)}"
    return f"{seconds} second{'s' * (seconds != 1)}"
