"""Input files on their way into the archive: copied beside the captures, each content once."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.disk import COPY_BLOCK_SIZE, explain_disk_errors, sync_folder
from archive.warc.record import Damage
from crawler.ingest.unpack import Packed, packed_files

IMPORTED = "imported"
NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Held:
    """A WARC or WACZ file as records are read from it.

    `name` is what `captures.file` says of it, `source` is the same bytes as the user knows them.
    """

    path: Path
    name: str
    source: Path


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an input file: the files to read, and what could not be taken from it."""

    files: list[Held]
    damages: list[Damage]


def take_in(path: Path, captures: Path | None, *, in_place: bool = False) -> Taken:
    """Where the records of the WARC or WACZ file `path` are read from: copies in `captures`/imported.

    A copy is named by its content and made once. A file under `captures` stays where it is; so
    does any file where `in_place` is set or there is no captures folder, and is then named by its
    absolute path. Records are found by their offset: what is compressed as a whole (a file that
    was gzipped in one piece, a WARC file deflated in its WACZ) is kept unpacked, any other file
    byte for byte. Raises StorageFailed.
    """
    absolute = path.resolve()
    if captures is not None and absolute.is_relative_to(captures.resolve()):
        return Taken([Held(absolute, absolute.relative_to(captures.resolve()).as_posix(), path)], [])
    if captures is None or in_place:
        return Taken([Held(absolute, str(absolute), path)], [])
    packed = packed_files(path)
    if not packed:
        copy = _keep(lambda: _pieces(path), path.name, captures)
        return Taken([Held(copy, f"{IMPORTED}/{copy.name}", path)], [])
    return _unpack(path, packed, captures)


def unreadable(path: Path) -> Damage | None:
    """Why `path` cannot be read at all, or None where it can."""
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        return Damage(path, 0, f"cannot be read: {error.strerror}")
    return None


def _unpack(path: Path, packed: list[Packed], captures: Path) -> Taken:
    taken = Taken([], [])
    for part in packed:
        if part.readable:
            copy = _keep(part.pieces, part.name, captures)
            taken.files.append(Held(copy, f"{IMPORTED}/{copy.name}", copy))
        if part.broken:
            taken.damages.append(Damage(path, part.offset, f"{part.name}: {part.broken}"))
    return taken


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(COPY_BLOCK_SIZE):
            yield piece


def _keep(pieces: Callable[[], Iterator[bytes]], name: str, captures: Path) -> Path:
    """The copy of a file under `captures`/imported, made now or found there from before."""
    digest = hashlib.sha256()
    for piece in pieces():
        digest.update(piece)
    prefix = digest.hexdigest()[:12]
    folder = captures / IMPORTED
    copy = next(folder.glob(f"{prefix}-*"), None)
    if copy is None:
        copy = folder / f"{prefix}-{NO_NAME.sub('_', name)[-100:]}"
        _write(pieces(), copy)
    return copy


def _write(pieces: Iterator[bytes], path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    with explain_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(path.parent)
