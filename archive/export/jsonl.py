"""JSON Lines: one article per line, plain or compressed with Zstandard."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

COMPRESSION_LEVEL = 10


class JsonlWriter:
    """Writes `articles.jsonl`."""

    name = "articles.jsonl"

    def __init__(self, folder: Path) -> None:
        self._files = ExitStack()
        self._file = self._open(folder / self.name)
        self._json = json.JSONEncoder(ensure_ascii=False)

    def _open(self, path: Path) -> IO[str]:
        return self._files.enter_context(path.open("x", encoding="utf-8", newline="\n"))

    def write(self, row: ArticleRow) -> None:
        """Write one article as a line."""
        self._file.write(self._json.encode(row) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._files.close()


class ZstdJsonlWriter(JsonlWriter):
    """Writes `articles.jsonl.zst`."""

    name = "articles.jsonl.zst"

    def _open(self, path: Path) -> IO[str]:
        return self._files.enter_context(
            zstd.open(path, "xt", level=COMPRESSION_LEVEL, encoding="utf-8", newline="\n")
        )
