"""`partynews trend`: how many articles use a word or phrase, by month."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.commands.options import command, db_option, from_option, json_option, site_option, to_option
from crawler.commands.terminal import print_json, printable, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.trend import TrendRow

BAR_WIDTH = 40
BAR = "█"


@command(
    "partynews trend '\"chuyển đổi số\"' --from 2015",
    "partynews trend 'chong tham nhung' --by-site --csv > trend.csv",
)
@click.argument("query", nargs=-1, required=True)
@site_option
@from_option
@to_option
@click.option("--by-site", is_flag=True, help="A row for each month and site.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@db_option
@json_option
def trend_command(
    query: tuple[str, ...],
    site: str | None,
    since: str | None,
    until: str | None,
    by_site: bool,
    as_csv: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Count the articles that use a word or phrase, by month.

    Prints month, matching articles, all articles of the month, and the share. The query is that of
    `search`. Articles without a date of publication are not counted.
    """
    from archive.database.connection import reading
    from archive.search.check_query import check_query
    from archive.trend import COLUMNS, load_trend, of_all_sites

    with reading(db) as archive:
        notes = check_query(archive, " ".join(query), site)
        rows = load_trend(archive, " ".join(query), site=site, since=since, until=until)
    for note in notes:
        warn(note)
    shown = rows if by_site else of_all_sites(rows)
    if as_json:
        for row in shown:
            print_json(row.as_dict())
    elif as_csv:
        table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(row.as_dict() for row in shown)
    elif any(row.matches for row in shown):
        for line in _lines(shown, by_site=by_site):
            click.echo(line)
    else:
        click.echo("No dated article matches.", err=True)


def _lines(rows: Sequence[TrendRow], *, by_site: bool) -> list[str]:
    most = max(row.share for row in rows)
    width = max(len(row.site) for row in rows)
    lines = []
    for row in rows:
        site = f"  {printable(row.site):{width}}" if by_site else ""
        bar = BAR * round(BAR_WIDTH * row.share / most)
        line = f"{row.month}{site}  {row.matches:>7}  {row.articles:>7}  {row.share:>7.2%}  {bar}"
        lines.append(line.rstrip())
    return lines
