"""Input files of an import or replay: copied into the captures folder, each content once."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from archive.capture_files import list_in_place
from archive.disk import COPY_BLOCK_SIZE, explain_disk_errors, rename_synced
from archive.warc.members import GZIP_MAGIC, BrokenMember, GzipMember
from archive.warc.record import Damage
from crawler.ingest.decompression import CompressedWarc, compressed_warcs

IMPORTED_FOLDER = "imported"
ARC_MAGIC = b"filedesc:"
ARC_SUFFIXES = (".arc", ".arc.gz")
IS_ARC = "refused (arc): an ARC file, the format before WARC; convert it: warcio recompress FILE FILE.warc.gz"
UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
PART_SUFFIX = ".part"  # of a copy that has not got its name yet: .NAME.PROCESS-NUMBER.part
PREFIX_SIZE = 12  # letters of the SHA-256 of its content with which the name of a copy starts

_part_numbers = count()


@dataclass(frozen=True, slots=True)
class InputFile:
    """A WARC or WACZ file from which records are read.

    `name` is the value of `captures.file`; `source` is the file that the user gave. A copy that `name_copy`
    has yet to name has the name that it gets unless there is another copy of the same content.
    """

    path: Path
    name: str
    source: Path


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files in which the records of an input file are, and the parts of it that are damaged."""

    files: list[InputFile]
    damages: list[Damage]


def open_input(path: Path, captures: Path | None, *, in_place: bool = False) -> Inputs:
    """Return where the records of the WARC or WACZ file `path` are read: a copy in `captures`/imported.

    As `stage_input`, and copies have got their names.
    """
    staged = stage_input(path, captures, in_place=in_place)
    return Inputs([name_copy(file) for file in staged.files], staged.damages)


def stage_input(path: Path, captures: Path | None, *, in_place: bool = False) -> Inputs:
    """Return where the records of the WARC or WACZ file `path` are read, before new copies get their names.

    A copy is named by its content and made once: several processes may stage files, and one of them then
    calls `name_copy` in the order of the files. A file under `captures` stays where it is; so does any file
    with `in_place` or without a captures folder, named by its absolute path. As records are found by their
    offset, a file with several records in one gzip member, compressed with zstd, or deflated in its WACZ is
    decompressed; other files are copied byte for byte.

    Raises:
        StorageFailed: The copy cannot be written.
    """
    absolute = path.resolve()
    if captures is not None and absolute.is_relative_to(captures.resolve()):
        return Inputs([InputFile(absolute, absolute.relative_to(captures.resolve()).as_posix(), path)], [])
    if captures is not None and in_place:
        list_in_place(captures, absolute)
    if captures is None or in_place:
        return Inputs([InputFile(absolute, str(absolute), path)], [])
    compressed = compressed_warcs(path)
    if not compressed:
        return Inputs([_copy(lambda: _blocks(path), path.name, captures, path)], [])
    return _decompress(path, compressed, captures)


def copy_input(path: Path, name: str, captures: Path) -> str:
    """Return the name under `captures` of a copy of the file `path`, byte for byte, made once.

    Raises:
        StorageFailed: The copy cannot be written.
    """
    return name_copy(_copy(lambda: _blocks(path), name, captures, path)).name


def name_of_copy(sha256: str, name: str) -> str:
    """Return the name that a copy of a file gets: a part of its sum, and its own name."""
    return f"{sha256[:PREFIX_SIZE]}-{UNSAFE_IN_NAME.sub('_', name)[-100:]}"


def link_input(path: Path, sha256: str, captures: Path) -> InputFile:
    """Return the file `path` under the name that its copy would have; it is linked there if it exists."""
    name = name_of_copy(sha256, path.name)
    link = captures / IMPORTED_FOLDER / name
    link.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and not link.is_symlink():
        link.symlink_to(path)
    return InputFile(link, f"{IMPORTED_FOLDER}/{name}", path)


def read_error(path: Path) -> Damage | None:
    """Return why `path` cannot be read at all, or None where it can."""
    try:
        with path.open("rb") as file:
            start = file.read(len(ARC_MAGIC))
            if start.startswith(GZIP_MAGIC):
                start = _unpacked_start(file, path)
    except OSError as error:
        return Damage(path, 0, f"cannot be read: {error.strerror}")
    is_arc = start == ARC_MAGIC or path.name.lower().endswith(ARC_SUFFIXES)
    return Damage(path, 0, IS_ARC) if is_arc else None


def _unpacked_start(file: BinaryIO, path: Path) -> bytes:
    try:
        return GzipMember(file, 0, path.stat().st_size).read(len(ARC_MAGIC)) or b""
    except BrokenMember:
        return b""


def _decompress(path: Path, compressed: list[CompressedWarc], captures: Path) -> Inputs:
    inputs = Inputs([], [])
    for part in compressed:
        if part.is_supported:
            inputs.files.append(_copy(part.blocks, part.name, captures, None))
        if part.damage:
            inputs.damages.append(Damage(path, part.offset, f"{part.name}: {part.damage}"))
    return inputs


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(COPY_BLOCK_SIZE):
            yield block


def name_copy(file: InputFile) -> InputFile:
    """Return a staged file under its name; of copies with the same content the first one is kept.

    Raises:
        StorageFailed: The copy cannot be renamed.
    """
    if file.path.suffix != PART_SUFFIX:
        return file
    path = file.path.with_name(Path(file.name).name)
    existing = _find_copy(path.parent, path.name[:PREFIX_SIZE])
    with explain_disk_errors(path):
        if existing is None:
            rename_synced(file.path, path)
        else:
            file.path.unlink()
    return _input_file(existing or path, file.source if file.source != file.path else None)


def remove_unnamed_copies(captures: Path) -> None:
    """Remove the copies that a killed import has not named; the caller holds the lock of the archive."""
    for part in (captures / IMPORTED_FOLDER).glob(f".*{PART_SUFFIX}"):
        part.unlink()


def _copy(blocks: Callable[[], Iterator[bytes]], name: str, captures: Path, source: Path | None) -> InputFile:
    """Return the copy under `captures`/imported, written now or by an earlier import.

    Without `source`, damages are reported of the copy itself.
    """
    digest = hashlib.sha256()
    for block in blocks():
        digest.update(block)
    folder = captures / IMPORTED_FOLDER
    existing = _find_copy(folder, digest.hexdigest()[:PREFIX_SIZE])
    if existing is not None:
        return _input_file(existing, source)
    copy = name_of_copy(digest.hexdigest(), name)
    part = folder / f".{copy}.{os.getpid()}-{next(_part_numbers)}{PART_SUFFIX}"
    _write(blocks(), part)
    return InputFile(part, f"{IMPORTED_FOLDER}/{copy}", source or part)


def _find_copy(folder: Path, prefix: str) -> Path | None:
    return next(folder.glob(f"{prefix}-*"), None)


def _input_file(copy: Path, source: Path | None) -> InputFile:
    return InputFile(copy, f"{IMPORTED_FOLDER}/{copy.name}", source or copy)


def _write(blocks: Iterator[bytes], path: Path) -> None:
    with explain_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
