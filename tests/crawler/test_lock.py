"""Archive lock: one writer at a time; no unwanted folders or files."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from forked_command import run_forked

from archive.store import Store
from crawler.archive_lock import archive_lock

HOLD = """
import sys, time
from pathlib import Path
from archive.store import Store
from crawler.archive_lock import archive_lock
with archive_lock(Path(sys.argv[1]), "crawl"):
    print("held", flush=True)
    time.sleep(3600)
"""


def partynews(*words: str, cwd: Path, contact: str = "tests@example.org") -> subprocess.CompletedProcess[str]:
    return run_forked(*words, cwd=cwd, environment={**os.environ, "PARTYNEWS_CONTACT": contact})


def hold(archive: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(archive)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_second_run_ends_at_once_and_names_the_first(tmp_path: Path) -> None:
    holder = hold(tmp_path / "archive.db")
    try:
        second = partynews("reread", cwd=tmp_path)
        assert second.returncode == 6  # no archive to read
        (tmp_path / "page.html").write_text("<p>Tin</p>")
        second = partynews("import", "page.html", cwd=tmp_path)
        assert holder.poll() is None  # the second run did not wait for the first
    finally:
        holder.kill()
        holder.wait()
    assert second.returncode == 5
    assert re.fullmatch(
        rf"partynews: archive\.db is in use by partynews crawl \(process {holder.pid}\) since "
        r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ, \d+ seconds? ago\. Wait for it to end\.\n",
        second.stderr,
    )


def test_lock_is_the_same_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "archive.db").touch()
    (tmp_path / "link.db").symlink_to("data/archive.db")
    with archive_lock(tmp_path / "data" / "archive.db", "crawl"):
        other = partynews("reread", "--db", "link.db", cwd=tmp_path)
    assert (other.returncode, other.stderr[:31]) == (5, "partynews: link.db is in use by")


def test_lock_of_a_killed_run_is_taken_over(tmp_path: Path) -> None:
    holder = hold(tmp_path / "archive.db")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    again = hold(tmp_path / "archive.db")
    again.kill()
    again.wait()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["crawl", "nhandan"], 3),
        (["import", "page.html"], 3),
        (["reread"], 6),
        (["search", "tin"], 6),
        (["status"], 6),
        (["verify"], 6),
        (["backup", "kept"], 6),
        (["restore", "kept"], 3),
    ],
)
def test_no_command_creates_the_folder_of_the_archive(tmp_path: Path, words: list[str], code: int) -> None:
    (tmp_path / "page.html").write_text("<p>Tin</p>")
    if words[0] == "restore":
        (tmp_path / "kept").mkdir()
    before = sorted(tmp_path.iterdir())
    done = partynews(*words, "--db", "gone/archive.db", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    sentence = {
        3: "partynews: Cannot create gone/archive.db: the folder gone does not exist. "
        "Create it, or choose another path.\n",
        6: "partynews: No archive at gone/archive.db. "
        "Create one with: partynews crawl, or: partynews import FILE\n",
    }
    assert done.stderr == sentence[code]
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["import", "notes.txt"], 7),
        (["replay", "notes.txt"], 7),
        (["restore", "empty"], 6),
        (["crawl", "nhandan"], 2),
        (["backup", "kept", "--db", "gone.db"], 6),
        (["backup", "notes.txt", "--db", "old.db"], 2),
        (["backup", "full", "--db", "old.db"], 2),
    ],
)
def test_failed_command_leaves_no_new_file(tmp_path: Path, words: list[str], code: int) -> None:
    (tmp_path / "notes.txt").write_text("no article of any site")
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").touch()
    Store.open(tmp_path / "old.db").close()
    before = sorted(tmp_path.rglob("*"))
    done = partynews(*words, cwd=tmp_path, contact="")
    assert (done.returncode, done.stdout) == (code, "")
    assert sorted(tmp_path.rglob("*")) == before


NO_MANIFEST = "it has no manifest-sha256.txt. Choose another folder, or a new one."
NO_PERMISSION = "Check the permissions of the file and its folder."


@pytest.mark.parametrize(
    ("folder", "code", "sentence"),
    [
        ("notes.txt", 2, "{}/notes.txt is a file. A backup is a folder: choose a new one."),
        ("full", 2, f"{{}}/full is not a backup: {NO_MANIFEST}"),
        ("/proc/a", 3, f"Cannot write /proc/a (its folder takes no new files). {NO_PERMISSION}"),
    ],
)
def test_backup_to_an_unusable_place_says_what_is_wrong_with_it(
    tmp_path: Path, folder: str, code: int, sentence: str
) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").touch()
    Store.open(tmp_path / "archive.db").close()
    done = partynews("backup", folder, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (code, f"partynews: {sentence.format(tmp_path)}\n")
