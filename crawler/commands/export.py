"""Commands for corpora and citations: export, cite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.export.formats import FORMATS
from crawler.cli import captures_option, db_option
from crawler.commands.printing import plain
from crawler.commands.progress import progress_line

if TYPE_CHECKING:
    from archive.export.manifest import Contents

CHOICES = [name for name in FORMATS if "-" not in name]  # what follows a hyphen is an option


@click.command()
@click.option("--format", "form", type=click.Choice(CHOICES), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to make.")
@click.option("--site", "sites", multiple=True, help="This site alone; may be repeated.")
@click.option("--from", "since", metavar="DATE", help="Published on this day, month or year, or later.")
@click.option("--to", "until", metavar="DATE", help="Published on this day, month or year, or earlier.")
@click.option("--section", help="This section alone, as it is printed.")
@click.option("--query", help="What `partynews search` finds for these words.")
@click.option("--about", metavar="CODE", help="Articles that name this document: 05-CT/TW.")
@click.option("--min-words", type=click.IntRange(0), default=0, help="Lead and body have so many words.")
@click.option(
    "--duplicates",
    type=click.Choice(["keep", "exact", "near"]),
    default="keep",
    show_default=True,
    help="All copies, one of each text, or one of each story: the earliest seen of what is chosen.",
)
@click.option("--revisions", type=click.Choice(["newest", "all"]), default="newest", show_default=True)
@click.option("--since-export", type=click.Path(path_type=Path), metavar="MANIFEST", help="Only what is new.")
@click.option("--raw", is_flag=True, help="csv: cells as they are, also those a spreadsheet would compute.")
@click.option("--words", is_flag=True, help="vertical: words and not syllables (extra `words`).")
@click.option("--bag", is_flag=True, help="A BagIt bag around it all (RFC 8493).")
@click.option("--replace", is_flag=True, help="In the place of an earlier export.")
@captures_option
@db_option
def export_command(
    form: str,
    out: Path,
    revisions: Any,
    since_export: Path | None,
    raw: bool,
    words: bool,
    bag: bool,
    replace: bool,
    captures: Path | None,
    db: Path,
    **chosen: Any,
) -> int:
    """Write a corpus: the data, a manifest with sums, a README. The same archive gives the same bytes.

    \b
    Example: partynews export --format jsonl --out corpus --site nhandan --from 2018 --duplicates near
             partynews export --format tei --out about-05 --about 05-CT/TW
             partynews export --format csv --out new --since-export corpus/manifest.json
    """
    from archive.database.connection import reading
    from archive.export.run import Order, export
    from archive.export.selection import Selection
    from crawler.sites import load_sites

    order = Order(
        out=out,
        form=_format(form, raw=raw, words=words),
        captures=captures or db.parent / "captures",
        selection=Selection(**chosen),
        revisions=revisions,
        since_export=since_export,
        bag=bag,
        replace=replace,
        newspapers={name: site.publisher for name, site in load_sites().items()},
    )
    with reading(db) as archive, progress_line() as line:
        contents = export(archive, order, line.added)
    click.echo(f"{out}: {contents.rows} texts of {contents.words} words")
    return _lost(contents, out)


def _lost(contents: Contents, out: Path) -> int:
    """The exit code, when what could not be copied was told."""
    for what in contents.first_lost:
        click.echo(f"not copied: {what}", err=True)
    if contents.lost:
        click.echo(f"partynews: {contents.lost} records could not be copied into {out}.", err=True)
    return 7 if contents.lost else 0


def _format(form: str, *, raw: bool, words: bool) -> str:
    if raw and form != "csv":
        raise click.UsageError("--raw is for --format csv.")
    if words and form != "vertical":
        raise click.UsageError("--words is for --format vertical.")
    return f"{form}-raw" if raw else f"{form}-words" if words else form


@click.command()
@click.argument("id_or_url")
@click.option(
    "--format", "form", type=click.Choice(["bibtex", "csl-json"]), default="bibtex", show_default=True
)
@db_option
def cite_command(id_or_url: str, form: str, db: Path) -> None:
    """One article as an entry of a bibliography.

    \b
    Example: partynews cite 12
             partynews cite https://nhandan.vn/bai-post929283.html --format csl-json
    """
    from archive.citation import bibtex, csl_json
    from archive.database.connection import reading
    from crawler.commands.consult import find
    from crawler.sites import load_sites

    with reading(db) as archive:
        article = find(archive, id_or_url)
    site = load_sites().get(article["site"])
    newspaper = site.publisher if site else article["site"]
    click.echo(plain((bibtex if form == "bibtex" else csl_json)(article, newspaper)))
