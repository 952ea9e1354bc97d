"""Manifest of a backup: its files with SHA-256 checksums, in the format of `sha256sum --check`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from archive import exit_codes
from archive.disk import COPY_BLOCK_SIZE, explain_disk_errors, sync_file
from archive.errors import ArchiveError

DATABASE, MANIFEST = "archive.db", "manifest-sha256.txt"


class NotABackup(ArchiveError):
    """A folder that was not written by `partynews backup`."""

    exit_code = exit_codes.DAMAGED


def read_manifest(folder: Path) -> dict[str, str]:
    """Return the files of a backup: path within `folder` -> hex SHA-256.

    Raises:
        NotABackup: The manifest is missing, or a line of it is invalid.
    """
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        raise NotABackup(f"{folder} is not a backup: it has no {MANIFEST}.") from None
    checksums = {}
    for line in lines:
        checksum, _, name = line.partition("  ")
        if len(checksum) != 64 or not _is_inside(name):
            raise NotABackup(f"{folder} is not a backup: {MANIFEST} has an invalid line {line[:100]!r}.")
        checksums[name] = checksum
    return checksums


def write_manifest(folder: Path, checksums: Mapping[str, str]) -> None:
    """Write and sync the manifest of `folder`, sorted by path."""
    path = folder / MANIFEST
    lines = [f"{checksums[name]}  {name}\n" for name in sorted(checksums)]
    path.write_text("".join(lines), encoding="utf-8")
    sync_file(path)


def copy_file(source: BinaryIO, target: Path, length: int) -> str:
    """Copy `length` bytes of `source` to the new file `target`, sync it, and return its hex SHA-256.

    Raises:
        StorageFailed: The disk is full or failing, or `target` exists.
    """
    with explain_disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            sha256 = hashlib.sha256()
            for block in _read_blocks(source, length):
                sha256.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
            _drop_cache(file)
    return sha256.hexdigest()


def hash_file(path: Path, length: int | None = None) -> str:
    """Return the hex SHA-256 of a file, or of its first `length` bytes."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        for block in _read_blocks(file, path.stat().st_size if length is None else length):
            sha256.update(block)
    return sha256.hexdigest()


def _read_blocks(source: BinaryIO, length: int) -> Iterator[bytes]:
    while length and (block := source.read(min(COPY_BLOCK_SIZE, length))):
        length -= len(block)
        yield block


def _drop_cache(file: BinaryIO) -> None:
    """Drop the cached pages of a synced file, so that the next read is from the disk."""
    if hasattr(os, "posix_fadvise"):  # not on macOS
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _is_inside(name: str) -> bool:
    path = Path(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts
