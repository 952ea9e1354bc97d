"""Keeping WARC files: what came over the wire is on disk, whole and synced, before anything is made of it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from archive.clock import utc_now
from archive.warc.record_builder import warcinfo
from archive.warc.synced_file import OPEN, WarcFile, mend

if TYPE_CHECKING:
    from archive.article import Capture
    from archive.clock import utc_now
from archive.warc.record_builder import Records

__all__ = ["CaptureWriter", "mend"]

LARGEST_FILE = 1024**3
GZIP_LEVEL = 6  # 9 takes half as long again for a third of a per cent less


class CaptureWriter:
    """The WARC files of one run of one site, in `folder`/SITE.

    Files are made when there is something to write, begin with a warcinfo record, and are sealed
    when they reach `largest` bytes, and by `seal()`. Any thread may write.
    """

    def __init__(self, folder: Path, site: str, run_id: int, *, largest: int = LARGEST_FILE) -> None:
        self._folder = folder / site
        self._site = site
        self._run_id = run_id
        self._largest = largest
        self._file: WarcFile | None = None
        self._lock = Lock()

    def write(self, records: Records) -> Capture:
        """The capture with its place, all its records synced to disk; raises StorageFailed."""
        packed = [_packed(plain) for plain in records.plain]
        with self._lock:
            file = self._current()
            offset = file.append(b"".join(packed))
        name = f"{self._site}/{file.path.name}"
        return replace(records.capture, file=name, offset=offset, length=len(packed[0]))

    def seal(self) -> None:
        """Seal the file that is open, if there is one."""
        with self._lock:
            self._seal()

    def _seal(self) -> None:
        if self._file is not None:
            self._file.seal()
            self._file = None

    def _current(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._largest:
            self._seal()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> WarcFile:
        stem = f"{self._site}-{utc_now():%Y%m%d%H%M%S}-{self._run_id}"
        file = WarcFile(_unused(self._folder, stem))
        about = {
            "software": "partynews",
            "format": "WARC File Format 1.1",
            "isPartOf": f"{self._site}, run {self._run_id}",
        }
        file.append(_packed(warcinfo(file.path.name, about)))
        return file


def _packed(plain: bytes) -> bytes:
    """A record as a WARC file has it: a gzip member of its own."""
    return gzip.compress(plain, GZIP_LEVEL, mtime=0)


def _unused(folder: Path, stem: str) -> Path:
    """A path in `folder` under whose name no file was begun or sealed yet."""
    part, path = 1, folder / f"{stem}.warc.gz"
    while path.exists() or path.with_name(path.name + OPEN).exists():
        part += 1
        path = folder / f"{stem}-{part}.warc.gz"
    return path
