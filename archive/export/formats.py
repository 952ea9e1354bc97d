"""The export formats: what a writer does, and the writer of each format."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from archive.errors import missing_extra

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive.export.article_rows import ArticleRow
    from archive.export.features import Feature
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


class Options(TypedDict, total=False):
    """Fields of a Format that several formats share."""

    extra: str
    built_by: str
    has_features: bool


@dataclass(frozen=True, slots=True)
class Format:
    """A format and its writer, which is imported when it is used.

    Attributes:
        module: The module of the writer in `archive.export`.
        writer: The class of the writer.
        suffix: That of its files, where it has one for each article.
        data_files: The pattern of its files for a reader of datasets, None if they are not rows; `{year}`
            stands for the year of a split.
        has_features: Whether the writer names the types of its columns for such a reader.
        extra: The extra of partynews with the package that the writer needs.
        built_by: A package whose version can change the bytes.
        copies_records: Whether it copies WARC records; the writer then takes a RecordSource too.
    """

    module: str
    writer: str
    suffix: str | None = None
    data_files: str | None = None
    has_features: bool = False
    extra: str | None = None
    built_by: str | None = None
    copies_records: bool = False

    @property
    def splits_by_year(self) -> bool:
        """Whether rows of one year are written one after the other, into files of their own."""
        return "{year}" in (self.data_files or "")

    def open(self, folder: Path, source: RecordSource) -> Writer:
        """Return a writer into an empty folder; raises MissingExtra, and NoCaptures if it copies records."""
        try:
            write: Callable[..., Writer] = self._class()
            return write(folder, source) if self.copies_records else write(folder)
        except ModuleNotFoundError as error:
            if self.extra is None:
                raise
            raise missing_extra("This format", error, extra=self.extra) from None

    def features(self) -> list[Feature]:
        """Return the columns with their types as a dataset card names them, empty where they have none."""
        features: list[Feature] = self._class().features() if self.has_features else []
        return features

    def _class(self) -> Any:
        return getattr(import_module(f"archive.export.{self.module}"), self.writer)

    def libraries(self) -> dict[str, str]:
        """Return the versions of the packages, apart from partynews, that the bytes depend on."""
        if self.built_by:
            with suppress(PackageNotFoundError):  # the standard library from Python 3.14 on
                return {self.built_by: version(self.built_by)}
        return {}


ZSTD: Options = {"built_by": "backports.zstd", "has_features": True}
PARQUET: Options = {"extra": "parquet", "built_by": "pyarrow", "has_features": True}
WORDS: Options = {"extra": "words", "built_by": "underthesea"}

FORMATS = {
    "jsonl": Format("jsonl", "JsonlWriter", data_files="data/articles.jsonl", has_features=True),
    "jsonl-years": Format(
        "jsonl", "YearlyJsonlWriter", data_files="data/articles-{year}.jsonl", has_features=True
    ),
    "jsonl.zst": Format("jsonl", "ZstdJsonlWriter", data_files="data/articles.jsonl.zst", **ZSTD),
    "jsonl.zst-years": Format(
        "jsonl", "YearlyZstdJsonlWriter", data_files="data/articles-{year}.jsonl.zst", **ZSTD
    ),
    "csv": Format("csv_table", "CsvWriter", data_files="data/articles.csv"),
    "csv-raw": Format("csv_table", "RawCsvWriter", data_files="data/articles.csv"),
    "parquet": Format("parquet", "ParquetWriter", data_files="data/*/*/*.parquet", **PARQUET),
    "parquet-years": Format("parquet", "ParquetWriter", data_files="data/*/{year}/*.parquet", **PARQUET),
    "txt": Format("article_files", "TextWriter", suffix=".txt"),
    "txt-header": Format("article_files", "HeaderTextWriter", suffix=".txt"),
    "tei": Format("tei", "TeiWriter", suffix=".xml"),
    "vertical": Format("vertical", "SyllableWriter"),
    "vertical-words": Format("vertical", "WordWriter", **WORDS),
    "conllu": Format("conllu", "ConlluWriter", **WORDS),
    "warc": Format("webarchive", "WarcWriter", copies_records=True),
    "wacz": Format("webarchive", "WaczWriter", copies_records=True),
}
