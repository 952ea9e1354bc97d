"""Pass over the records of other hosts: `python -m benchmarks.contenders.foreign_records READER FILE`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.worker import measure


def index_of_captures(path: Path) -> Callable[[], int]:
    """Return the index that an import makes of a file, with the numbers of what is passed over."""
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.capture_index import CaptureIndex
    from crawler.ingest.import_scope import ImportScope
    from crawler.ingest.input_files import InputFile
    from crawler.sites import load_sites

    wants = ImportScope(detect=family_site, may_detect=may_be_of_a_family).wants(load_sites())
    assert wants is not None
    assert not wants("https://example.com/")  # loads the families

    def work() -> int:
        index = CaptureIndex([InputFile(path, path.name, path)], wants)
        assert not index.damages
        return len(index.entries) + sum(index.passed_over.values())

    return work


def whole_import(path: Path) -> Callable[[], int]:
    """Return an import into a new archive."""
    from archive.store import Store
    from crawler.families import family_site, may_be_of_a_family
    from crawler.ingest.import_files import import_files
    from crawler.ingest.import_scope import ImportScope
    from crawler.sites import load_sites

    sites, scope = load_sites(), ImportScope(detect=family_site, may_detect=may_be_of_a_family)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db"):
        pass  # loads the modules that make an archive

    def work() -> int:
        with TemporaryDirectory(dir=path.parent) as folder, Store.open(Path(folder) / "archive.db") as store:
            report = import_files(store, sites, [path], scope=scope)
            assert not report.damages
            return len(report.outcomes) + sum(report.passed_over.values())

    return work


def fastwarc(path: Path) -> Callable[[], int]:
    """Return a bare iteration: HTTP is not parsed, no digest is compared, the host is not looked at."""
    from fastwarc.warc import ArchiveIterator

    return lambda: sum(1 for _ in ArchiveIterator(str(path), parse_http=False))


def warcio(path: Path) -> Callable[[], int]:
    """Return a bare iteration by warcio."""
    from warcio.archiveiterator import ArchiveIterator

    def work() -> int:
        with path.open("rb") as file:
            return sum(1 for _ in ArchiveIterator(file, no_record_parse=True))

    return work


READERS = {
    "index of captures": index_of_captures,
    "whole import": whole_import,
    "fastwarc": fastwarc,
    "warcio": warcio,
}

if __name__ == "__main__":
    measure(READERS[sys.argv[1]](Path(sys.argv[2])))
