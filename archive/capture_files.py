"""Where WARC files are: under the captures folder, or at an absolute path that an import in place has listed.

The column `captures.file` of an archive from elsewhere may name any file of this machine. It is read only
under the captures folder, or where `import --in-place` on this machine has listed it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path, PurePosixPath

from archive.disk import explain_disk_errors, sync_folder
from archive.warc.record import BrokenRecord

CAPTURES = "captures"
OUTSIDE = "is outside the captures folder: not read; if it is your file, import it again with --in-place"
AT_URL = "is at a URL: not read"
LIST_SUFFIX = ".in-place"  # of the list beside the captures folder: a path on each line


class OutsideCaptures(BrokenRecord):
    """The file of a capture is at a URL, or outside the captures folder and in no import in place."""


def captures_beside(archive: Path) -> Path:
    """Return the default folder of the WARC files: beside the database, or beside the file it links to."""
    real = archive.resolve().parent / CAPTURES
    beside_link = archive.parent / CAPTURES
    return beside_link if beside_link.is_dir() and not real.is_dir() else real


def capture_path(captures: Path, name: str) -> Path:
    """Return the path of the WARC file `name`, a value of `captures.file`, for the folder `captures`.

    Raises:
        OutsideCaptures: The path is outside the folder and not of an import in place, or it is a URL.
    """
    if is_at_url(name):
        raise OutsideCaptures(AT_URL)
    if is_outside(name) and name not in _listed(captures):
        raise OutsideCaptures(OUTSIDE)
    return captures / name


def is_outside(name: str) -> bool:
    """Return whether a value of `captures.file` leads out of the captures folder, or is a URL.

    >>> is_outside("nhandan/a.warc.gz"), is_outside("/srv/a.warc.gz"), is_outside("../a.warc.gz")
    (False, True, True)
    """
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or is_at_url(name)


def is_at_url(name: str) -> bool:
    """Return whether a value of `captures.file` is a URL: a merge of shards has left the file there.

    >>> is_at_url("s3://bucket/a.warc.gz"), is_at_url("nhandan/a.warc.gz")
    (True, False)
    """
    return "://" in name


def list_in_place(captures: Path, file: Path) -> None:
    """Add the absolute path `file` to the list of the folder `captures`, durably.

    Raises:
        StorageFailed: The list cannot be written.
    """
    path = _list_path(captures)
    if "\n" in str(file) or str(file) in _listed(captures):
        return
    with explain_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="surrogateescape") as listed:
            listed.write(f"{file}\n")
            listed.flush()
            os.fsync(listed.fileno())
        sync_folder(path.parent)


def _list_path(captures: Path) -> Path:
    folder = captures.resolve()
    return folder.with_name(folder.name + LIST_SUFFIX)


def _listed(captures: Path) -> frozenset[str]:
    path = _list_path(captures)
    try:
        stat = path.stat()
    except FileNotFoundError:
        return frozenset()
    return _read_list(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _read_list(path: Path, _mtime: int, _size: int) -> frozenset[str]:
    return frozenset(path.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
