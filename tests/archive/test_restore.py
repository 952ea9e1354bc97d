"""Restore: verified before it replaces anything."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from backups import fingerprint, flip, harm, partynews, titles_and_bodies
from captured_articles import WARC, add_captured

from archive.backup.backup import create_backup
from archive.backup.checksums import MANIFEST, NotABackup
from archive.backup.restore import ArchiveExists, restore
from archive.errors import DamagedArchive
from archive.fixity.verify import verify
from archive.store import Store
from crawler.archive_lock import archive_lock


def test_record_that_was_damaged_before_the_backup_is_named_and_the_rest_restored(
    filled: Path, tmp_path: Path
) -> None:
    flip(filled.parent / "captures" / WARC)
    made = create_backup(filled, tmp_path / "backup")
    assert len(made.damaged) == 1

    (tmp_path / "new").mkdir()
    restored = restore(made.folder, tmp_path / "new" / "archive.db")

    assert [finding.what for finding in restored.report.findings] == made.damaged
    assert titles_and_bodies(tmp_path / "new" / "archive.db") == titles_and_bodies(filled)


def test_restored_archive_equals_the_backup(filled: Path, kept: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    restored = restore(kept, elsewhere / "archive.db")

    assert restored.set_aside == restored.newer == []
    assert restored.report.checked["records"] == 3
    assert fingerprint(elsewhere) == {
        name: total for name, total in fingerprint(kept).items() if name != MANIFEST
    }
    with Store.open(elsewhere / "archive.db") as store:
        add_captured(store, 3, "3", "Bốn.")
    assert verify(elsewhere / "archive.db").findings == []


def test_existing_archive_is_replaced_only_with_the_option_and_kept_aside(store: Store, kept: Path) -> None:
    add_captured(store, 3, "3", "Bốn.")
    store.close()
    before = titles_and_bodies(store.path)

    with pytest.raises(ArchiveExists, match="--replace"):
        restore(kept, store.path)
    assert titles_and_bodies(store.path) == before
    restored = restore(kept, store.path, replace=True)

    assert [body for _, body in titles_and_bodies(store.path)] == ["Một.", "Hai.", "Ba."]
    aside = next(path for path in restored.set_aside if ".db.before-" in path.name)
    assert titles_and_bodies(aside) == before
    assert restored.newer == [store.captures / WARC]
    assert verify(store.path).findings == []


def test_restore_replaces_damaged_warc_files_only(store: Store, kept: Path) -> None:
    store.close()
    warc = store.captures / WARC
    whole = warc.read_bytes()
    stays = restore(kept, store.path, replace=True)
    assert all(WARC not in str(path) for path in stays.set_aside)

    warc.write_bytes(whole[:100] + b"x" + whole[101:])
    restored = restore(kept, store.path, replace=True)

    assert warc.read_bytes() == whole
    assert any(path.name.startswith("paper-1.warc.gz.before-") for path in restored.set_aside)


@pytest.mark.parametrize("name", ["archive.db", f"captures/{WARC}"])
def test_damaged_backup_is_not_restored(kept: Path, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    flip(kept / name)
    with pytest.raises(DamagedArchive, match=f"the checksum of {name} does not match"):
        restore(kept, elsewhere / "archive.db")
    (kept / name).unlink()
    with pytest.raises(DamagedArchive, match=f"{name} is missing"):
        restore(kept, elsewhere / "archive.db")
    assert list(elsewhere.iterdir()) == []


def test_restore_checks_rows_even_if_file_checksums_match(kept: Path, tmp_path: Path) -> None:
    harm(kept / "archive.db")
    manifest = kept / MANIFEST
    total = hashlib.sha256((kept / "archive.db").read_bytes()).hexdigest()
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join([f"{total}  archive.db\n", *lines[1:]]))

    with pytest.raises(DamagedArchive, match=r"articles 2: was changed after it was written"):
        restore(kept, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("line", ["", "x  archive.db\n", f"{'0' * 64}  ../archive.db\n", f"{'0' * 64}  /a\n"])
def test_folder_that_is_not_a_backup_is_refused(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "backup"
    folder.mkdir()
    if line:
        (folder / MANIFEST).write_text(line)
    with pytest.raises(NotABackup, match="is not a backup"):
        restore(folder, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_restore_is_refused_while_a_run_holds_the_archive(filled: Path, kept: Path) -> None:
    with archive_lock(filled, "crawl"):
        code, _, errors = partynews("restore", "backup", "--replace", cwd=filled.parent)
    assert code == 5
    assert errors.startswith("partynews: archive.db is in use by partynews crawl (process ")
    assert list(filled.parent.glob("*before*")) == []
