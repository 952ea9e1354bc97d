"""The documentation: its console blocks print what they show, its lists are complete.

The commands of a page run in its order, in the folder of a demo archive. Their output must equal that in the
page line by line; a line `...` stands for any lines.
"""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import exit_codes
from archive.article import Article, Capture, Image

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent
CONSOLE = re.compile(r"^( *)```console\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
REASON = re.compile(r"(?:blocked|generic|layout|memento|revisit|robots|site|text):[a-z]+")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shown(page: Path) -> Iterator[tuple[str, str]]:
    """Yield (command, output) pairs of the console blocks."""
    for indent, block in CONSOLE.findall(page.read_text("utf-8")):
        text = re.sub(f"^{indent}", "", block, flags=re.MULTILINE)
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output.rstrip()


def as_pattern(output: str) -> re.Pattern[str]:
    lines = ["(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in output.splitlines()]
    return re.compile("".join(lines))


def run(command: str, folder: Path) -> str:
    environment = {**os.environ, "PATH": f"{SCRIPTS}:{os.environ['PATH']}", "TZ": "UTC", "LANG": "C.UTF-8"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    return (done.stdout + done.stderr).rstrip() + "\n"


@pytest.mark.parametrize("page", [page for page in PAGES if any(shown(page))], ids=lambda page: page.stem)
def test_commands_print_the_output_shown(page: Path, demo_run: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(demo_run, tmp_path / "demo")
    of_demo = demo_run.with_name("printed.txt").read_text()
    for command, output in shown(page):
        printed = of_demo if command == "partynews demo" else run(command, folder)
        assert as_pattern(output).fullmatch(printed), (
            f"$ {command}\nthe page shows:\n{output}\nit prints:\n{printed}"
        )


def test_every_reason_of_the_code_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "outcomes.md").read_text("utf-8")
    in_code = {
        reason
        for folder in ("archive", "crawler")
        for path in (ROOT / folder).rglob("*.py")
        if path.parts[-3:-1] not in (("crawler", "health"), ("archive", "doubts"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for reason in [REASON.match(node.value)]
        if reason and len(node.value) < 60
        for reason in [reason[0]]
    }
    documented = set(REASON.findall(page)) | set(
        REASON.findall((ROOT / "archive" / "README.md").read_text("utf-8"))
    )
    assert len(in_code) > 15
    assert in_code - documented == set()


@pytest.mark.parametrize("cls", [Article, Image, Capture])
def test_every_field_is_described(cls: type) -> None:
    described = re.findall(r"^ {8}(\w+): \S", (cls.__doc__ or "").partition("Attributes:")[2], re.MULTILINE)
    assert described
    assert set(described) == {field.name for field in dataclasses.fields(cls)}


def test_every_exit_code_has_a_meaning() -> None:
    codes = {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
    assert codes - {exit_codes.KILLED} == set(exit_codes.MEANINGS)  # no command exits with KILLED


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 150
