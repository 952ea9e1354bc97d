"""Every command is found in a module of its name, and explains itself."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import crawler.commands
from crawler.cli import COMMANDS, main, partynews
from crawler.commands.options import CommandWithExamples

SHARED = {
    *(
        "article_argument",
        "crawl_report",
        "import_report",
        "options",
        "progress",
        "progress_display",
        "running",
    ),
    *("tables", "tables_display", "terminal", "text_diff"),
}


def command_of(name: str) -> CommandWithExamples:
    command = partynews.get_command(click.Context(partynews), name)
    assert isinstance(command, CommandWithExamples)
    return command


def test_each_module_is_a_command_or_shared() -> None:
    modules = {path.stem for path in Path(crawler.commands.__file__).parent.glob("[a-z]*.py")}
    assert modules == SHARED | {
        "import_" if name == "import" else name.replace("-", "_") for name in COMMANDS
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_help_begins_with_the_summary_in_the_list_of_commands(name: str) -> None:
    command = command_of(name)
    assert (command.name, command.help.partition("\n")[0]) == (name, f"{COMMANDS[name]}.")


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_of_the_help_are_valid_calls(name: str) -> None:
    command = command_of(name)
    assert command.examples
    for example in command.examples:
        words = shlex.split(example)
        words = words[words.index("partynews") + 1 :]
        assert words[0] == name
        with click.Context(command, info_name=name, resilient_parsing=True) as context:
            assert command.parse_args(context, words[1:]) == []
    assert "\n".join(f"  {example}" for example in command.examples) in command.get_help(context)


def test_mistyped_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serch", "x"])
    assert ended.value.code == 2
    assert "Unknown command 'serch'. Did you mean 'search'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        (["crawl", "--since", "20x8"], "the form 2026-03-02"),
        (["read", __file__, "--url", "x", "--captured", "20x8"], "2026-03-02 or 2026-03-02T08:00:00Z"),
    ],
)
def test_invalid_date_is_named_with_the_valid_forms(
    capsys: pytest.CaptureFixture[str], words: list[str], forms: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert f"'20x8' is not a valid date. Use {forms}.\n" in capsys.readouterr().err


def test_completion_of_the_help_completes_commands_and_options_in_bash() -> None:
    help_lines = CliRunner().invoke(partynews, ["--help"]).output.splitlines()
    (line,) = [line.partition("  # ")[0].strip() for line in help_lines if "~/.bashrc" in line]
    for words, completed in (("partynews exp", "export"), ("partynews export --min", "--min-words")):
        array = " ".join(map(shlex.quote, words.split()))
        script = f"""{line}
            COMP_WORDS=({array}); COMP_CWORD={len(words.split()) - 1}
            _partynews_completion partynews; echo "${{COMPREPLY[*]}}" """
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
        done = subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=60
        )
        assert (done.stdout, done.stderr) == (f"{completed}\n", "")
