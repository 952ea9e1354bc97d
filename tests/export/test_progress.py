"""Progress on a terminal, and none elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_builder import run_partynews
from pseudo_terminal import PROJECT, run_on_terminal

from samples import sample_files

ERASE_LINE = "\x1b[2K"


@pytest.fixture
def replayed(tmp_path: Path) -> tuple[str, ...]:
    files = (str(path) for path in sample_files() if path.name.startswith(("hanoi", "nhandan")))
    return ("replay", *files, "--db", str(tmp_path / "archive.db"))


def test_crawl_on_a_terminal_shows_the_sites_side_by_side(replayed: tuple[str, ...]) -> None:
    shown = run_on_terminal(*replayed)

    assert shown.code == 0
    drawn = [line for line in shown.lines if "━" in line]
    site_line = re.compile(r"(hanoi|nhandan) +[━╸╺]+ +(\d+)/(\d+) .*(\d+ refused)? +[/…]\S+")
    matches = [match for line in drawn if (match := site_line.fullmatch(line))]
    assert {match[1] for match in matches} == {"hanoi", "nhandan"}
    assert [match for match in matches if int(match[2]) > int(match[3])] == []
    assert any("2 refused" in line for line in drawn)
    last = shown.raw[shown.raw.rindex(ERASE_LINE) + len(ERASE_LINE) :]
    assert [line.split(":")[0] for line in last.splitlines() if " found: " in line] == ["hanoi", "nhandan"]


def test_export_shows_its_share_and_erases_it(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    shown = run_on_terminal("export", "--format", "jsonl", "--db", str(demo), "--out", str(out))

    assert any(re.match(r"texts +[━╸╺]+ +\d+/57", line) for line in shown.lines)
    last = shown.raw[shown.raw.rindex(ERASE_LINE) + len(ERASE_LINE) :]
    assert last.splitlines()[-1] == f"{out}: 57 texts of 7647 words"


def test_progress_is_without_colour_where_it_is_not_wanted(demo: Path, tmp_path: Path) -> None:
    options = ("export", "--format", "jsonl", "--db", str(demo), "--out", str(tmp_path / "corpus"))
    shown = run_on_terminal(*options, NO_COLOR="1", columns=60)

    lines = [line for line in shown.lines if line.startswith("texts ")]
    assert re.findall(r"\x1b\[[0-9;]*3[0-9][0-9;]*m", shown.raw) == []
    assert 0 < max(map(len, lines)) <= 60


def test_commands_are_quiet_where_stderr_is_no_terminal(demo: Path, tmp_path: Path) -> None:
    options = ("export", "--format", "jsonl", "--db", str(demo), "--out", str(tmp_path / "corpus"))
    assert run_partynews(*options).stderr == ""


IMPORTED = """
import sys
from crawler.cli import partynews
partynews.main(sys.argv[1:], standalone_mode=False)
sys.exit("rich" in sys.modules)
"""


@pytest.mark.parametrize("words", [("search", "nghị quyết"), ("show", "1"), ("status",)])
def test_rich_is_not_imported_where_nothing_is_drawn(demo: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", IMPORTED, *words, "--db", str(demo)]
    assert subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=60).returncode == 0
