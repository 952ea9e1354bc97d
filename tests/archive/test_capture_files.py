"""WARC files are read under the captures folder, or where an import in place has listed them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from captured_articles import WARC, add_captured

from archive.backup.backup import create_backup
from archive.backup.restore import restore
from archive.capture_files import capture_path, captures_beside, list_in_place
from archive.captures import find_captures
from archive.database.rows import fetch_row, update_with_checksum
from archive.export.exporter import ExportRequest, export
from archive.export.selection import Selection
from archive.fixity.verify import verify
from archive.store import Store
from archive.warc.record import BrokenRecord
from archive.warc.revisits import read_payload

OUTSIDE = "is outside the captures folder: not read; if it is your file, import it again with --in-place"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with two captures in one file, in a folder of its own."""
    path = tmp_path / "archive" / "archive.db"
    path.parent.mkdir()
    with Store.open(path) as store:
        for number in (1, 2):
            add_captured(store, number, str(number), f"Chi bộ {number} họp.")
    return path


def refer_to(path: Path, name: str) -> None:
    """Move the WARC file out of the archive's folder, and let the captures refer to `name`."""
    with Store.open(path) as store:
        (store.captures / WARC).rename(path.parent.parent / "outside.warc.gz")
        with store.writing():
            for number in (1, 2):
                row = fetch_row(store.db, "SELECT * FROM captures WHERE id = ?", [number])
                assert row is not None
                update_with_checksum(store.db, "captures", row, {"file": name})


def export_records(path: Path) -> list[str]:
    """Export the records of an archive; return why records could not be copied."""
    out = path.parent / "out"
    with Store.open(path) as store:
        request = ExportRequest(
            out=out, form="warc", captures=store.captures, selection=Selection(), newspapers={}
        )
        return export(store.db, request).first_lost


ABSOLUTE: Callable[[Path], str] = lambda path: str(path.parent.parent / "outside.warc.gz")  # noqa: E731


@pytest.mark.parametrize(
    "name", [ABSOLUTE, lambda _: "../../outside.warc.gz", lambda _: "paper/../../../outside.warc.gz"]
)
def test_file_outside_the_captures_folder_is_not_read(path: Path, name: Callable[[Path], str]) -> None:
    file = name(path)
    refer_to(path, file)
    assert [finding.what for finding in verify(path).findings] == [f"{file} {OUTSIDE}"]
    assert export_records(path) == [f"{file}, offset {offset}: {OUTSIDE}" for offset in offsets(path)]
    with Store.open(path) as store:
        (capture, _) = find_captures(store.db, "ORDER BY id")
        with pytest.raises(BrokenRecord, match="outside the captures folder"):
            read_payload(store.db, store.captures, capture)


def offsets(path: Path) -> list[int]:
    with Store.open(path) as store:
        return [offset for (offset,) in store.db.execute('SELECT "offset" FROM captures ORDER BY id')]


def test_file_of_an_import_in_place_is_read(path: Path) -> None:
    file = ABSOLUTE(path)
    refer_to(path, file)
    list_in_place(path.parent / "captures", Path(file))
    assert verify(path).findings == []
    assert export_records(path) == []
    with pytest.raises(BrokenRecord, match="outside the captures folder"):
        capture_path(path.parent / "captures", "/etc/passwd")


def test_archive_with_files_in_place_can_be_backed_up_and_restored(path: Path, tmp_path: Path) -> None:
    file = ABSOLUTE(path)
    refer_to(path, file)
    list_in_place(path.parent / "captures", Path(file))
    assert create_backup(path, tmp_path / "backup").outside == [file]
    restored = restore(tmp_path / "backup", tmp_path / "new.db")
    assert [finding.what for finding in restored.report.findings] == [f"{file} {OUTSIDE}"]


def test_linked_database_finds_the_captures_of_its_file(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    assert captures_beside(link) == path.parent / "captures"
    assert verify(link).findings == []
    with Store.open(link) as store:
        add_captured(store, 3, "3", "Chi bộ 3 họp.", suffix="-3")
    assert (path.parent / "captures" / f"{WARC}-3").exists()
    assert not (tmp_path / "captures").exists()


def test_captures_beside_a_link_are_found_where_its_file_has_none(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    (path.parent / "captures").rename(tmp_path / "captures")
    assert captures_beside(link) == tmp_path / "captures"
    assert verify(link).findings == []


def test_restore_to_a_link_replaces_the_file_it_leads_to(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    create_backup(link, tmp_path / "backup")
    (path.parent / "captures" / WARC).unlink()
    restored = restore(tmp_path / "backup", link, replace=True)
    assert restored.report.findings == []
    assert link.is_symlink()
    assert verify(path).findings == []
    assert not (tmp_path / "captures").exists()
