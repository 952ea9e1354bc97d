"""The formats by name: what writes each, and where a reader of datasets finds its files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from archive.errors import missing_extra

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive.export.records import Sources
    from archive.export.writer import Writer


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the class that writes it, imported when it is asked for.

    `data_files` is the pattern of its files, None where they are no rows that a data frame could be made
    of. `extra` has the package that it takes, and `built_by` is a package whose version decides on the
    bytes. `of_records`: it copies the captures.
    """

    module: str
    writer: str
    data_files: str | None = None
    extra: str | None = None
    built_by: str | None = None
    of_records: bool = False

    def open(self, folder: Path, sources: Sources) -> Writer:
        """A writer into an empty folder; raises MissingExtra, and NoCaptures where it is to copy records."""
        try:
            write: Callable[..., Writer] = getattr(
                import_module(f"archive.export.{self.module}"), self.writer
            )
            return write(folder, sources) if self.of_records else write(folder)
        except ModuleNotFoundError as error:
            if self.extra is None:
                raise
            raise missing_extra("This format", error, extra=self.extra) from None

    def libraries(self) -> dict[str, str]:
        """The version of each package, beside partynews, that the bytes depend on."""
        if self.built_by:
            with suppress(PackageNotFoundError):  # Python 3.14 has zstd itself
                return {self.built_by: version(self.built_by)}
        return {}


FORMATS = {
    "jsonl": Format("jsonl", "JsonlWriter", "data/articles.jsonl"),
    "jsonl.zst": Format("jsonl", "ZstdJsonlWriter", "data/articles.jsonl.zst", built_by="backports.zstd"),
    "csv": Format("table", "CsvWriter", "data/articles.csv"),
    "csv-raw": Format("table", "RawCsvWriter", "data/articles.csv"),
    "parquet": Format("parquet", "ParquetWriter", "data/*/*/*.parquet", extra="parquet", built_by="pyarrow"),
    "txt": Format("text", "TextWriter"),
    "tei": Format("tei", "TeiWriter"),
    "vertical": Format("vertical", "SyllableWriter"),
    "vertical-words": Format("vertical", "WordWriter", extra="words", built_by="underthesea"),
    "warc": Format("webarchive", "WarcWriter", of_records=True),
    "wacz": Format("webarchive", "WaczWriter", of_records=True),
}
