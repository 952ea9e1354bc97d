"""Write the shard of one WARC file: read its records on this machine, and publish them as Parquet."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from archive.article import sha256_of
from archive.disk import COPY_BLOCK_SIZE
from archive.version import own_version
from archive.warc.record import Damage
from crawler.fetch.meaning import ArticleRead
from crawler.ingest.capture_index import CaptureIndex
from crawler.ingest.decompression import compressed_warcs
from crawler.ingest.entry_table import EntryTable
from crawler.ingest.import_work import is_warc
from crawler.ingest.input_files import InputFile, Inputs, open_input, read_error
from crawler.ingest.prepare import ImportTask, Prepared, RecordReader
from crawler.parse.read import READER_VERSION
from crawler.shards.shard_folder import (
    Manifest,
    ShardDamage,
    ShardFile,
    ShardFolder,
    absolute_url,
    open_url,
    reason_of,
)
from crawler.shards.shard_tables import ARTICLES, RECORDS, article_row, partition_of, record_row, table_bytes
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archive.database.rows import Row
    from crawler.ingest.capture_index import CaptureEntry
    from crawler.ingest.import_scope import ImportScope
    from crawler.site import Site

ADDRESS_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")  # in the repr of a function
NOT_A_WARC = "refused: not a WARC or WACZ file; import single pages and dumps into an archive"


@dataclass(frozen=True, slots=True)
class ShardContext:
    """What all tasks share: the reader of the sites, the folder of the shards, and what manifests say.

    `scope` says which pages are read, `sites_sha256` is a sum of what the site files say: the same on each
    machine.
    """

    reader: RecordReader
    out: str
    scope: dict[str, str | bool | None]
    sites_sha256: str

    @classmethod
    def of(cls, sites: Mapping[str, Site], scope: ImportScope, out: str) -> Self:
        """Return the context for the pages of a scope."""
        known = dict(sites) if scope.only is None else {scope.only: sites[scope.only]}
        described = ADDRESS_IN_MEMORY.sub("", repr(sorted(known.items())))
        asked = {"only": scope.only, "generic": scope.generic}
        return cls(RecordReader(known, scope), absolute_url(out), asked, sha256_of(described))


@dataclass(frozen=True, slots=True)
class ShardResult:
    """The result for one input: its shard was `written` or already `known`, or writing it has `failed`."""

    input: str
    state: Literal["written", "known", "failed"]
    records: int = 0
    articles: int = 0
    damages: tuple[Damage, ...] = ()


@dataclass(slots=True)
class _Tables:
    """The rows of a shard: `articles` by partition."""

    records: list[Row] = field(default_factory=list)
    articles: dict[str, list[Row]] = field(default_factory=dict)


def write_shard(context: ShardContext, location: str) -> ShardResult:
    """Write the shard of the WARC or WACZ file at a path or URL, unless it is there.

    What cannot be read is a damage of the result, and of the manifest: it is never an exception.

    Raises:
        ArchiveError: The shard cannot be written.
    """
    folder = ShardFolder(context.out)
    with tempfile.TemporaryDirectory(prefix="partynews-") as temporary:
        try:
            path = _local_copy(location, Path(temporary))
        except OSError as error:
            return _failed(location, f"cannot be read: {reason_of(error)}")
        if (damage := read_error(path)) is not None:
            return _failed(location, damage.what)
        if not is_warc(path):
            return _failed(location, NOT_A_WARC)
        sha256 = sum_of(path)
        known = folder.find_manifest(sha256)
        if known is not None and _is_current(known, context):
            return _result(location, "known", known)
        as_is = not compressed_warcs(path)
        inputs = _inputs(path, Path(temporary), as_is=as_is)
        manifest = _write_tables(
            context, folder, location, inputs, known, (sha256, path.stat().st_size, as_is)
        )
    return _result(location, "written", manifest)


def _write_tables(
    context: ShardContext,
    folder: ShardFolder,
    location: str,
    inputs: Inputs,
    before: Manifest | None,
    copy: tuple[str, int, bool],
) -> Manifest:
    sha256, size, as_is = copy
    index = CaptureIndex(inputs.files, context.reader.wants())
    members = {file.source: number for number, file in enumerate(inputs.files)}
    tables = _Tables()
    for entry, prepared in _prepare(context.reader, index.entries):
        member = members[entry.file.source]
        tables.records.append(record_row(entry, prepared, member))
        if prepared.visit is not None and isinstance(prepared.visit.meaning, ArticleRead):
            article = prepared.visit.meaning.article
            name = location if as_is else f"{location}#{member}"
            tables.articles.setdefault(partition_of(article), []).append(article_row(article, name))
    damages = [*inputs.damages, *index.damages]
    manifest = Manifest(
        partynews=own_version(),
        reader_version=READER_VERSION,
        input=location,
        sha256=sha256,
        size=size,
        as_is=as_is,
        scope=context.scope,
        sites_sha256=context.sites_sha256,
        records=len(tables.records),
        articles=sum(map(len, tables.articles.values())),
        first_captured=tables.records[0]["captured"] if tables.records else None,
        files=tuple(_publish(folder, tables, sha256)),
        damages=tuple(ShardDamage(members.get(d.file, 0), d.offset, d.what) for d in damages),
        passed_over=index.passed_over,
        without_digest=index.without_digest,
    )
    folder.write_manifest(manifest)
    for file in (
        {file.path for file in before.files} - {file.path for file in manifest.files} if before else ()
    ):
        folder.delete(file)
    return manifest


def _publish(folder: ShardFolder, tables: _Tables, sha256: str) -> Iterator[ShardFile]:
    parts = [("records", RECORDS, tables.records)]
    parts += [(partition, ARTICLES, rows) for partition, rows in sorted(tables.articles.items())]
    for place, schema, rows in parts:
        data, path = table_bytes(rows, schema), f"{place}/{sha256}.parquet"
        folder.publish(path, data)
        yield ShardFile(path, hashlib.sha256(data).hexdigest(), len(data), len(rows))


def _prepare(
    reader: RecordReader, entries: Sequence[CaptureEntry]
) -> Iterator[tuple[CaptureEntry, Prepared]]:
    """Yield the captures of one file, oldest first, as an import would record them without other files."""
    detected: dict[str, Site] = {}
    with EntryTable() as table:
        table.add(entries)
        for entry in table:
            original = table.find_original(entry) if entry.kind == "revisit" else None
            places = ((original.file.path, original.offset),) if original is not None else ()
            prepared = reader.import_record(ImportTask(entry, places, site_of(entry.url, detected)))
            if prepared.host_site is not None:
                detected.setdefault(prepared.host_site.name, prepared.host_site)
            yield entry, prepared


def _is_current(known: Manifest, context: ShardContext) -> bool:
    """Return whether today's readers and site files would write the same shard."""
    return (known.reader_version, known.scope, known.sites_sha256) == (
        READER_VERSION,
        context.scope,
        context.sites_sha256,
    )


def _inputs(path: Path, temporary: Path, *, as_is: bool) -> Inputs:
    if as_is:
        return Inputs([InputFile(path, path.name, path)], [])
    return open_input(path, temporary / "decompressed")


def _local_copy(location: str, temporary: Path) -> Path:
    """Return a path for the input: its own, or that of a copy of what is at a URL."""
    if "://" not in location:
        return Path(location)
    return fetch_url(location, temporary)


def fetch_url(url: str, folder: Path) -> Path:
    """Copy the file at a URL to a folder, and return the path of the copy.

    Raises:
        OSError: It cannot be read.
        ArchiveError: There is no reader for this kind of URL.
    """
    fs, place = open_url(url)
    target = folder / (place.rstrip("/").rpartition("/")[2] or "input")
    with fs.open(place, "rb") as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, COPY_BLOCK_SIZE)
    return target


def sum_of(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _failed(location: str, what: str) -> ShardResult:
    return ShardResult(location, "failed", damages=(Damage(Path(location), 0, what),))


def _result(location: str, state: Literal["written", "known"], manifest: Manifest) -> ShardResult:
    damages = tuple(Damage(Path(location), each.offset, each.what) for each in manifest.damages)
    return ShardResult(location, state, manifest.records, manifest.articles, damages)
