"""`partynews search`: full-text search of the articles."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.commands.options import (
    CommandWithExamples,
    command,
    db_option,
    from_option,
    json_option,
    site_option,
    to_option,
)
from crawler.commands.terminal import one_line, print_json, warn

if TYPE_CHECKING:
    from archive.search.full_text import Hit

HIT_START, HIT_END = "\ue000", "\ue001"  # private-use characters: no stored text contains them


class SearchCommand(CommandWithExamples):
    """A command whose words may begin with a minus, which click takes for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; for an unknown one-letter option, say how to exclude a word."""
        typed = shlex.join(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            raise click.UsageError(
                f"No such option {error.option_name!r}. To exclude a word, type -- before the query: "
                f"partynews search -- {one_line(typed)}",
                ctx,
            ) from None


@command(
    "partynews search 'dang uy khoi'",
    'partynews search \'"nghị quyết TW 4" -"kết luận" site:nhandan\'',
    cls=SearchCommand,
)
@click.argument("query", nargs=-1, required=True)
@site_option
@from_option
@to_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@db_option
@json_option
def search_command(query: tuple[str, ...], db: Path, as_json: bool, **filters: Any) -> None:
    """Search articles, with or without Vietnamese diacritics.

    A word with diacritics matches these diacritics only; a word without matches both. Supports "quoted
    phrases", OR, -without, site:nhandan, from:2018, to:2019-06, and document codes such as 05-CT/TW.
    """
    from archive.database.connection import reading
    from archive.search.check_query import check_query
    from archive.search.full_text import search

    marks = ("[", "]") if as_json else (HIT_START, HIT_END)
    with reading(db) as archive:
        notes = check_query(archive, " ".join(query), filters["site"])
        hits = search(archive, " ".join(query), marks=marks, **filters)
    for note in notes:
        warn(note)
    for hit in hits:
        if as_json:
            print_json(asdict(hit))
        else:
            click.echo(_format_hit(hit))
    if not hits and not as_json:
        click.echo("No articles found.", err=True)


def _format_hit(hit: Hit) -> str:
    head = f"{hit.id}  {hit.site}  {(hit.published or 'no date')[:10]}  {one_line(hit.title)}"
    bold, normal = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    snippet = one_line(hit.snippet).replace(HIT_START, bold).replace(HIT_END, normal)
    return f"{head}\n    {snippet}"
