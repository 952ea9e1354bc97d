"""Plain text: a file an article, in a folder a site and year, with what is known of it at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.export.names import file_name, folder_name

if TYPE_CHECKING:
    from pathlib import Path

    from archive.export.writer import Row

HEADER = (
    *("title", "newspaper", "url", "published", "section", "byline", "site", "key", "revision"),
    *("captured", "text_sha256"),
)


class TextWriter:
    """Writes `SITE/YEAR/NAME.txt`: lines of `name: value`, an empty line, then lead and body."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, row: Row) -> None:
        """Write the file of one article."""
        head = "".join(f"{name}: {_one_line(row[name])}\n" for name in HEADER if row[name] is not None)
        text = "\n\n".join(part for part in (row["lead"], row["body"]) if part)
        path = self._folder / folder_name(row) / f"{file_name(row)}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(f"{head}\n{text}\n")

    def close(self) -> None:
        """Nothing is left to do."""


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
