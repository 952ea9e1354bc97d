"""The manifest beside a corpus: what was asked, what is in it, and the sums of its files.

Nothing in it depends on the machine or the hour of the export: the same archive and options give the same
bytes. `texts.csv` lists each text by its sum; a later export leaves out what is listed there.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive import exit_codes
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.export.writer import Row

MANIFEST, LISTING = "manifest.json", "texts.csv"
LISTED = ("site", "key", "revision", "text_sha256")
NO_YEAR = "no date"
MOST_TOLD = 20
# NFC, one space between words, an empty line between paragraphs, đ for ð: rises when that changes.
NORMALISER_VERSION = 1
LICENCE = (
    "The texts belong to the newspapers that published them. This corpus was made for reading and research; "
    "whoever passes it on has to ask them."
)
COPIES = {
    "keep": "all copies are kept and labelled",
    "exact": "of texts that are the same, the earliest seen in the selection is kept",
    "near": "of each story, the earliest seen in the selection is kept",
}


class NotAnExport(ArchiveError):
    """A file that is not the manifest of an export, or whose list of texts is gone."""

    exit_code = exit_codes.BAD_INPUT


@dataclass
class Contents:
    """What has gone into a corpus so far."""

    rows: int = 0
    words: int = 0
    published: tuple[str, str] | None = None
    last_captured: str | None = None
    by_site_and_year: Counter[tuple[str, str]] = field(default_factory=Counter)
    reader_versions: set[int] = field(default_factory=set)
    lost: int = 0
    first_lost: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count one row."""
        self.rows += 1
        self.words += len((row["lead"] or "").split()) + len(row["body"].split())
        self.reader_versions.add(row["reader_version"])
        self.last_captured = max(self.last_captured or "", row["captured"])
        day = row["published"] and row["published"][:10]
        self.by_site_and_year[row["site"], day[:4] if day else NO_YEAR] += 1
        if day:
            first, last = self.published or (day, day)
            self.published = (min(first, day), max(last, day))

    def lose(self, what: str) -> None:
        """Count a record that could not be copied, and remember the first of them."""
        self.lost += 1
        if len(self.first_lost) < MOST_TOLD:
            self.first_lost.append(what)


class Listing:
    """The list of the texts of a corpus, written as they go in."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / LISTING).open("x", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file, lineterminator="\n")
        self._csv.writerow(LISTED)

    def add(self, row: Row) -> None:
        """List one text."""
        self._csv.writerow([row[name] for name in LISTED])

    def close(self) -> None:
        """Finish the list."""
        self._file.close()


def texts_listed(manifest: Path) -> set[bytes]:
    """The texts of an earlier export, each as `mark_of` gives it; raises NotAnExport."""
    listing = manifest.parent / LISTING
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        if not isinstance(told, dict) or "partynews" not in told.get("versions", ()):
            raise NotAnExport(f"{manifest} is not the manifest of an export.")
        with listing.open(encoding="utf-8", newline="") as file:
            return {mark_of(row) for row in csv.DictReader(file)}
    except FileNotFoundError as error:
        raise NotAnExport(f"{error.filename} is not there: name the {MANIFEST} of a whole export.") from None
    except (KeyError, ValueError) as error:
        raise NotAnExport(f"{manifest} or {LISTING} beside it is damaged ({error}).") from error


def mark_of(row: Row) -> bytes:
    """16 bytes that stand for this text of this article."""
    return hashlib.sha256(f"{row['site']}\n{row['key']}\n{row['text_sha256']}".encode()).digest()[:16]


def write_manifest(folder: Path, asked: dict[str, Any], contents: Contents, versions: dict[str, str]) -> None:
    """Write `manifest.json` over all files that are in `folder` by now."""
    told = {
        "versions": versions,
        "asked": asked,
        "rows": contents.rows,
        "words": contents.words,
        "published": contents.published,
        "last_captured": contents.last_captured,
        "by_site_and_year": by_site(contents),
        "reader_versions": sorted(contents.reader_versions),
        "normaliser_version": NORMALISER_VERSION,
        "duplicates": COPIES[asked["duplicates"]],
        "licence": LICENCE,
        "lost": {"records": contents.lost, "first": contents.first_lost},
    }
    told_files = (json.dumps(_file(path, folder), ensure_ascii=False) for path in _walk(folder))
    with (folder / MANIFEST).open("x", encoding="utf-8", newline="\n") as file:
        # The list goes out line by line: a corpus may be a hundred thousand files.
        file.write(json.dumps(told, ensure_ascii=False, indent=1).removesuffix("\n}"))
        file.write(',\n "files": [')
        for number, line in enumerate(told_files):
            file.write(f"{',' if number else ''}\n  {line}")
        file.write("\n ]\n}\n")


def by_site(contents: Contents) -> dict[str, dict[str, int]]:
    """How many rows each site has in each year."""
    sites: dict[str, dict[str, int]] = {}
    for (site, year), count in sorted(contents.by_site_and_year.items()):
        sites.setdefault(site, {})[year] = count
    return sites


def _walk(folder: Path) -> Iterator[Path]:
    """The files under `folder` but its manifest, each folder in the order of its names."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _walk(path)
        elif path.name != MANIFEST:
            yield path


def _file(path: Path, folder: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        total = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": total}
