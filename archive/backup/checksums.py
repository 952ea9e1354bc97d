"""The list of the files of a backup with their sums, in the form that `sha256sum --check` reads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from archive import exit_codes
from archive.disk import COPY_BLOCK_SIZE, explain_disk_errors, sync_file
from archive.errors import ArchiveError

MANIFEST = "manifest-sha256.txt"


class NotABackup(ArchiveError):
    """A folder that no `partynews backup` has written."""

    exit_code = exit_codes.DAMAGED


def read_manifest(folder: Path) -> dict[str, str]:
    """Path within `folder` -> hex SHA-256, for each file of the backup; raises NotABackup."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        raise NotABackup(f"{folder} is not a backup: there is no {MANIFEST} in it.") from None
    sums = {}
    for line in lines:
        total, _, name = line.partition("  ")
        if len(total) != 64 or not _is_inside(name):
            raise NotABackup(f"{folder} is not a backup: its {MANIFEST} says {line[:100]!r}.")
        sums[name] = total
    return sums


def write_manifest(folder: Path, sums: Mapping[str, str]) -> None:
    """Write down what `folder` holds, durably."""
    path = folder / MANIFEST
    lines = [f"{sums[name]}  {name}\n" for name in sorted(sums)]
    path.write_text("".join(lines), encoding="utf-8")
    sync_file(path)


def copy_file(source: BinaryIO, target: Path, length: int) -> str:
    """The hex SHA-256 of `length` bytes of `source`, now on disk at `target`; raises StorageFailed."""
    with explain_disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            total = hashlib.sha256()
            for block in _blocks(source, length):
                total.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
            _forget(file)
    return total.hexdigest()


def sum_of(path: Path, length: int | None = None) -> str:
    """The hex SHA-256 of a file, or of its first `length` bytes."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        for block in _blocks(file, path.stat().st_size if length is None else length):
            total.update(block)
    return total.hexdigest()


def _blocks(source: BinaryIO, length: int) -> Iterator[bytes]:
    while length and (block := source.read(min(COPY_BLOCK_SIZE, length))):
        length -= len(block)
        yield block


def _forget(file: BinaryIO) -> None:
    """Let go of what memory holds of a synced file, so that reading it again asks the disk."""
    if hasattr(os, "posix_fadvise"):  # not on macOS
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _is_inside(name: str) -> bool:
    path = Path(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts
