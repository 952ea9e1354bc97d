"""`partynews withhold`: hide an article from search, pages and exports."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands.article_argument import load_article_id
from crawler.commands.options import command, db_option
from crawler.commands.terminal import format_table


@command("partynews withhold 12 'complaint of 2026-03-02, letter 17'", "partynews withhold --undo 12")
@click.argument("id_or_url", metavar="[ID|URL]", required=False)
@click.argument("reason", required=False)
@click.option("--undo", is_flag=True, help="Show the article again.")
@db_option
def withhold_command(id_or_url: str | None, reason: str | None, undo: bool, db: Path) -> None:
    """Hide an article after a complaint, without deleting it.

    Hides it from search, pages and exports; its text and captures stay in the archive. Copies of the text
    that stay public are named. Without arguments, lists the withheld articles.
    """
    if id_or_url is None:
        click.echo(_list(db))
    elif undo:
        _show_again(db, id_or_url)
    elif not reason or not reason.strip():
        raise click.UsageError("A reason is required: partynews withhold ID 'REASON'")
    else:
        _withhold(db, id_or_url, reason.strip())


def _withhold(path: Path, id_or_url: str, reason: str) -> None:
    from archive.store import Store
    from archive.withheld import public_copies, withhold

    with Store.open(path, create=False) as store, store.writing():
        article_id = load_article_id(store.db, id_or_url)
        new = withhold(store, article_id, reason)
        copies = public_copies(store.db, article_id)
    click.echo(f"Article {article_id} {'is now' if new else 'was already'} withheld.")
    if copies:
        click.echo("These copies stay public; to withhold one too: partynews withhold ID 'REASON'")
        click.echo(
            format_table(("id", "site", "url"), [(copy.id, copy.site, copy.address) for copy in copies])
        )


def _show_again(path: Path, id_or_url: str) -> None:
    from archive.store import Store
    from archive.withheld import show_again

    with Store.open(path, create=False) as store, store.writing():
        article_id = load_article_id(store.db, id_or_url)
        shown = show_again(store, article_id)
    click.echo(f"Article {article_id} {'is shown again' if shown else 'was not withheld'}.")


def _list(path: Path) -> str:
    from archive.database.connection import reading
    from archive.withheld import list_withheld

    with reading(path) as db:
        rows = list_withheld(db)
    if not rows:
        return "No articles are withheld."
    columns = ("article_id", "site", "since", "reason", "url")
    return format_table(("article", *columns[1:]), [[row[c] for c in columns] for row in rows])
