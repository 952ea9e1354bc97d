"""references: the Party and State documents that articles name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.cli import db_option, json_option
from crawler.commands.printing import one_line, print_json, table


@click.command()
@click.argument("document", nargs=-1, metavar="[CODE]")
@click.option("--limit", type=click.IntRange(1, 100_000), default=30, show_default=True)
@db_option
@json_option
def references_command(document: tuple[str, ...], limit: int, db: Path, as_json: bool) -> None:
    """The documents that articles name, with counts and years; or the articles that name one.

    A code is found in any case, with or without marks. A number without its code (Chỉ thị 05) may stand for
    documents of several issuers, and is listed by itself.

    \b
    Example: partynews references
             partynews references 05-CT/TW
             partynews references Nghị quyết Trung ương 4 khóa XII
    """
    from archive.database.connection import reading
    from archive.references.queries import articles_naming, documents

    typed = " ".join(document)
    with reading(db) as archive:
        rows = articles_naming(archive, typed, limit) if typed else documents(archive, limit)
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        click.echo(_articles(rows) if typed else _documents(rows))
    else:
        click.echo("No article was found." if typed else "No article names a document.", err=True)


def _documents(rows: list[dict[str, Any]]) -> str:
    return table(
        ("document", "type", "articles", "mentions", "years"),
        [
            (one_line(row["named_as"]), row["type"], row["articles"], row["mentions"], _years(row))
            for row in rows
        ],
    )


def _years(row: dict[str, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    return first or "no date" if first == last else f"{first}-{last}"


def _articles(rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{row['id']}  {row['site']}  {(row['published'] or 'no date')[:10]}  {one_line(row['title'])}\n"
        f"    {one_line(row['named_as'])}" + (f", {row['mentions']} times" if row["mentions"] > 1 else "")
        for row in rows
    )
