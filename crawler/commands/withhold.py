"""withhold: a text that is not to be shown after a complaint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import db_option
from crawler.commands.printing import one_line, table

if TYPE_CHECKING:
    from archive.store import Store


@click.command()
@click.argument("id_or_url", metavar="[ID|URL]", required=False)
@click.argument("reason", required=False)
@click.option("--undo", is_flag=True, help="Show the article again.")
@db_option
def withhold_command(id_or_url: str | None, reason: str | None, undo: bool, db: Path) -> None:
    """Hide an article from search, pages and exports; its text and captures stay in the archive.

    Without an article it lists what is withheld.

    \b
    Example: partynews withhold 12 'complaint of 2026-03-02, letter 17'
             partynews withhold --undo 12
    """
    if id_or_url is None:
        click.echo(_list(db))
    elif undo:
        _show_again(db, id_or_url)
    elif not reason or not reason.strip():
        raise click.UsageError("Say why: partynews withhold ID 'REASON'")
    else:
        _withhold(db, id_or_url, reason.strip())


def _withhold(path: Path, id_or_url: str, reason: str) -> None:
    from archive.store import Store
    from archive.withheld import withhold

    with Store.open(path, create=False) as store, store.writing():
        article_id = _id_of(store, id_or_url)
        new = withhold(store.db, article_id, reason)
    click.echo(f"Article {article_id} {'is now' if new else 'was already'} withheld.")


def _show_again(path: Path, id_or_url: str) -> None:
    from archive.store import Store
    from archive.withheld import show_again

    with Store.open(path, create=False) as store, store.writing():
        article_id = _id_of(store, id_or_url)
        shown = show_again(store.db, article_id)
    click.echo(f"Article {article_id} {'is shown again' if shown else 'was not withheld'}.")


def _id_of(store: Store, id_or_url: str) -> int:
    from archive.lookup import article_id_of
    from crawler.commands.consult import NotFound, names

    for name in names(id_or_url):
        article_id = article_id_of(store.db, name)
        if (
            article_id is not None
            and store.db.execute("SELECT 1 FROM articles WHERE id = ?", [article_id]).fetchone()
        ):
            return article_id
    raise NotFound(f"{one_line(id_or_url)} is not in the archive.")


def _list(path: Path) -> str:
    from archive.database.connection import reading
    from archive.withheld import list_withheld

    with reading(path) as db:
        rows = list_withheld(db)
    if not rows:
        return "Nothing is withheld."
    columns = ("article_id", "site", "since", "reason", "url")
    return table(("article", *columns[1:]), [[row[c] for c in columns] for row in rows])
