"""A folder that is written under another name, and gets its own when it is whole."""

from __future__ import annotations

import fcntl
import glob
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from archive import exit_codes
from archive.disk import storage, sync_folder
from archive.errors import ArchiveError, no_folder
from archive.export.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class OutExists(ArchiveError):
    """There is something where the corpus is to be."""

    exit_code = exit_codes.USAGE


@contextmanager
def written_aside(out: Path, *, replace: bool) -> Iterator[Path]:
    """A new folder beside `out`, which takes its place when the block ends well and is gone otherwise.

    What exports left that were killed is taken away. Raises OutExists and StorageFailed.
    """
    _check_place(out, replace=replace)
    aside = out.with_name(f".{out.name}.{secrets.token_hex(4)}.new")
    with storage(out):
        _sweep(out)
        try:
            aside.mkdir()
            with _locked(aside):
                yield aside
            os.sync()  # one for all: a corpus may be a hundred thousand files
            _put(aside, out)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _check_place(out: Path, *, replace: bool) -> None:
    if not out.absolute().parent.is_dir():
        raise no_folder(out)
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    is_export = any((out / inside / MANIFEST).exists() for inside in ("", "data"))
    if not (replace and is_export):
        raise OutExists(
            f"{out} is there already. Name another folder"
            + (", or put the new corpus in its place with --replace." if is_export else ".")
        )


def _put(new: Path, out: Path) -> None:
    """Give a finished folder its name; what stood there is taken away afterwards."""
    old = new.with_suffix(".old")
    if out.exists():
        out.rename(old)
    new.rename(out)
    sync_folder(out.absolute().parent)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(out: Path) -> None:
    """Remove the folders of exports to `out` that nobody writes any more."""
    for left in out.absolute().parent.glob(f".{glob.escape(out.name)}.*.new"):
        with suppress(BlockingIOError), _locked(left):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder for the block, or until a kill; raises BlockingIOError where another process does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
