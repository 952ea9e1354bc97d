"""`partynews demo`, as a new user calls it."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path

SCRIPT = Path(sysconfig.get_path("scripts")) / "partynews"


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": os.defpath}
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_demo_off_the_path_ends_with_commands_that_work_as_printed(tmp_path: Path) -> None:
    (tmp_path / "bin").symlink_to(SCRIPT.parent)
    demo = run("bin/partynews demo --db 'my demo.db'", tmp_path)
    commands = [line.strip() for line in demo.stdout.partition("Try next:\n")[2].splitlines()]
    assert demo.stderr == ""
    assert [command.split(" ")[:2] for command in commands] == [
        ["bin/partynews", "search"],
        ["bin/partynews", "show"],
        ["bin/partynews", "status"],
    ]
    for command in commands:
        done = run(command, tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout
