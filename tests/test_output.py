"""Commands whose output is closed or cannot be written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


def run(shell: str) -> subprocess.CompletedProcess[str]:
    command = f'"{sys.executable}" -m crawler sites {shell}'
    return subprocess.run(command, shell=True, capture_output=True, text=True, cwd=PROJECT, timeout=60)


def test_command_with_closed_output_completes() -> None:
    ended = run(">&- 2>&-")

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_to_a_full_disk_is_reported() -> None:
    ended = run("> /dev/full")

    assert ended.returncode == 3
    assert (
        ended.stderr
        == "partynews: The disk of the output is full. Free some space, then run the command again.\n"
    )
