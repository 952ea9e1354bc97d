"""All WARC records of one article as one file, which any WARC reader accepts."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from archive import exit_codes
from archive.database.rows import fetch_rows
from archive.errors import ArchiveError
from archive.export.article_rows import CAPTURES
from archive.export.record_copier import RecordCopier, RecordSource

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.export.article_rows import CaptureRow


class RecordsLost(ArchiveError):
    """A record of the article cannot be read."""

    exit_code = exit_codes.DAMAGED


def article_records(db: Connection, article_id: int, captures: Path) -> bytes | None:
    """Return the records of all captures of an article, oldest first, as a `.warc.gz`; None without any.

    Each record is a gzip member of its own. The originals of revisit records are included. The caller checks
    that the article is not withheld.

    Raises:
        NoCaptures: There is no folder `captures`.
        RecordsLost: A record cannot be read.
    """
    lost: list[str] = []
    rows = cast("list[CaptureRow]", fetch_rows(db, CAPTURES, [article_id]))
    if not rows:
        return None
    with TemporaryDirectory() as folder:
        copier = RecordCopier(Path(folder), RecordSource(db, captures, lost.append))
        for row in rows:
            copier.copy(row)
        copier.close()
        offsets = _offsets(copier)
        copier.index.close()
        if lost:
            raise RecordsLost(f"A WARC record of this article cannot be read: {lost[0]}.")
        return b"".join(_members(path, offsets) for path in sorted(Path(folder).iterdir()))


def _offsets(copier: RecordCopier) -> dict[str, list[int]]:
    """Return the offsets of the records in each file."""
    offsets: dict[str, list[int]] = {}
    for line in copier.index.lines():
        place = json.loads(line[line.index("{") :])
        offsets.setdefault(place["filename"], []).append(int(place["offset"]))
    return offsets


def _members(path: Path, offsets: dict[str, list[int]]) -> bytes:
    """Return the records of a file in gzip members; those of a `.warc` are compressed."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        return content
    starts = [0, *sorted(offsets[path.name]), len(content)]
    return b"".join(gzip.compress(content[start:end], mtime=0) for start, end in pairwise(starts))
