"""WARC files on disk: append and sync, seal, open; a file being written is named `NAME.open`."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO

from archive.disk import explain_disk_errors, rename_synced, sync_folder

OPEN_SUFFIX = ".open"


class WarcFile:
    """A WARC file being written as `NAME.open`; sealing gives it its name.

    After a failed write the file is truncated to its last complete record, so nothing is ever
    appended to part of a record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._unsealed = unsealed_path(path)
        with explain_disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._unsealed.open("xb", buffering=0)
            sync_folder(path.parent)

    def append(self, data: bytes) -> int:
        """Write and sync `data`; return its offset in bytes.

        Raises:
            StorageFailed: The disk is full or failing; the file is as before.
        """
        offset = self.size
        with explain_disk_errors(self.path):
            try:
                self._write(data)
            except OSError:
                with contextlib.suppress(OSError):
                    self._file.truncate(offset)
                raise
        self.size += len(data)
        return offset

    def _write(self, data: bytes) -> None:
        self._file.seek(self.size)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        os.fsync(self._file.fileno())

    def seal(self) -> None:
        """Close the file and rename it durably to its name without `.open`."""
        with explain_disk_errors(self.path):
            self._file.close()
            rename_synced(self._unsealed, self.path)


def unsealed_path(path: Path) -> Path:
    """Return the name that the WARC file `path` has while it is written."""
    return path.with_name(path.name + OPEN_SUFFIX)


def open_warc(path: Path, min_size: int = 0) -> BinaryIO:
    """Open the WARC file `path`, sealed or still being written, for reading.

    Raises:
        FileNotFoundError: Neither exists with at least `min_size` bytes.
    """
    # A writer can seal the file between the first two attempts.
    for candidate in (path, unsealed_path(path), path):
        with contextlib.suppress(FileNotFoundError):
            file = candidate.open("rb")
            if os.fstat(file.fileno()).st_size >= min_size:
                return file
            file.close()
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
