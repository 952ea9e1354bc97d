"""Durable files: report disk errors as StorageFailed, sync files, folders and renames."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from archive.errors import StorageFailed, disk_failing, disk_full, not_writable

COPY_BLOCK_SIZE = 1024 * 1024  # bytes read at once when a file is copied or hashed


@contextlib.contextmanager
def explain_disk_errors(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into StorageFailed with a message about `path`."""
    try:
        yield
    except OSError as error:
        raise storage_error(path, error) from error


def storage_error(path: Path | str, error: OSError) -> StorageFailed:
    """Return what an OSError means for the file at `path`: a full or failing disk, or no permission."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return disk_full(path)
        case errno.EIO:
            return disk_failing(path, error.strerror)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return not_writable(path, error.strerror)
    return StorageFailed(f"Cannot write {path}: {error.strerror or error}.")


def sync_folder(folder: Path) -> None:
    """Sync the entries of `folder`: without it a power cut can undo a new or renamed file."""
    _sync(folder)


def sync_file(path: Path) -> None:
    """Sync the bytes of a file that another program or library has written."""
    _sync(path)


def rename_synced(source: Path, target: Path) -> None:
    """Rename a file and sync the folder of its new name."""
    source.rename(target)
    sync_folder(target.parent)


def free_space(folder: Path) -> int:
    """Return the bytes that this user can still write to the disk of `folder`."""
    return shutil.disk_usage(folder).free


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
