"""Write captures to WARC files, synced before the database refers to them; recover files of killed runs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from isal import igzip_lib

from archive.clock import utc_now
from archive.disk import explain_disk_errors, rename_synced, sync_folder
from archive.warc.reader import read_records
from archive.warc.record import Record
from archive.warc.record_builder import build_warcinfo
from archive.warc.warc_file import OPEN_SUFFIX, WarcFile, unsealed_path

if TYPE_CHECKING:
    from archive.article import Capture
    from archive.warc.record_builder import BuiltRecords

MAX_FILE_SIZE = 1024**3  # bytes; WARC 1.1 recommends files of about 1 GB
# Of ISA-L's levels and buffer sizes the one whose records are at most a tenth larger than those of gzip -6.
GZIP = {"level": 3, "flag": igzip_lib.COMP_GZIP, "mem_level": igzip_lib.MEM_LEVEL_MIN}
DAMAGED_SUFFIX = ".damaged"


class CaptureWriter:
    """Writes the captures of one site in one run to `folder/SITE/SITE-TIME-RUN.warc.gz`.

    A file is created for the first record, starts with a warcinfo record, and is sealed when it
    reaches `max_size` bytes, and by `seal()`. Threads may share a writer.
    """

    def __init__(self, folder: Path, site: str, run_id: int, *, max_size: int = MAX_FILE_SIZE) -> None:
        self._folder = folder / site
        self._site = site
        self._run_id = run_id
        self._max_size = max_size
        self._file: WarcFile | None = None
        self._lock = Lock()

    def write(self, records: BuiltRecords) -> Capture:
        """Write and sync all records; return the capture with its file, offset and length.

        Raises:
            StorageFailed: The disk is full or failing; nothing of the records is kept.
        """
        members = [_gzip_member(record) for record in records.uncompressed]
        with self._lock:
            file = self._current_file()
            offset = file.append(b"".join(members))
        name = f"{self._site}/{file.path.name}"
        return replace(records.capture, file=name, offset=offset, length=len(members[0]))

    def seal(self) -> None:
        """Seal the file that is being written, if there is one."""
        with self._lock:
            self._seal()

    def _seal(self) -> None:
        if self._file is not None:
            self._file.seal()
            self._file = None

    def _current_file(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._max_size:
            self._seal()
        if self._file is None:
            self._file = self._create_file()
        return self._file

    def _create_file(self) -> WarcFile:
        stem = f"{self._site}-{utc_now():%Y%m%d%H%M%S}-{self._run_id}"
        file = WarcFile(_unused_path(self._folder, stem))
        fields = {
            "software": "partynews",
            "format": "WARC File Format 1.1",
            "isPartOf": f"{self._site}, run {self._run_id}",
        }
        file.append(_gzip_member(build_warcinfo(file.path.name, fields)))
        return file


def recover_unsealed(folder: Path) -> list[Path]:
    """Seal the files that killed runs left unsealed under `folder`; return the paths of damaged tails.

    A file is truncated after its last complete record; the rest is kept beside it as `NAME.damaged`.
    The caller makes sure that no other run writes there.

    Raises:
        StorageFailed: The disk is full, failing or read-only.
    """
    return [tail for file in sorted(folder.glob(f"*/*{OPEN_SUFFIX}")) if (tail := _recover(file))]


def _recover(unsealed: Path) -> Path | None:
    sealed = unsealed.with_name(unsealed.name.removesuffix(OPEN_SUFFIX))
    tail = sealed.with_name(sealed.name + DAMAGED_SUFFIX)
    ends = (record.offset + record.length for record in read_records(unsealed) if isinstance(record, Record))
    end = max(ends, default=0)
    with explain_disk_errors(sealed), unsealed.open("r+b") as file:
        file.seek(end)
        rest = file.read()
        if rest:
            _write_synced(tail, rest)
            file.truncate(end)
            os.fsync(file.fileno())
        if end:
            rename_synced(unsealed, sealed)
        else:
            unsealed.unlink()
    return tail if rest else None


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _gzip_member(record: bytes) -> bytes:
    return igzip_lib.compress(record, **GZIP)


def _unused_path(folder: Path, stem: str) -> Path:
    """Return a path in `folder` that no sealed or unsealed file has."""
    part, path = 1, folder / f"{stem}.warc.gz"
    while path.exists() or unsealed_path(path).exists():
        part += 1
        path = folder / f"{stem}-{part}.warc.gz"
    return path
