"""Files that must be whole and stay so: errors of the disk as sentences, names and bytes made durable."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from archive.errors import StorageFailed


@contextlib.contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turns an error of the operating system on `path` into StorageFailed, a sentence for a person."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(f"Cannot write {path}: {error.strerror or error}") from error


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a new or renamed file may else be gone after a power cut."""
    _sync(folder)


def sync_file(path: Path) -> None:
    """Make the bytes of a file durable that somebody else has written."""
    _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
