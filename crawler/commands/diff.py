"""`partynews diff`: the changes between two revisions of an article."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from crawler.commands.article_argument import NotFound, load_article
from crawler.commands.options import command, db_option, json_option
from crawler.commands.terminal import print_json
from crawler.commands.text_diff import format_difference


@command("partynews diff 12", "partynews diff 12 1 3")
@click.argument("id_or_url", metavar="ID|URL")
@click.argument("older", type=int, required=False)
@click.argument("newer", type=int, required=False)
@db_option
@json_option
def diff_command(id_or_url: str, older: int | None, newer: int | None, db: Path, as_json: bool) -> None:
    """Compare two revisions of an article.

    Without revision numbers, compares the last two.
    """
    from archive.database.connection import reading
    from archive.revision_diff import difference

    with reading(db) as archive:
        article = load_article(archive, id_or_url)
        found = difference(archive, article["id"], older, newer)
    if found is None:
        count = len(article["revisions"])
        if count > 1:
            raise NotFound(f"Article {article['id']} has the revisions 1 to {count}: choose two of them.")
        raise NotFound(f"Article {article['id']} has 1 revision: nothing to compare.")
    if as_json:
        print_json(asdict(found))
        return
    click.echo(
        f"revision {found.older['number']} ({found.older['captured']}) -> "
        f"{found.newer['number']} ({found.newer['captured']})"
    )
    for line in format_difference(found.fields, found.text):
        click.echo(line)
