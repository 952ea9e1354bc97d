"""Run every `$ partynews ...` of the console blocks in the README, in order, in one folder.

The output must equal that in the README line by line; a line `...` stands for any lines.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def shown():
    """Yield (command, output) pairs of the console blocks."""
    for block in CONSOLE.findall(README.read_text()):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output.rstrip()


def as_pattern(output):
    lines = ["(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in output.splitlines()]
    return re.compile("".join(lines))


@pytest.fixture
def environment():
    scripts = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "TZ": "UTC", "LANG": "C.UTF-8"}


def test_readme_commands_print_the_output_shown(tmp_path, environment):
    ran = 0
    for command, output in shown():
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        printed = (done.stdout + done.stderr).rstrip() + "\n"
        assert as_pattern(output).fullmatch(printed), (
            f"$ {command}\nthe README shows:\n{output}\nit prints:\n{printed}"
        )
        ran += 1
    assert ran >= 5
