"""The export formats: what a writer does, and the writer of each format."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol

from archive.errors import missing_extra

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive.export.article_rows import ArticleRow
    from archive.export.record_copier import RecordSource


class Writer(Protocol):
    """Writes a corpus in one format into a folder that is empty at first.

    Rows arrive in order of site, published and key, so that files by site and year are written one after
    the other.
    """

    def __init__(self, folder: Path) -> None: ...

    def write(self, row: ArticleRow) -> None:
        """Write one article."""

    def close(self) -> None:
        """Complete all files; not called if the export fails."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format and its writer, which is imported when it is used.

    Attributes:
        module: The module of the writer in `archive.export`.
        writer: The class of the writer.
        data_files: The pattern of its files for a reader of datasets, None if they are not rows.
        extra: The extra of partynews with the package that the writer needs.
        built_by: A package whose version can change the bytes.
        copies_records: Whether it copies WARC records; the writer then takes a RecordSource too.
    """

    module: str
    writer: str
    data_files: str | None = None
    extra: str | None = None
    built_by: str | None = None
    copies_records: bool = False

    def open(self, folder: Path, source: RecordSource) -> Writer:
        """Return a writer into an empty folder; raises MissingExtra, and NoCaptures if it copies records."""
        try:
            write: Callable[..., Writer] = getattr(
                import_module(f"archive.export.{self.module}"), self.writer
            )
            return write(folder, source) if self.copies_records else write(folder)
        except ModuleNotFoundError as error:
            if self.extra is None:
                raise
            raise missing_extra("This format", error, extra=self.extra) from None

    def libraries(self) -> dict[str, str]:
        """Return the versions of the packages, apart from partynews, that the bytes depend on."""
        if self.built_by:
            with suppress(PackageNotFoundError):  # the standard library from Python 3.14 on
                return {self.built_by: version(self.built_by)}
        return {}


FORMATS = {
    "jsonl": Format("jsonl", "JsonlWriter", "data/articles.jsonl"),
    "jsonl.zst": Format("jsonl", "ZstdJsonlWriter", "data/articles.jsonl.zst", built_by="backports.zstd"),
    "csv": Format("csv_table", "CsvWriter", "data/articles.csv"),
    "csv-raw": Format("csv_table", "RawCsvWriter", "data/articles.csv"),
    "parquet": Format("parquet", "ParquetWriter", "data/*/*/*.parquet", extra="parquet", built_by="pyarrow"),
    "txt": Format("article_files", "TextWriter"),
    "tei": Format("tei", "TeiWriter"),
    "vertical": Format("vertical", "SyllableWriter"),
    "vertical-words": Format("vertical", "WordWriter", extra="words", built_by="underthesea"),
    "warc": Format("webarchive", "WarcWriter", copies_records=True),
    "wacz": Format("webarchive", "WaczWriter", copies_records=True),
}
