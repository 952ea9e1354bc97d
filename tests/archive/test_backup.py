"""Backup and restore: consistent copies, verified before they replace anything."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from captured_articles import WARC, add_captured
from forked_command import run_forked

from archive.backup.backup import InvalidTarget, create_backup
from archive.backup.checksums import MANIFEST, NotABackup, read_manifest
from archive.backup.restore import ArchiveExists, restore
from archive.errors import DamagedArchive, StorageFailed
from archive.fixity.verify import verify
from archive.store import Store
from crawler.archive_lock import archive_lock


@pytest.fixture
def filled(store: Store) -> Path:
    """An archive of three articles with captures in a sealed WARC file."""
    for number, body in enumerate(("Một.", "Hai.", "Ba.")):
        add_captured(store, number, str(number), body)
    return store.path


@pytest.fixture
def kept(filled: Path, tmp_path: Path) -> Path:
    """A backup of that archive."""
    return create_backup(filled, tmp_path / "backup").folder


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def titles_and_bodies(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT title, body FROM articles ORDER BY id").fetchall()


def harm(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE articles SET title = 'Khác' WHERE id = 2")
    db.close()


def test_backup_holds_archive_warc_files_and_their_sums(filled: Path, tmp_path: Path) -> None:
    made = create_backup(filled, tmp_path / "backup")

    found = fingerprint(made.folder)
    del found[MANIFEST]
    assert found == read_manifest(made.folder)
    assert set(found) == {"archive.db", f"captures/{WARC}"}
    assert (made.articles, made.files, made.lost, made.outside) == (3, 1, [], [])
    assert verify(made.folder / "archive.db").findings == []
    assert titles_and_bodies(made.folder / "archive.db") == titles_and_bodies(filled)
    assert sorted(path.name for path in tmp_path.iterdir() if "backup" in path.name) == ["backup"]


def test_second_backup_copies_only_new_files(store: Store, kept: Path) -> None:
    warc = kept / "captures" / WARC
    before = warc.stat().st_ino
    again = create_backup(store.path, kept)
    assert warc.stat().st_ino == before
    assert again.copied == (kept / "archive.db").stat().st_size

    add_captured(store, 3, "3", "Bốn.")
    create_backup(store.path, kept)

    assert warc.read_bytes() == (store.captures / WARC).read_bytes()
    assert verify(kept / "archive.db").checked["records"] == 4


def test_backup_of_an_open_warc_file_ends_at_the_last_record_in_the_archive(
    store: Store, tmp_path: Path
) -> None:
    add_captured(store, 0, "0", "Một.", suffix=".open")
    open_file = store.captures / f"{WARC}.open"
    whole = open_file.read_bytes()
    open_file.write_bytes(whole + whole[: len(whole) // 2])

    create_backup(store.path, tmp_path / "backup")

    assert (tmp_path / "backup" / "captures" / WARC).read_bytes() == whole
    assert verify(tmp_path / "backup" / "archive.db").findings == []


@pytest.mark.parametrize("backups", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_backups_made_while_articles_are_stored_are_consistent(
    store: Store, tmp_path: Path, backups: int
) -> None:
    stop, stored = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        with Store.open(store.path) as other:
            for number in itertools.count():
                add_captured(other, number, str(number), f"Tin {number}.", suffix=".open")
                stored.release()
                if stop.wait(0.01):
                    return

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    try:
        for _ in range(backups):
            assert stored.acquire(timeout=60)  # at least one more than before
            made = create_backup(store.path, tmp_path / "backup")
            report = verify(made.folder / "archive.db")
            assert report.findings == []
            # An article and its capture are one transaction.
            assert made.articles == report.checked["captures"] == report.checked["records"]
            counts.append(made.articles)
    finally:
        stop.set()
        writer.join()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_damaged_archive_does_not_replace_a_good_backup(filled: Path, kept: Path) -> None:
    before = fingerprint(kept)
    harm(filled)

    with pytest.raises(
        DamagedArchive, match=r"articles 2: was changed after it was written .* No backup was made"
    ):
        create_backup(filled, kept)

    assert fingerprint(kept) == before


def test_lost_warc_file_is_kept_from_the_earlier_backup(filled: Path, kept: Path) -> None:
    warc = filled.parent / "captures" / WARC
    warc.write_bytes(warc.read_bytes()[:-20])

    cut = create_backup(filled, kept)
    warc.unlink()
    gone = create_backup(filled, kept)

    assert cut.lost == gone.lost == [WARC]
    assert verify(kept / "archive.db").findings == []


def test_damaged_record_is_kept_from_the_earlier_backup(filled: Path, kept: Path) -> None:
    flip(filled.parent / "captures" / WARC)

    made = create_backup(filled, kept)

    (record,) = made.damaged
    assert record.startswith(f"{WARC}, offset ")
    assert verify(kept / "archive.db").findings == []


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


def test_warc_file_missing_everywhere_is_reported(filled: Path, tmp_path: Path) -> None:
    (filled.parent / "captures" / WARC).unlink()

    made = create_backup(filled, tmp_path / "backup")

    assert (made.lost, made.files, made.articles) == ([WARC], 0, 3)


def test_backup_follows_a_symbolic_link(filled: Path, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(kept)

    create_backup(filled, tmp_path / "link")
    restore(tmp_path / "link", tmp_path / "new.db")

    assert (tmp_path / "link").is_symlink()
    assert titles_and_bodies(tmp_path / "new.db") == titles_and_bodies(filled)


@pytest.mark.parametrize("place", ["captures/backup", "photos", "gone/backup", "."])
def test_backup_into_captures_or_other_files_is_refused(filled: Path, place: str) -> None:
    photos = filled.parent / "photos"
    photos.mkdir()
    (photos / "1.jpg").touch()

    with pytest.raises((InvalidTarget, StorageFailed)):
        create_backup(filled, filled.parent / place)

    assert [path.name for path in photos.iterdir()] == ["1.jpg"]


BACK_UP = """
import resource, signal, sys
from pathlib import Path
from archive.backup.backup import create_backup
signal.signal(signal.SIGXFSZ, getattr(signal, sys.argv[3]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
create_backup(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def back_up_in_a_megabyte(path: Path, folder: Path, then: str) -> tuple[int, str]:
    """Return exit code and stderr of a backup that exceeds the file size limit; SIG_DFL kills it there."""
    done = subprocess.run(
        [sys.executable, "-c", BACK_UP, path, folder, then],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    return done.returncode, done.stderr


def test_killed_or_failed_backup_keeps_the_earlier_one(store: Store, filled: Path, kept: Path) -> None:
    before = fingerprint(kept)
    add_captured(store, 3, "3", "Bốn. " * 500_000)

    aside = kept.with_name(".backup.new") / "archive.db"
    code, errors = back_up_in_a_megabyte(filled, kept, "SIG_IGN")
    assert (code, "StorageFailed" in errors, aside.exists()) == (1, True, False)
    assert fingerprint(kept) == before

    assert back_up_in_a_megabyte(filled, kept, "SIG_DFL") == (-signal.SIGXFSZ, "")
    assert aside.exists()
    assert fingerprint(kept) == before

    assert create_backup(filled, kept).articles == 4
    assert not aside.exists()


def test_backup_killed_between_two_renames_is_recovered(filled: Path, kept: Path, tmp_path: Path) -> None:
    kept.rename(tmp_path / ".backup.before")

    restore(kept, tmp_path / "new.db")

    assert titles_and_bodies(tmp_path / "new.db") == titles_and_bodies(filled)
    assert kept.is_dir()


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


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


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


def partynews(*words: str, cwd: Path) -> tuple[int, str, str]:
    done = run_forked(*words, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def test_commands_print_the_contents_of_a_backup_and_the_old_archive(store: Store, filled: Path) -> None:
    store.close()
    folder = filled.parent

    code, said, errors = partynews("backup", "kept", cwd=folder)
    assert (code, errors) == (0, "")
    assert re.fullmatch(r"Backup in kept: 3 articles, 1 WARC files; \d\.\d MB copied and verified\.\n", said)

    assert partynews("restore", "kept", cwd=folder)[:2] == (2, "")
    code, said, errors = partynews("restore", "kept", "--replace", cwd=folder)
    assert (code, errors) == (0, "")
    checked = "3 articles, 3 captures, 3 index entries, 3 records, 3 revisions"
    assert re.fullmatch(
        rf"Restored to archive\.db: checked {checked}\.\n"
        r"Previous files kept as: archive\.db\.before-\S+(, \S+-journal)?\n",
        said,
    )

    (folder / "captures" / WARC).unlink()
    code, said, errors = partynews("backup", "kept", "--json", cwd=folder)
    assert (code, json.loads(said)["lost"]) == (6, [WARC])
    assert errors == f"partynews: {WARC} is missing or truncated in the captures folder.\n"


def test_restore_is_refused_while_a_run_holds_the_archive(filled: Path, kept: Path) -> None:
    with archive_lock(filled, "crawl"):
        code, _, errors = partynews("restore", "backup", "--replace", cwd=filled.parent)
    assert code == 5
    assert errors.startswith("partynews: archive.db is in use by partynews crawl (process ")
    assert list(filled.parent.glob("*before*")) == []
