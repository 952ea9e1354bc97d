"""Index source of pywb that reads the table of captures: always current, without withheld articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.capture_files import capture_path
from archive.database.connection import reading
from archive.database.rows import fetch_rows
from archive.export.cdxj import RecordIndex
from archive.warc.reader import read_record
from archive.warc.record import BrokenRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from pywb.warcserver.index.cdxobject import CDXObject

KIND = "partynews"
# pywb takes http and https for one address.
CAPTURES = """
SELECT id, file, offset, record_id FROM captures
WHERE url IN (?, ?) AND article_id IS NOT NULL AND article_id NOT IN (SELECT article_id FROM withheld)
ORDER BY captured, id
"""


class ArchiveIndexSource:
    """The captures of articles, by URL, with the methods of pywb's index sources."""

    def __init__(self, archive: Path, captures: Path) -> None:
        self._archive = archive
        self._captures = captures

    def load_index(self, params: Any) -> Iterator[CDXObject]:
        """Return the captures of the URL in the order of time; raises NotFoundException without any."""
        # Late: pywb has no release for Python 3.13.
        from pywb.utils.wbexception import NotFoundException
        from pywb.warcserver.index.cdxobject import CDXObject

        with reading(self._archive) as db:
            lines = self._lines(db, params["url"])
        if not lines:
            raise NotFoundException(params["url"])
        return iter([CDXObject(line.rstrip("\n").encode()) for line in lines])

    def _lines(self, db: Connection, url: str) -> list[str]:
        index = RecordIndex()
        try:
            for row in fetch_rows(db, CAPTURES, _both_schemes(url)):
                self._add(index, row)
            return list(index.lines())
        finally:
            index.close()

    def _add(self, index: RecordIndex, row: dict[str, Any]) -> None:
        """Add a capture whose record can be read; the page of the article names the others."""
        try:
            path = capture_path(self._captures, row["file"])
            record = read_record(path, row["offset"])
        except (BrokenRecord, OSError):
            return
        if record.record_id == row["record_id"]:
            index.add(row["id"], record, str(path.absolute()), row["offset"])

    @classmethod
    def init_from_config(cls, config: dict[str, Any]) -> ArchiveIndexSource | None:
        """Return the source of a configuration of this KIND, None of another."""
        if config.get("type") != KIND:
            return None
        return cls(Path(config["archive"]), Path(config["captures"]))

    @classmethod
    def init_from_string(cls, _: str) -> None:
        """Return None: this source needs two paths."""


def _both_schemes(url: str) -> list[str]:
    scheme, separator, rest = url.partition("://")
    return [url, f"{'http' if scheme == 'https' else 'https'}{separator}{rest}"]
