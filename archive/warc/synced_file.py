"""A WARC file while it is written: synced record by record, named when it is whole, mended after a crash."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from archive.disk import storage, sync_folder
from archive.warc.reader import Record, records

OPEN = ".open"
DAMAGED = ".damaged"


class WarcFile:
    """A WARC file being written under `NAME.open`; it gets its name when it is sealed.

    After a write that failed the file is cut back to its last whole record, so that nothing is
    ever appended to half a record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._open_path = path.with_name(path.name + OPEN)
        with storage(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._open_path.open("xb", buffering=0)
            sync_folder(path.parent)

    def append(self, data: bytes) -> int:
        """The offset at which `data` now lies, flushed and synced; raises StorageFailed."""
        offset = self.size
        with storage(self.path):
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
        """Give the file its name, durably."""
        with storage(self.path):
            self._file.close()
            _rename(self._open_path, self.path)


def mend(folder: Path) -> list[Path]:
    """Seal what dead runs left open under `folder`; the paths of tails that were set aside.

    A file is cut after its last whole record; what follows is kept beside it as `.damaged`. Call
    it only while no other run writes there.
    """
    return [tail for left in sorted(folder.glob(f"*/*{OPEN}")) if (tail := _mend_file(left))]


def _mend_file(left: Path) -> Path | None:
    sealed = left.with_name(left.name.removesuffix(OPEN))
    tail = sealed.with_name(sealed.name + DAMAGED)
    whole = max((r.offset + r.length for r in records(left) if isinstance(r, Record)), default=0)
    with storage(sealed), left.open("r+b") as file:
        file.seek(whole)
        rest = file.read()
        if rest:
            _write_synced(tail, rest)
            file.truncate(whole)
            os.fsync(file.fileno())
        if whole:
            _rename(left, sealed)
        else:
            left.unlink()
    return tail if rest else None


def _rename(source: Path, target: Path) -> None:
    source.rename(target)
    sync_folder(target.parent)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
