"""One writer at a time: the lock file beside the archive, and who holds it since when."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from archive import exit_codes
from archive.clock import format_utc, parse_utc, utc_now
from archive.disk import storage
from archive.errors import ArchiveError, no_archive, no_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta


class Locked(ArchiveError):
    """Another run works on the archive."""

    exit_code = exit_codes.LOCKED


@contextmanager
def archive_lock(archive: Path, command: str, *, create: bool = True) -> Iterator[None]:
    """Hold the archive for crawl, replay, import, reread or restore while the block runs.

    The lock is the kernel's: it falls with the process, so a killed run never leaves it behind.
    Raises Locked at once, naming the holder, where another run has it; StorageFailed where there is
    no folder for the file, and NotAnArchive where none is there and `create` does not allow one.
    """
    if not create and not archive.exists():
        raise no_archive(archive)
    if not archive.parent.is_dir():
        raise no_folder(archive)
    whole = archive.resolve()  # by whatever link it is reached
    path = whole.with_name(whole.name + ".lock")
    lock = FileLock(path, blocking=False)
    with storage(path):
        try:
            lock.acquire()
        except Timeout:
            raise Locked(f"{archive} is in use by {_holder(path)}. Wait for it to end.") from None
    try:
        with storage(path):
            path.write_text(
                json.dumps({"pid": os.getpid(), "command": command, "since": format_utc(utc_now())})
            )
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        age = _in_words(utc_now() - parse_utc(holder["since"]))
        return f"partynews {holder['command']} (process {holder['pid']}) since {holder['since']}, {age} ago"
    except (OSError, ValueError, KeyError):
        return "another run"


def _in_words(age: timedelta) -> str:
    """An age as a person says it.

    >>> from datetime import timedelta
    >>> [_in_words(timedelta(seconds=seconds)) for seconds in (8, 150, 8000, 200_000)]
    ['8 seconds', '2 minutes', '2 hours', '2 days']
    """
    seconds = max(int(age.total_seconds()), 0)
    for name, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{seconds // length} {name}{'s' * (seconds >= 2 * length)}"
    return f"{seconds} second{'s' * (seconds != 1)}"
