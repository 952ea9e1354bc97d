"""JSON Lines: one article per line, plain or compressed with Zstandard, in one file or one for each year."""

from __future__ import annotations

import json
import sys
from typing import IO, TYPE_CHECKING

from archive.export.article_files import UNDATED
from archive.export.article_rows import ArticleRow, text_of
from archive.export.features import Feature, features_of_row

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

COMPRESSION_LEVEL = 10


class JsonlWriter:
    """Writes `articles.jsonl`: the fields of a row after `text`, which has title, lead and body."""

    suffix = ".jsonl"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._json = json.JSONEncoder(ensure_ascii=False)
        self._name: str | None = None
        self._file: IO[str] | None = None

    @staticmethod
    def features() -> list[Feature]:
        """Return the columns with their types."""
        return [{"name": "text", "dtype": "string"}, *features_of_row(ArticleRow)]

    def write(self, row: ArticleRow) -> None:
        """Write one article as a line."""
        self._file_of(row).write(self._json.encode({"text": text_of(row), **row}) + "\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _file_of(self, row: ArticleRow) -> IO[str]:
        """Return the open file for a row; a row of another file closes it."""
        name = self._name_of(row)
        if self._file is None or name != self._name:
            self.close()
            self._name, self._file = name, self._open(self._folder / f"{name}{self.suffix}")
        return self._file

    def _name_of(self, _: ArticleRow) -> str:
        return "articles"

    def _open(self, path: Path) -> IO[str]:
        # To append: a revision can have another year than the articles around it.
        return path.open("a", encoding="utf-8", newline="\n")


class ZstdJsonlWriter(JsonlWriter):
    """Writes `articles.jsonl.zst`."""

    suffix = ".jsonl.zst"

    def _open(self, path: Path) -> IO[str]:
        return zstd.open(path, "at", level=COMPRESSION_LEVEL, encoding="utf-8", newline="\n")


class YearlyJsonlWriter(JsonlWriter):
    """Writes `articles-YEAR.jsonl`, and `articles-undated.jsonl`."""

    def _name_of(self, row: ArticleRow) -> str:
        return f"articles-{row['published'][:4] if row['published'] else UNDATED}"


class YearlyZstdJsonlWriter(YearlyJsonlWriter, ZstdJsonlWriter):
    """Writes `articles-YEAR.jsonl.zst`, and `articles-undated.jsonl.zst`."""
