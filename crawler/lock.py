"""One writer at a time: the lock file beside the archive, and who holds it since when."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Locked(ArchiveError):
    """Another run works on the archive."""

    exit_code = 5


@contextmanager
def archive_lock(archive: Path, command: str) -> Iterator[None]:
    """Hold the archive for crawl, replay, import, reread or restore while the block runs.

    The lock is the kernel's: it falls with the process, so a killed run never leaves it behind.
    Raises Locked at once, naming the holder, where another run has it.
    """
    path = archive.with_name(archive.name + ".lock")
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(f"{archive} is in use by {_holder(path)}. Wait for it to end.") from None
    try:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        path.write_text(json.dumps({"pid": os.getpid(), "command": command, "since": now}))
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        return f"partynews {holder['command']} (process {holder['pid']}) since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "another run"
