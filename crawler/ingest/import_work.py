"""ImportWork: what an import does to files and records apart from the database, in any process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.warc.members import GZIP_MAGIC, RECORD_MAGIC, ZIP_MAGIC
from archive.warc.record import Damage
from archive.warc.zstd_frames import ZSTD_MAGICS
from crawler.ingest.capture_index import CaptureIndex
from crawler.ingest.import_scope import ImportScope
from crawler.ingest.input_files import read_error, stage_input
from crawler.ingest.prepare import ImportTask, Prepared, RecordReader, bug_report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.site import Site

WARC_MAGICS = (RECORD_MAGIC, GZIP_MAGIC, ZIP_MAGIC, *ZSTD_MAGICS)
WARC_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")
ENDS_ITS_PROCESS = "reading this ended its process three times: out of memory, or killed"


class ImportWork:
    """Indexes input files and prepares their records; `captures` is where copies of the files are kept."""

    def __init__(
        self, sites: Mapping[str, Site], scope: ImportScope, captures: Path, *, in_place: bool, derive: bool
    ) -> None:
        self.reader = RecordReader(sites, scope, derive=derive)
        self._captures = captures
        self._in_place = in_place

    def index(self, path: Path) -> CaptureIndex | None:
        """Return the captures in a WARC or WACZ file, None for a single page or dump.

        Copies of the file have no names yet (`name_copy`).

        Raises:
            StorageFailed: A copy cannot be written.
        """
        if damage := read_error(path):
            return CaptureIndex.of_damage(damage)
        if not is_warc(path):
            return None
        try:
            staged = stage_input(path, self._captures, in_place=self._in_place)
            index = CaptureIndex(staged.files, self.reader.wants())
        except ArchiveError:
            raise
        except Exception as error:  # one file must not end an import of thousands
            return CaptureIndex.of_damage(Damage(path, 0, bug_report(error)))
        index.damages[:0] = staged.damages
        return index

    def import_record(self, task: ImportTask) -> Prepared:
        """Return what `RecordReader.import_record` does."""
        return self.reader.import_record(task)


def lost_file(path: Path) -> CaptureIndex:
    """Return the index of a file that ends each process that reads it."""
    return CaptureIndex.of_damage(Damage(path, 0, ENDS_ITS_PROCESS))


def lost_record(task: ImportTask) -> Prepared:
    """Return the result for a record that ends each process that reads it."""
    return Prepared(damage=Damage(task.entry.file.source, task.entry.offset, ENDS_ITS_PROCESS))


def is_warc(path: Path) -> bool:
    """Return whether a file is a WARC or WACZ by its first bytes, or by its name where they are damaged."""
    with path.open("rb") as file:
        magic = file.read(5)
    return magic.startswith(WARC_MAGICS) or path.name.lower().endswith(WARC_SUFFIXES)
