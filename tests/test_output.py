"""Commands whose output is closed or cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from article_builder import story

from archive.store import Store

PROJECT = Path(__file__).parents[1]
COUNTED = "Counted syllables (for words: --words) of 1 article.\n"


def run(shell: str) -> subprocess.CompletedProcess[str]:
    command = f'"{sys.executable}" -m crawler sites {shell}'
    return subprocess.run(command, shell=True, capture_output=True, text=True, cwd=PROJECT, timeout=60)


def test_command_with_closed_output_completes() -> None:
    ended = run(">&- 2>&-")

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.parametrize("command", [["sites"], ["words"]], ids=lambda command: command[0])
def test_output_that_its_reader_closes_is_not_an_error(tmp_path: Path, command: list[str]) -> None:
    db = tmp_path / "archive.db"
    with Store.open(db) as store, store.writing():
        store.save(story("Chi bộ thôn Hạ họp."))
    reader, writer = os.pipe()
    os.close(reader)
    program = [sys.executable, "-m", "crawler", *command, "--db", str(db)]
    ended = subprocess.run(program, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=PROJECT, timeout=60)
    os.close(writer)

    assert (ended.returncode, ended.stderr.replace(COUNTED, "")) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_to_a_full_disk_is_reported() -> None:
    ended = run("> /dev/full")

    assert ended.returncode == 3
    assert (
        ended.stderr
        == "partynews: The disk of the output is full. Free some space, then run the command again.\n"
    )
