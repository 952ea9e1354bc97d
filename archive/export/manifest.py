"""The manifest of a corpus: options, statistics and the hashes of its files.

Nothing in it depends on the machine or time of the export: the same archive and options give the same bytes.
`texts.csv` lists the hash of each text; an incremental export (`--since-export`) skips those texts.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive import exit_codes
from archive.errors import ArchiveError
from archive.export.article_files import relative_path
from archive.export.csv_table import escape_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from archive.export.article_rows import ArticleRow

MANIFEST, TEXT_LIST, DATA = "manifest.json", "texts.csv", "data"
NAME_A_MANIFEST = f"Name the {MANIFEST} of a complete export."
METADATA = ("newspaper", "title", "url", "published", "section", "byline")
TEXT_LIST_FIELDS = ("file", "site", "key", "revision", *METADATA, "captured", "words", "text_sha256")
NO_YEAR = "no date"
MAX_LOST_LISTED = 20
# Raised when the normalisation of texts changes: NFC, single spaces, empty line between paragraphs, đ for ð.
NORMALISER_VERSION = 1
LICENCE = (
    "The texts are the property of the newspapers that published them. This corpus was made for reading and "
    "research; redistribution requires their permission."
)
DUPLICATES = {
    "keep": "all copies are included and labelled",
    "exact": "of identical texts, only the first seen in the selection is included",
    "near": "of near duplicates, only the first seen in the selection is included",
}


class NotAnExport(ArchiveError):
    """The file is not the manifest of an export, or its text list is missing or damaged."""

    exit_code = exit_codes.BAD_INPUT


@dataclass
class CorpusStats:
    """Statistics of the rows written so far, and the records that could not be copied."""

    rows: int = 0
    words: int = 0
    published: tuple[str, str] | None = None
    last_captured: str | None = None
    by_site_and_year: Counter[tuple[str, str]] = field(default_factory=Counter)
    reader_versions: set[int] = field(default_factory=set)
    lost: int = 0
    first_lost: list[str] = field(default_factory=list)

    def add(self, row: ArticleRow) -> None:
        """Add one row."""
        self.rows += 1
        self.words += count_words(row)
        self.reader_versions.add(row["reader_version"])
        self.last_captured = max(self.last_captured or "", row["captured"])
        day = row["published"] and row["published"][:10]
        self.by_site_and_year[row["site"], day[:4] if day else NO_YEAR] += 1
        if day:
            first, last = self.published or (day, day)
            self.published = (min(first, day), max(last, day))

    def add_lost(self, message: str) -> None:
        """Count a record that could not be copied, and keep the first messages."""
        self.lost += 1
        if len(self.first_lost) < MAX_LOST_LISTED:
            self.first_lost.append(message)


def count_words(row: ArticleRow) -> int:
    """Return the number of words, between spaces, of lead and body."""
    return len((row["lead"] or "").split()) + len(row["body"].split())


class TextList:
    """Writes the list of the texts of a corpus with their metadata.

    `suffix` is that of the file of each article, in a format that has them. No cell of `METADATA` is a
    formula for a spreadsheet; site and key are as stored.
    """

    def __init__(self, folder: Path, suffix: str | None = None) -> None:
        self._suffix = suffix
        self._file = (folder / TEXT_LIST).open("x", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file, lineterminator="\n")
        self._csv.writerow(TEXT_LIST_FIELDS)

    def add(self, row: ArticleRow) -> None:
        """Write the line of one text."""
        values: Mapping[str, Any] = row
        file = f"{DATA}/{relative_path(row, self._suffix)}" if self._suffix else None
        metadata = (escape_formula(values[name]) for name in METADATA)
        name, counts = (row["site"], row["key"], row["revision"]), (row["captured"], count_words(row))
        self._csv.writerow([file, *name, *metadata, *counts, row["text_sha256"]])

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_text_list(manifest: Path) -> set[bytes]:
    """Return the `text_key` of each text of an earlier export; raises NotAnExport."""
    _read_manifest(manifest)
    with _naming_damage(manifest), (manifest.parent / TEXT_LIST).open(encoding="utf-8", newline="") as file:
        return {text_key(row["site"], row["key"], row["text_sha256"]) for row in csv.DictReader(file)}


def changed_options(manifest: Path, options: Mapping[str, Any]) -> list[str]:
    """Return which of these options an earlier export did not have; raises NotAnExport."""
    asked = _read_manifest(manifest).get("asked", {})
    return [
        name for name, value in json.loads(json.dumps(options)).items() if asked.get(name, value) != value
    ]


def _read_manifest(manifest: Path) -> dict[str, Any]:
    """Return the content of the manifest of an export; raises NotAnExport."""
    with _naming_damage(manifest):
        content = json.loads(manifest.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or "partynews" not in content.get("versions", ()):
        raise NotAnExport(f"{manifest} is not the manifest of an export. {NAME_A_MANIFEST}")
    return content


@contextmanager
def _naming_damage(manifest: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotAnExport(f"{error.filename} does not exist. {NAME_A_MANIFEST}") from None
    except (KeyError, ValueError) as error:
        raise NotAnExport(
            f"{manifest} or {TEXT_LIST} beside it is damaged ({error}). {NAME_A_MANIFEST}"
        ) from error


def text_key(site: str, key: str, text_sha256: str) -> bytes:
    """Return 16 bytes that identify a text of an article."""
    return hashlib.sha256(f"{site}\n{key}\n{text_sha256}".encode()).digest()[:16]


def write_manifest(
    folder: Path, options: dict[str, Any], stats: CorpusStats, versions: dict[str, str]
) -> None:
    """Write `manifest.json`, which lists all files that are in `folder`."""
    manifest = {
        "versions": versions,
        "asked": options,
        "rows": stats.rows,
        "words": stats.words,
        "published": stats.published,
        "last_captured": stats.last_captured,
        "by_site_and_year": rows_by_site_and_year(stats),
        "reader_versions": sorted(stats.reader_versions),
        "normaliser_version": NORMALISER_VERSION,
        "duplicates": DUPLICATES[options["duplicates"]],
        "licence": LICENCE,
        "lost": {"records": stats.lost, "first": stats.first_lost},
    }
    entries = (json.dumps(_file_entry(path, folder), ensure_ascii=False) for path in _walk(folder))
    with (folder / MANIFEST).open("x", encoding="utf-8", newline="\n") as file:
        # The files are written line by line: a corpus can have a hundred thousand.
        file.write(json.dumps(manifest, ensure_ascii=False, indent=1).removesuffix("\n}"))
        file.write(',\n "files": [')
        for number, line in enumerate(entries):
            file.write(f"{',' if number else ''}\n  {line}")
        file.write("\n ]\n}\n")


def rows_by_site_and_year(stats: CorpusStats) -> dict[str, dict[str, int]]:
    """Return the number of rows by site and year."""
    sites: dict[str, dict[str, int]] = {}
    for (site, year), count in sorted(stats.by_site_and_year.items()):
        sites.setdefault(site, {})[year] = count
    return sites


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files under `folder` except manifests, in order of their names."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _walk(path)
        elif path.name != MANIFEST:
            yield path


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file_entry(path: Path, folder: Path) -> dict[str, Any]:
    name = path.relative_to(folder).as_posix()
    return {"path": name, "bytes": path.stat().st_size, "sha256": file_sha256(path)}
