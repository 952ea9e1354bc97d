"""Input files on their way into the archive: copied beside the captures once, and listed record by record."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.article import Capture
from archive.wacz import ZIP_START, Member, warc_members
from archive.warc import Damage, Record, read_record, records
from crawler.warcfile import storage, sync_folder

IMPORTED = "imported"
BLOCK = 1024 * 1024
NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")
# A packed WARC hardly shrinks and a plain one by ten: what grows more than this is a bomb.
MOST_GROWTH = 100
CAPTURE_KINDS = {"response", "resource", "revisit"}


@dataclass(frozen=True, slots=True)
class Held:
    """A WARC or WACZ file as records are read from it; `name` is what `captures.file` says of it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an input file: the files to read, and what could not be taken from it."""

    files: list[Held]
    damages: list[Damage]


@dataclass(frozen=True, slots=True)
class Entry:
    """A captured page in a held file, without its body."""

    held: Held
    kind: str
    url: str
    captured: str
    status: int
    offset: int
    record_id: str
    payload_digest: str
    refers_to: tuple[str | None, str | None]

    def read(self) -> Record:
        """The record itself, read from the file."""
        return read_record(self.held.path, self.offset)


def take_in(path: Path, captures: Path | None, *, in_place: bool = False) -> Taken:
    """Where the records of the WARC or WACZ file `path` are read from: copies in `captures`/imported.

    A copy is named by its content and made once. A file under `captures` stays where it is; so
    does any file where `in_place` is set or there is no captures folder, and is then named by its
    absolute path. A WACZ is copied whole, unless its WARC files are compressed in it: then they are
    unpacked, because records are found by their offset. Raises StorageFailed.
    """
    path = path.resolve()
    if captures is not None and path.is_relative_to(captures.resolve()):
        return Taken([Held(path, path.relative_to(captures.resolve()).as_posix())], [])
    if captures is None or in_place:
        return Taken([Held(path, str(path))], [])
    members = _compressed_members(path)
    if members:
        return _unpack(path, members, captures)
    return Taken([_keep(lambda: _pieces(path), path.name, captures)], [])


def unreadable(path: Path) -> Damage | None:
    """Why `path` cannot be read at all, or None where it can."""
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        return Damage(path, 0, f"cannot be read: {error.strerror}")
    return None


def capture_of(record: Record, held: Held) -> Capture:
    """The capture that points at `record`; a record that has no web address has url None."""
    return Capture(
        url=web_address(record.url),
        captured=record.captured,
        status=record.status,
        file=held.name,
        offset=record.offset,
        length=record.length,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        etag=record.header("ETag"),
        last_modified=record.header("Last-Modified"),
    )


def web_address(url: str | None) -> str | None:
    """`url` where it is http(s), else None.

    >>> web_address("urn:sha1:ABC") is None
    True
    """
    return url if url and url.lower().startswith(("http://", "https://")) else None


class Inventory:
    """All captures in some held files, with the damages found and the counts of what is no capture."""

    def __init__(self, files: Iterable[Held]) -> None:
        self.entries: list[Entry] = []
        self.damages: list[Damage] = []
        self.passed_over: dict[str, int] = {}
        self.without_digest = 0
        for held in files:
            for found in records(held.path):
                self._note(found, held)

    def _note(self, found: Record | Damage, held: Held) -> None:
        if isinstance(found, Damage):
            self.damages.append(found)
        elif found.digest_ok is False:
            what = "the digest does not hold: this is not what was written"
            self.damages.append(Damage(held.path, found.offset, what))
        elif found.kind not in CAPTURE_KINDS or found.url is None:
            self.passed_over[found.kind] = self.passed_over.get(found.kind, 0) + 1
        else:
            self.without_digest += found.digest_ok is None and found.kind != "revisit"
            self.entries.append(_entry(found, found.url, held))


class Originals:
    """The records whose payload a revisit record repeats, among some entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._at: dict[tuple[str | None, str | None], Entry] = {}
        self._same_page: dict[tuple[str, str], Entry] = {}
        self._any_page: dict[str, Entry] = {}
        for entry in entries:
            if entry.kind != "revisit":
                self._at[entry.url, entry.captured] = entry
                self._same_page[entry.url, entry.payload_digest] = entry
                self._any_page.setdefault(entry.payload_digest, entry)

    def of(self, revisit: Entry) -> Entry | None:
        """The entry that holds the payload of `revisit`: of the same page where there is one."""
        return (
            self._same_page.get((revisit.url, revisit.payload_digest))
            or self._at.get(revisit.refers_to)
            or self._any_page.get(revisit.payload_digest)
        )


def _entry(record: Record, url: str, held: Held) -> Entry:
    return Entry(
        held=held,
        kind=record.kind,
        url=url,
        captured=record.captured,
        status=record.status,
        offset=record.offset,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        refers_to=record.refers_to,
    )


def _compressed_members(path: Path) -> list[Member]:
    """The WARC files of a WACZ, if any of them cannot be read where it lies."""
    with path.open("rb") as file:
        if file.read(len(ZIP_START)) != ZIP_START:
            return []
    try:
        members = warc_members(path)
    except (zipfile.BadZipFile, NotImplementedError):
        return []  # reading it will say so, and find what can be found
    return [] if all(member.stored for member in members) else members


def _unpack(path: Path, members: list[Member], captures: Path) -> Taken:
    taken = Taken([], [])
    for member in members:
        with zipfile.ZipFile(path) as wacz:
            info = wacz.getinfo(member.name)
            if why := _not_to_unpack(info):
                taken.damages.append(Damage(path, member.start, f"{member.name} {why}"))
                continue
            unpacked = _Unpacked(wacz, info)
            taken.files.append(_keep(unpacked.pieces, f"{path.stem}-{Path(member.name).name}", captures))
            if unpacked.broken:
                taken.damages.append(Damage(path, member.start, f"{member.name}: {unpacked.broken}"))
    return taken


def _not_to_unpack(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in a way that is not read here"
    if info.file_size > MOST_GROWTH * max(info.compress_size, 1):
        return f"would unpack from {info.compress_size} to {info.file_size} bytes: no WARC file does"
    return None


class _Unpacked:
    """A member of a zip file in pieces, up to where it is damaged; `broken` then says why."""

    def __init__(self, wacz: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._wacz = wacz
        self._info = info
        self.broken: str | None = None

    def pieces(self) -> Iterator[bytes]:
        try:
            with self._wacz.open(self._info) as stream:
                while piece := stream.read(BLOCK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            self.broken = str(error) or "the zip file ends in its middle"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(BLOCK):
            yield piece


def _keep(pieces: Callable[[], Iterator[bytes]], name: str, captures: Path) -> Held:
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
    return Held(copy, f"{IMPORTED}/{copy.name}")


def _write(pieces: Iterator[bytes], path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(path.parent)
