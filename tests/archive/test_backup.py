"""Backup and restore: consistent copies, verified before they replace anything."""

from __future__ import annotations

import itertools
import json
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from backups import fingerprint, flip, harm, partynews, titles_and_bodies
from captured_articles import WARC, add_captured

from archive.backup.backup import InvalidTarget, create_backup
from archive.backup.checksums import MANIFEST, read_manifest
from archive.backup.restore import restore
from archive.errors import DamagedArchive, StorageFailed
from archive.fixity.verify import verify
from archive.store import Store


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


def test_commands_print_the_contents_of_a_backup_and_the_old_archive(store: Store, filled: Path) -> None:
    store.close()
    folder = filled.parent

    code, said, errors = partynews("backup", "kept", cwd=folder)
    assert (code, errors) == (0, "")
    assert re.fullmatch(r"Backup in kept: 3 articles, 1 WARC file; \d\.\d MB copied and verified\.\n", said)

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
