"""Write a folder under a temporary name and rename it when it is complete."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from archive import exit_codes
from archive.disk import explain_disk_errors, sync_folder
from archive.errors import ArchiveError, no_folder
from archive.export.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "lock"


class OutputExists(ArchiveError):
    """The output folder exists and must not be overwritten."""

    exit_code = exit_codes.USAGE


@contextmanager
def atomic_folder(out: Path, *, replace: bool) -> Iterator[Path]:
    """Yield a new folder that is renamed to `out` if the block succeeds, and removed if it fails.

    Removes what killed exports to `out` left behind. With `replace`, `out` may be an earlier export. Raises
    OutputExists and StorageFailed.
    """
    _check_output(out, replace=replace)
    # A lock file in the work folder tells other exports that it is in use; a kill releases the lock.
    work = out.with_name(f".{out.name}.{secrets.token_hex(4)}.new")
    with explain_disk_errors(out):
        _remove_leftovers(out)
        try:
            work.mkdir()
            with FileLock(work / LOCK, blocking=False):
                new = work / "folder"
                new.mkdir()
                yield new
                os.sync()  # one call for all: a corpus can have a hundred thousand files
                _move_to(out, new, work.with_suffix(".old"))
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _check_output(out: Path, *, replace: bool) -> None:
    if not out.absolute().parent.is_dir():
        raise no_folder(out)
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    is_export = any((out / inside / MANIFEST).exists() for inside in ("", "data"))
    if not (replace and is_export):
        raise OutputExists(
            f"{out} exists. Choose another folder"
            + (", or overwrite the earlier export with --replace." if is_export else ".")
        )


def _move_to(out: Path, new: Path, old: Path) -> None:
    """Rename `new` to `out`; what was there is renamed to `old` first and removed afterwards."""
    if out.exists():
        out.rename(old)
    new.rename(out)
    sync_folder(out.absolute().parent)
    shutil.rmtree(old, ignore_errors=True)


def _remove_leftovers(out: Path) -> None:
    """Remove the work folders of exports to `out` that no longer run."""
    for left in out.absolute().parent.glob(f".{glob.escape(out.name)}.*.new"):
        with suppress(Timeout, FileNotFoundError), FileLock(left / LOCK, blocking=False):
            shutil.rmtree(left, ignore_errors=True)
