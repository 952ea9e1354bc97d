"""Input files of an import or replay: copied into the captures folder, each content once."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.capture_files import list_in_place
from archive.disk import COPY_BLOCK_SIZE, explain_disk_errors, sync_folder
from archive.warc.members import GZIP_MAGIC, BrokenMember, GzipMember
from archive.warc.record import Damage
from crawler.ingest.decompression import CompressedWarc, compressed_warcs

IMPORTED_FOLDER = "imported"
ARC_MAGIC = b"filedesc:"
ARC_SUFFIXES = (".arc", ".arc.gz")
IS_ARC = "refused (arc): an ARC file, the format before WARC; convert it: warcio recompress FILE FILE.warc.gz"
UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A WARC or WACZ file from which records are read.

    `name` is the value of `captures.file`; `source` is the file that the user gave.
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

    A copy is named by its content and made once. A file under `captures` stays where it is; so does any file
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
        name = copy_input(path, path.name, captures)
        return Inputs([InputFile(captures / name, name, path)], [])
    return _decompress(path, compressed, captures)


def copy_input(path: Path, name: str, captures: Path) -> str:
    """Return the name under `captures` of a copy of the file `path`, byte for byte, made once.

    Raises:
        StorageFailed: The copy cannot be written.
    """
    copy = _copy(lambda: _blocks(path), name, captures)
    return f"{IMPORTED_FOLDER}/{copy.name}"


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
            copy = _copy(part.blocks, part.name, captures)
            inputs.files.append(InputFile(copy, f"{IMPORTED_FOLDER}/{copy.name}", copy))
        if part.damage:
            inputs.damages.append(Damage(path, part.offset, f"{part.name}: {part.damage}"))
    return inputs


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(COPY_BLOCK_SIZE):
            yield block


def _copy(blocks: Callable[[], Iterator[bytes]], name: str, captures: Path) -> Path:
    """Return the copy under `captures`/imported, written now or by an earlier import."""
    digest = hashlib.sha256()
    for block in blocks():
        digest.update(block)
    prefix = digest.hexdigest()[:12]
    folder = captures / IMPORTED_FOLDER
    copy = next(folder.glob(f"{prefix}-*"), None)
    if copy is None:
        copy = folder / f"{prefix}-{UNSAFE_IN_NAME.sub('_', name)[-100:]}"
        _write(blocks(), copy)
    return copy


def _write(blocks: Iterator[bytes], path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    with explain_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(path.parent)
