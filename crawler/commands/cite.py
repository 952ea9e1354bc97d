"""`partynews cite`: an article as a bibliography entry."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from crawler.commands.article_argument import load_article
from crawler.commands.options import command, db_option, site_folders_option
from crawler.commands.terminal import printable


@command(
    "partynews cite 12",
    "partynews cite https://nhandan.vn/bai-post929283.html --format csl-json",
)
@click.argument("id_or_url", metavar="ID|URL")
@click.option(
    "--format", "form", type=click.Choice(["bibtex", "csl-json", "ris"]), default="bibtex", show_default=True
)
@site_folders_option
@db_option
def cite_command(id_or_url: str, form: str, db: Path) -> None:
    """Print a bibliography entry for an article.

    Formats: BibLaTeX (bibtex), CSL-JSON and RIS.
    """
    from archive.citation import FORMATS, CitedArticle
    from archive.database.connection import reading
    from crawler.sites import load_sites

    with reading(db) as archive:
        article = cast("CitedArticle", load_article(archive, id_or_url))
    site = load_sites().get(article["site"])
    newspaper = site.publisher if site else article["site"]
    click.echo("\n".join(map(printable, FORMATS[form](article, newspaper).splitlines())))
