"""The `partynews` command: its subcommands, error messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import click

from archive import exit_codes
from archive.disk import storage_error
from archive.errors import ArchiveError
from archive.suggestion import suggestion
from crawler.commands.terminal import one_line, printable

COMMANDS = {
    "probe": "Compare site files with the live sites: which facts hold",
    "crawl": "Fetch new articles from the sites",
    "replay": "Crawl WARC/WACZ files instead of the network",
    "import": "Import WARC/WACZ files, HTML pages and text dumps",
    "backfill": "Archive what the Wayback Machine or Common Crawl has of a site",
    "merge": "Merge archives of other machines, or shards, into one archive",
    "duplicates": "Label the exact and near-duplicates of shards",
    "reread": "Parse all stored captures again with the current readers",
    "demo": "Replay the bundled samples into demo.db",
    "read": "Parse one HTML page without a database",
    "new-site": "Write a site file and test pages from sample pages",
    "sites": "List the sites: owner, CMS family, hosts, layouts, evidence, last success",
    "search": "Search articles, with or without Vietnamese diacritics",
    "trend": "Count the articles that use a word or phrase, by month",
    "show": "Show one article, or why a URL is not stored",
    "references": "List the Party and State documents that articles cite",
    "diff": "Compare two revisions of an article",
    "doubts": "List doubted readings with their changes, accept or reject them",
    "status": "Show site health, runs, layouts and gaps",
    "schedule": "Print a cron or systemd schedule",
    "serve": "Browse the archive in a web browser",
    "export": "Export a corpus: data, checksums and a README",
    "words": "Count syllables or words by site and year, as CSV",
    "cite": "Print a bibliography entry for an article",
    "withhold": "Hide an article after a complaint, without deleting it",
    "verify": "Verify the checksums of all rows, WARC records and index entries",
    "backup": "Back up the database and WARC files, also during a crawl",
    "restore": "Restore a backup after verifying it",
}
"""Each command with the first sentence of its help; its module in crawler/commands has its name."""

COMPLETION = {
    "in ~/.bashrc": 'eval "$(_PARTYNEWS_COMPLETE=bash_source partynews)"',
    "in ~/.zshrc": 'eval "$(_PARTYNEWS_COMPLETE=zsh_source partynews)"',
    "in ~/.config/fish/completions/partynews.fish": "_PARTYNEWS_COMPLETE=fish_source partynews | source",
}
"""Where the shell reads a line that switches on completion: the line, as click defines it."""

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


class LazyGroup(click.Group):
    """A group that imports a command when it is called, so that `--help` does not wait for Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        # `import` is a keyword, so its module has an underscore; a hyphen is one in both names.
        word = cmd_name.replace("-", "_")
        module = import_module(f"crawler.commands.{'import_' if word == 'import' else word}")
        command: click.Command = getattr(module, f"{word}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` name, as click does; an unknown name gets a suggestion."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(f"Unknown command {one_line(args[0])!r}.{suggestion(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; output that its reader closes, as `head` does, is not an error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # click would exit with 1
            _discard(sys.stdout)
            return exit_codes.SUCCESS
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how to switch on the completion of commands and options, on lines that can be copied."""
        with formatter.section("Complete commands and options with the Tab key"):
            for shell, line in COMPLETION.items():
                formatter.write(f"{'':{formatter.current_indent}}{line}  # {shell}\n")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="partynews")
def partynews() -> None:
    """Crawl, archive, search and export the news sites of the Communist Party of Vietnam.

    Start with:  partynews demo
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command, print errors as one line, and exit with a code of archive/exit_codes.py."""
    _replace_closed_streams()
    sys.exit(_exit_code(arguments))


def _replace_closed_streams() -> None:
    """Open /dev/null for each standard stream that the parent process closed.

    Otherwise the next file that is opened gets its descriptor, and receives what is printed.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115


def _exit_code(arguments: list[str] | None) -> int:
    try:
        result: Any = partynews.main(arguments, prog_name="partynews", standalone_mode=False)
    except click.exceptions.Abort:
        return exit_codes.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return exit_codes.USAGE
    except ArchiveError as error:
        _print_error(str(error))
        return error.exit_code
    except Exception as error:  # the top level: every other error is a bug or a failing disk
        return _report_unexpected(error)
    return result if isinstance(result, int) else exit_codes.SUCCESS


def _report_unexpected(error: Exception) -> int:
    """Print an unexpected error as one line, with a traceback if PARTYNEWS_DEBUG is set; return its code."""
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        if error.filename is None:
            _discard(sys.stdout)  # Python would write its buffer again at exit
        failed = storage_error(error.filename or "the output", error)
        _print_error(str(failed))
        return failed.exit_code
    if os.environ.get("PARTYNEWS_DEBUG"):
        sys.excepthook(type(error), error, error.__traceback__)
    _print_error(
        f"internal error: {type(error).__name__}: {error}. "
        "Set PARTYNEWS_DEBUG=1 to see the traceback, and report it."
    )
    return exit_codes.BUG


def _print_error(message: str) -> None:
    """Print `message` on stderr; where stderr cannot be written either, only the exit code tells."""
    try:
        click.echo(printable(f"partynews: {message}"), err=True)
    except OSError:
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Redirect `stream` to /dev/null, also what its buffer holds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
