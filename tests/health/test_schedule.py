"""Printed schedules work unchanged, with cron and systemd."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
from command_runner import Command
from paper_server import PaperServer, article, listing

ROOT = Path(__file__).parents[2]
CRAWLING = ROOT / "tests" / "crawler"
PAPER = """\
import os
os.environ["PAPER_HOSTS"] = {host!r}
from run_crawl import QUICK
import crawler.settings
for name, value in (QUICK | {{"CONTACT": os.environ.get("PARTYNEWS_CONTACT", "")}}).items():
    setattr(crawler.settings, name, value)
"""


@pytest.fixture
def interpreter(paper: PaperServer, tmp_path: Path) -> Path:
    """An interpreter with partynews installed and the test paper as its only site."""
    folder = tmp_path / "installed here"
    venv.create(folder, symlinks=True)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    lines = [sysconfig.get_path("purelib"), str(ROOT), str(CRAWLING), "import paper_settings"]
    (packages / "paper.pth").write_text("\n".join(lines) + "\n")
    (packages / "paper_settings.py").write_text(PAPER.format(host=paper.netloc))
    return folder / "bin" / "python"


def schedule(interpreter: Path, *options: str, cwd: Path) -> str:
    done = subprocess.run(
        [interpreter, "-m", "crawler", "schedule", *options],
        cwd=cwd,
        env={"PARTYNEWS_CONTACT": "an@example.org"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def run_empty(command: str) -> subprocess.CompletedProcess[str]:
    """Run a command like cron: with an empty environment, in another folder."""
    return subprocess.run(
        ["env", "-i", "/bin/sh", "-c", command], cwd="/", capture_output=True, text=True, timeout=60
    )


def test_cron_line_works_in_an_empty_environment(
    interpreter: Path, paper: PaperServer, tmp_path: Path
) -> None:
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    archive = tmp_path / "50% tin mới.db"
    line = schedule(interpreter, "--cron", "--db", archive.name, cwd=tmp_path).splitlines()[-1]
    minute, hours, *stars, command = line.split(" ", 5)
    assert (minute, hours, stars) == ("17", "*/6", ["*", "*", "*"])
    command = command.replace(r"\%", "%")  # as cron does
    for _ in range(2):
        done = run_empty(command)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with sqlite3.connect(archive) as db:
        assert db.execute("SELECT title FROM articles").fetchall() == [("Hội nghị lần thứ 1",)]
    assert "an@example.org" in paper.requests[-1].headers["User-Agent"]
    time = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.fullmatch(
        rf"{time} run 1 INFO paper: 1 found: 1 stored\n{time} run 1 INFO ended: finished, exit code 0\n"
        rf"{time} run 2 INFO paper: 0 found: nothing new\n{time} run 2 INFO ended: finished, exit code 0\n",
        (tmp_path / "partynews.log").read_text(),
    )


def test_systemd_accepts_the_units(interpreter: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    printed = schedule(interpreter, "--systemd", "--db", "50% tin.db", cwd=tmp_path)
    units = []
    for part in re.split(r"^# /etc/systemd/system/", printed, flags=re.MULTILINE)[1:]:
        name, _, text = part.partition("\n")
        units.append(tmp_path / name)
        units[-1].write_text(text)
    assert [unit.name for unit in units] == ["partynews.service", "partynews.timer"]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    words = next(line for line in units[0].read_text().splitlines() if line.startswith("ExecStart="))
    assert words == (
        f'ExecStart="{interpreter}" -P -m crawler crawl --db "{tmp_path}/50%% tin.db" '
        f"--log {tmp_path}/partynews.log"
    )


@pytest.mark.parametrize(
    ("options", "contact", "code", "sentence"),
    [
        ((), "", 2, "The sites must be able to reach you"),
        (("--db", "gone/archive.db"), "an@example.org", 3, "does not exist"),
        (("papr",), "an@example.org", 2, "Unknown site 'papr'"),
    ],
)
def test_schedule_that_could_not_run_is_refused(
    warm: None, tmp_path: Path, options: tuple[str, ...], contact: str, code: int, sentence: str
) -> None:
    hosts = {"PAPER_HOSTS": "127.0.0.1:9", "GAZETTE_HOST": "127.0.0.2:9"}
    said = Command(tmp_path, hosts | {"PARTYNEWS_CONTACT": contact}).run("schedule", *options)
    assert (said.code, said.out) == (code, [])
    assert sentence in said.err[-1]
