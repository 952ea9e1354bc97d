"""The formats by name: what writes each, and where a reader of datasets finds its files."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive.export.writer import Writer


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the class that writes it, imported when it is asked for, and the pattern of its files.

    `data_files` is None where the files are no rows that a data frame could be made of.
    """

    module: str
    writer: str
    data_files: str | None = None

    def open(self, folder: Path) -> Writer:
        """A writer into an empty folder."""
        write: Callable[..., Writer] = getattr(import_module(f"archive.export.{self.module}"), self.writer)
        return write(folder)


FORMATS = {
    "jsonl": Format("jsonl", "JsonlWriter", "data/articles.jsonl"),
    "jsonl.zst": Format("jsonl", "ZstdJsonlWriter", "data/articles.jsonl.zst"),
    "csv": Format("table", "CsvWriter", "data/articles.csv"),
    "csv-raw": Format("table", "RawCsvWriter", "data/articles.csv"),
    "txt": Format("text", "TextWriter"),
    "tei": Format("tei", "TeiWriter"),
}
