"""Options, arguments and the command decorator that the commands share."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.clock import UTC_FORMAT
from archive.suggestion import suggestion
from archive.web_url import is_web_url
from crawler.commands.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crawler.engines.engine import Workers

DAY_FORMAT = "%Y-%m-%d"


class DateType(click.DateTime):
    """A date or time in one of `formats`; the error for another value shows `examples`."""

    def __init__(self, formats: Sequence[str], examples: str) -> None:
        super().__init__(formats)
        self._examples = examples

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the datetime, without a zone."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{one_line(value)!r} is not a valid date. Use {self._examples}.", param, ctx)


DATE = DateType([DAY_FORMAT], "the form 2026-03-02")
DATE_OR_TIME = DateType([DAY_FORMAT, UTC_FORMAT], "2026-03-02 or 2026-03-02T08:00:00Z")


class CommandWithExamples(click.Command):
    """A command whose help ends with examples, each on a line that can be copied."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, unwrapped."""
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def command(
    *examples: str, cls: type[CommandWithExamples] = CommandWithExamples
) -> Callable[[Callable[..., Any]], CommandWithExamples]:
    """Return the decorator of a command: its docstring is the help, followed by `examples`."""
    return click.command(cls=cls, examples=examples)


class FileOrUrl(click.Path):
    """A path that must exist, or a URL; the value is a string."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a URL as it is; a path is checked."""
        if "://" in str(value):
            return value
        if not self.dir_okay and Path(value).is_dir():
            self.fail(f"{value} is a folder. Name its files: {Path(value) / '*'}", param, ctx)
        return super().convert(value, param, ctx)


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
site_option = click.option("--site", help="Only this site.")
from_option = click.option(
    "--from", "since", metavar="DATE", help="Published on or after this day, month or year."
)
to_option = click.option(
    "--to", "until", metavar="DATE", help="Published on or before this day, month or year."
)
in_place_option = click.option(
    "--in-place", is_flag=True, help="Refer to the files where they are, without copying them."
)
engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where captures are read: on the cores of this machine, or on a Ray cluster (extra `ray`).",
)
address_option = click.option(
    "--address",
    metavar="ADDRESS",
    help="ray: of the cluster: auto, HOST:PORT or ray://HOST:PORT (default: start one on this machine).",
)
workers_option = click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Number of processes that read captures (default: the number of cores).",
)
site_folders_option = click.option(
    "--sites",
    "site_folders",
    metavar="FOLDER",
    multiple=True,
    envvar="PARTYNEWS_SITES",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    expose_value=False,
    callback=lambda _, __, folders: _use_site_folders(folders),
    help="Also load the site files in this folder (or set PARTYNEWS_SITES); repeatable.",
)
settings_option = click.option(
    "-s",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    callback=lambda _, __, pairs: dict(map(_setting, pairs)),
    help="Override a Scrapy setting, such as DOWNLOAD_DELAY=5; repeatable.",
)
notify_option = click.option(
    "--notify",
    metavar="URL",
    envvar="PARTYNEWS_NOTIFY",
    callback=lambda _, __, url: _check_web_url(url),
    help="POST the result of a run as JSON to this URL; {code} in it becomes the exit code.",
)
pages_option = click.option(
    "--pages",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    default="tests/sites",
    show_default=True,
    help="Where test pages are saved, in a folder for each site.",
)
files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


def duplicates_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that chooses which copies of a text are used."""
    return click.option(
        "--duplicates",
        type=click.Choice(["keep", "exact", "near"]),
        default=default,
        show_default=True,
        help="Keep all copies, or the first seen of each exact or near duplicate group.",
    )


def _use_site_folders(folders: Iterable[Path]) -> None:
    """Make the settings of this process and of its children load the site files in `folders`."""
    if folders:
        os.environ["PARTYNEWS_SITES"] = os.pathsep.join(str(folder.absolute()) for folder in folders)


def _check_web_url(url: str | None) -> str | None:
    if url and not is_web_url(url):
        raise click.BadParameter("must be an http or https URL.")
    return url


def _setting(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not (name and equals):
        raise click.BadParameter(f"{one_line(pair)!r} is not NAME=VALUE.", param_hint="'-s'")
    return name, value


def resolve_sites(names: Sequence[str], sites: Iterable[str]) -> list[str]:
    """Return the named sites, each once, or all `sites` where `names` is empty.

    Raises click.UsageError for an unknown name.
    """
    known = list(sites)
    for name in names:
        if name not in known:
            close = suggestion(name, known)
            raise click.UsageError(f"Unknown site {one_line(name)!r}.{close} List the sites: partynews sites")
    return list(dict.fromkeys(names)) or known


def chosen_workers(engine: str, address: str | None, workers: int | None) -> Workers:
    """Return where work is done; raises click.UsageError for an address without `--engine ray`."""
    from crawler.engines.engine import RayCluster

    if engine == "ray":
        return RayCluster(address, workers)
    if address is not None:
        raise click.UsageError("--address requires --engine ray.")
    return workers


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a time from the command line, which has no zone, as UTC."""
    return moment.replace(tzinfo=UTC) if moment else None
