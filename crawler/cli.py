"""The `partynews` command: the group, what all commands share, and how errors reach a person."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import click

from archive.errors import ArchiveError, StorageFailed
from crawler.commands.printing import plain

COMMANDS = {
    "crawl": ("crawl", "Fetch what is new on the sites"),
    "replay": ("collect", "Crawl WARC/WACZ files instead of the net"),
    "import": ("collect", "Take in WARC/WACZ files, HTML pages and text dumps"),
    "reread": ("keep", "Read all stored captures again with today's readers"),
    "demo": ("demo", "Replay the bundled samples into demo.db"),
    "read": ("inspect", "Read one page without a database: what a reader makes of it"),
    "sites": ("inspect", "What is covered: hosts, layouts, last success"),
    "search": ("consult", "Find articles, with or without Vietnamese marks"),
    "show": ("consult", "One article, or why a URL is not stored"),
    "references": ("references", "Which Party and State documents are named, and where"),
    "diff": ("consult", "What an editor changed between two revisions"),
    "status": ("status", "Runs, health of each site and layout, gaps"),
    "schedule": ("schedule", "Print what makes cron or systemd crawl"),
    "serve": ("serve", "Read the archive in a browser"),
    "export": ("export", "A corpus of a selection: the data, sums, and a README"),
    "cite": ("export", "One article for a bibliography"),
    "withhold": ("withhold", "Hide a text after a complaint; nothing is deleted"),
    "verify": ("keep", "Check every row and every record against its sum"),
    "backup": ("backup", "Copy archive and WARC files, also while a crawl runs"),
    "restore": ("backup", "Bring a backup back, checked before it takes its place"),
}

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


class LazyGroup(click.Group):
    """Commands are imported when called: `partynews --help` never waits for Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"crawler.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="partynews")
def partynews() -> None:
    """Crawl, archive, search and export the news sites of the Communist Party of Vietnam.

    Start with:  partynews demo
    """


db_option = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default="archive.db",
    envvar="PARTYNEWS_DB",
    show_default=True,
    help="The archive, an SQLite file (or set PARTYNEWS_DB).",
)
captures_option = click.option(
    "--captures",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the WARC files (default: captures/ beside the archive).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with a code of the README's table; no traceback reaches a user."""
    _open_closed_streams()
    sys.exit(_exit_code(arguments))


def _open_closed_streams() -> None:
    """Where whoever started us closed stdout or stderr, what is said goes nowhere, and the work goes on.

    stdin too: the next file that is opened would have its number, and one later that of stderr.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115


def _exit_code(arguments: list[str] | None) -> int:
    try:
        result: Any = partynews.main(arguments, prog_name="partynews", standalone_mode=False)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except ArchiveError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output (`head`) has gone: nothing is wrong.
        _silence(sys.stdout)
        return 0
    except Exception as error:  # the last stop
        return _fault(error)
    return result if isinstance(result, int) else 0


def _fault(error: Exception) -> int:
    """The exit code of an error that nobody foresaw, told in one line; its trace only on demand."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        if error.filename is None:
            _silence(sys.stdout)  # what it holds back would be tried again when Python ends
        _say(f"{error.filename or 'the output'} cannot be written: {error.strerror}.")
        return StorageFailed.exit_code
    if os.environ.get("PARTYNEWS_DEBUG"):
        sys.excepthook(type(error), error, error.__traceback__)
    _say(
        f"a fault of the program: {type(error).__name__}: {error}. "
        "Set PARTYNEWS_DEBUG=1 for the trace, and report it."
    )
    return 1


def _say(sentence: str) -> None:
    """Print `sentence` on stderr; where that is full too, the exit code has to do."""
    try:
        click.echo(plain(f"partynews: {sentence}"), err=True)
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
