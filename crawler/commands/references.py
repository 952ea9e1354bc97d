"""`partynews references`: the Party and State documents that articles cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.commands.options import command, db_option, json_option
from crawler.commands.terminal import format_table, one_line, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.references.reference_queries import CitedDocument, CitingArticle


@command(
    "partynews references",
    "partynews references 05-CT/TW",
    "partynews references Nghị quyết Trung ương 4 khóa XII",
)
@click.argument("document", nargs=-1, metavar="[CODE]")
@click.option("--limit", type=click.IntRange(1, 100_000), default=30, show_default=True)
@db_option
@json_option
def references_command(document: tuple[str, ...], limit: int, db: Path, as_json: bool) -> None:
    """List the Party and State documents that articles cite.

    With CODE, lists the articles that cite that document. Case and diacritics of a code do not matter. A
    number without a code (Chỉ thị 05) can mean documents of several issuers and is listed separately.
    """
    from archive.database.connection import reading
    from archive.references.reference_queries import cited_documents, citing_articles

    typed = " ".join(document)
    rows: Sequence[CitedDocument | CitingArticle]
    with reading(db) as archive:
        if typed:
            rows = articles = citing_articles(archive, typed, limit)
            text = _format_articles(articles)
        else:
            rows = documents = cited_documents(archive, limit)
            text = _format_documents(documents)
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        click.echo(text)
    else:
        click.echo("No articles found." if typed else "No documents are cited.", err=True)


def _format_documents(rows: list[CitedDocument]) -> str:
    return format_table(
        ("document", "type", "articles", "mentions", "years"),
        [
            (one_line(row["named_as"]), row["type"], row["articles"], row["mentions"], _format_years(row))
            for row in rows
        ],
    )


def _format_years(row: CitedDocument) -> str:
    first, last = row["first_year"], row["last_year"]
    return first or "no date" if first == last else f"{first}-{last}"


def _format_articles(rows: list[CitingArticle]) -> str:
    return "\n".join(
        f"{row['id']}  {row['site']}  {(row['published'] or 'no date')[:10]}  {one_line(row['title'])}\n"
        f"    {one_line(row['named_as'])}" + (f", {row['mentions']} times" if row["mentions"] > 1 else "")
        for row in rows
    )
