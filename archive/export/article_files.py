"""Plain text, one file per article, and the file names of formats that have a file per article.

The parts of a name are joined by underscores and contain only lower-case ASCII letters, digits, hyphens and,
where a key had to be changed, a dot before its hash. So no name is hidden, reserved, a path, or equal to
another on a file system that ignores case.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from archive.export.article_rows import text_of
from archive.search.folding import exact_form, folded_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

MAX_KEY_LENGTH, MAX_TITLE_LENGTH = 40, 60
SAFE_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
UNSAFE = re.compile(r"[^a-z0-9]+")
UNDATED = "undated"
HEADER = (
    *("title", "newspaper", "url", "published", "section", "byline", "site", "key", "revision"),
    *("captured", "text_sha256"),
)


class TextWriter:
    """Writes `SITE/YEAR/NAME.txt`: title, lead and paragraphs, with empty lines between them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, row: ArticleRow) -> None:
        """Write the file of one article."""
        path = new_file_path(self._folder, row, ".txt")
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(f"{self._content(row)}\n")

    def close(self) -> None:
        """Do nothing: every file is complete."""

    def _content(self, row: ArticleRow) -> str:
        return text_of(row)


class HeaderTextWriter(TextWriter):
    """Writes the same files with lines of `name: value`, an empty line, lead and body."""

    def _content(self, row: ArticleRow) -> str:
        values: Mapping[str, object] = row
        head = "".join(f"{name}: {_one_line(values[name])}\n" for name in HEADER if values[name] is not None)
        return head + "\n" + "\n\n".join(part for part in (row["lead"], row["body"]) if part)


def new_file_path(folder: Path, row: ArticleRow, suffix: str) -> Path:
    """Return `FOLDER/SITE/YEAR/NAME.SUFFIX` for an article, and create its folder."""
    path = folder / relative_path(row, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def relative_path(row: ArticleRow, suffix: str) -> str:
    """Return `SITE/YEAR/NAME.SUFFIX` for an article."""
    return f"{folder_name(row['site'], row['published'])}/{file_name(row)}{suffix}"


def file_name(row: ArticleRow) -> str:
    """Return the name of the file without suffix: day, key, revision, and the beginning of the title.

    >>> file_name({"published": "2018-05-15", "key": "929283", "revision": 2, "title": "Đảng ủy Khối"})
    '2018-05-15_929283_r2_dang-uy-khoi'
    >>> file_name({"published": None, "key": "../A", "revision": 1, "title": "..."})
    'undated_a.80dd850293b1_r1'
    """
    day = (row["published"] or UNDATED)[:10]
    title = slug(row["title"])[:MAX_TITLE_LENGTH].strip("-")
    return "_".join(filter(None, (day, safe_key(row["key"]), f"r{row['revision']}", title)))


def folder_name(site: str, published: str | None) -> str:
    """Return the folder of an article: site and year of publication.

    >>> folder_name("nhandan", "2018-05-15")
    'nhandan/2018'
    """
    return f"{safe_key(site)}/{published[:4] if published else UNDATED}"


def safe_key(key: str) -> str:
    """Return `key` if it is safe as a file name, else its safe characters and a hash that keeps it unique.

    >>> safe_key("929283"), safe_key("tỉnh ủy"), safe_key("CON")
    ('929283', 'tinh-uy.9e4ac6a7608d', 'con.a3dbc4b644a9')
    """
    if len(key) <= MAX_KEY_LENGTH and SAFE_KEY.fullmatch(key):
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{slug(key)[:MAX_KEY_LENGTH].strip('-') or 'key'}.{digest}"


def slug(text: str) -> str:
    """Return the words of `text` in lower case without diacritics, joined by hyphens."""
    return UNSAFE.sub("-", folded_form(exact_form(text))).strip("-")


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
