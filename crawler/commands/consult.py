"""Commands that ask the archive: search, show, diff. None of them needs the lock."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ArchiveError
from crawler.cli import db_option, json_option
from crawler.commands.printing import one_line, plain, print_json

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.search.full_text import Hit

HIT_START, HIT_END = "\ue000", "\ue001"  # private letters: no text of a page holds them


class NotFound(ArchiveError):
    """Nothing in the archive answers to this id or address."""

    exit_code = 2


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--site", help="This site alone.")
@click.option("--from", "since", metavar="DATE", help="Published on this day, month or year, or later.")
@click.option("--to", "until", metavar="DATE", help="Published on this day, month or year, or earlier.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@db_option
@json_option
def search_command(
    query: tuple[str, ...],
    site: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    sort: Any,
    db: Path,
    as_json: bool,
) -> None:
    """Find articles: words with marks match with marks, words without match both.

    "quoted phrases", OR, -without, site:nhandan, from:2018, to:2019-06; document codes as they are.

    \b
    Example: partynews search 'dang uy khoi'
             partynews search '"nghị quyết TW 4" -"kết luận" site:nhandan'
    """
    from archive.database.connection import reading
    from archive.search.full_text import search

    with reading(db) as archive:
        marks = ("[", "]") if as_json else (HIT_START, HIT_END)
        hits = search(
            archive,
            " ".join(query),
            site=site,
            since=since,
            until=until,
            limit=limit,
            sort=sort,
            marks=marks,
        )
    if as_json:
        for hit in hits:
            print_json(asdict(hit))
        return
    for hit in hits:
        click.echo(_hit(hit))
    if not hits:
        click.echo("No article was found.", err=True)


def _hit(hit: Hit) -> str:
    head = f"{hit.id}  {hit.site}  {(hit.published or 'no date')[:10]}  {one_line(hit.title)}"
    bold, normal = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    snippet = one_line(hit.snippet).replace(HIT_START, bold).replace(HIT_END, normal)
    return f"{head}\n    {snippet}"


@click.command()
@click.argument("id_or_url")
@db_option
@json_option
def show_command(id_or_url: str, db: Path, as_json: bool) -> None:
    """One article: its text, where it came from, its copies and revisions; or why a URL is not stored.

    \b
    Example: partynews show 12
             partynews show https://nhandan.vn/bai-post929283.html
    """
    from archive.database.connection import reading

    with reading(db) as archive:
        article = find(archive, id_or_url)
    if as_json:
        print_json(article)
    else:
        click.echo(_article(article))


def find(archive: Connection, id_or_url: str) -> dict[str, Any]:
    """The article, looked up as typed and by its canonical URL; raises NotFound saying why there is none."""
    from archive.lookup import find_article, last_outcome, why_withheld

    for name in names(id_or_url):
        if article := find_article(archive, name):
            return article
        if kept := why_withheld(archive, name):
            raise NotFound(
                f"Article {kept['article_id']} is withheld since {kept['since']}: {one_line(kept['reason'])}"
            )
    for name in names(id_or_url):
        if outcome := last_outcome(archive, name):
            reason = f": {outcome['reason']}" if outcome["reason"] else ""
            raise NotFound(
                one_line(
                    f"{name} is not stored. Run {outcome['run_id']} ({outcome['at']}): "
                    f"{outcome['outcome']}{reason}"
                )
            )
    raise NotFound(f"{one_line(id_or_url)} is not in the archive, and no run has asked for it.")


def names(id_or_url: str) -> list[str]:
    """What an article may be known by: as typed, and the canonical form of an address."""
    if "://" not in id_or_url:
        return [id_or_url]
    from crawler.sites import load_sites, site_of

    site = site_of(id_or_url, load_sites())
    canonical = site.canonical_url(id_or_url) if site else None
    return [id_or_url] + ([canonical] if canonical and canonical != id_or_url else [])


PROVENANCE = (
    "site",
    "key",
    "url",
    "published",
    "published_raw",
    "modified",
    "section",
    "byline",
    "source_mark",
)


def _article(article: dict[str, Any]) -> str:
    lines = [plain(article["title"]), ""]
    lines += [plain(article["lead"]), ""] if article["lead"] else []
    lines += [plain(article["body"]), ""]
    lines += [f"{name}: {one_line(article[name])}" for name in PROVENANCE if article[name]]
    lines += [
        f"{name}: {', '.join(one_line(v) for v in article[name])}"
        for name in ("authors", "tags", "repairs", "flags")
        if article[name]
    ]
    lines += [
        f"image: {one_line(image['src'])} {one_line(image['caption'] or '')}" for image in article["images"]
    ]
    lines.append(f"read by: layout {article['layout']}, reader {article['reader_version']}")
    lines.append(f"sha256 of the text: {article['text_sha256']}")
    lines += [f"address: {one_line(url)}" for url in article["aliases"]]
    lines += [
        f"capture: {c['captured']} {c['file']} at byte {c['offset']} ({c['payload_digest']})"
        for c in article["captures"]
    ]
    lines += [
        f"revision {r['number']}: {r['captured']} {', '.join(r['changed'])}".rstrip()
        for r in article["revisions"]
        if len(article["revisions"]) > 1
    ]
    lines += [f"names: {_reference(reference)}" for reference in article["references"]]
    lines += [f"copy: {_copy(copy, article['id'])}" for copy in article["copies"]]
    if article["gone_since"]:
        lines.append(f"gone from the site since {article['gone_since']}")
    return "\n".join(lines)


def _reference(reference: dict[str, Any]) -> str:
    words = [one_line(reference["raw"])]
    words += [reference["issuer"]] if reference["issuer"] else []
    words += [f"{reference['mentions']} times"] if reference["mentions"] > 1 else []
    return ", ".join(words)


def _copy(copy: dict[str, Any], shown: int) -> str:
    """One article of a story: number, site, day, title, and how much it is like the earliest seen."""
    day = (copy["published"] or "no date")[:10]
    alike = f", {copy['kind']}, {copy['similarity']:.0%} alike" if copy["kind"] else ", earliest seen"
    this = ", this one" if copy["id"] == shown else ""
    return f"{copy['id']} {copy['site']} {day} {one_line(copy['title'])}{alike}{this}"


@click.command()
@click.argument("id_or_url")
@click.argument("older", type=int, required=False)
@click.argument("newer", type=int, required=False)
@db_option
@json_option
def diff_command(id_or_url: str, older: int | None, newer: int | None, db: Path, as_json: bool) -> None:
    """What changed between two revisions of an article; between the last two when none is named.

    \b
    Example: partynews diff 12
             partynews diff 12 1 3
    """
    from archive.database.connection import reading
    from archive.revision_diff import difference

    with reading(db) as archive:
        article = find(archive, id_or_url)
        found = difference(archive, article["id"], older, newer)
    if found is None:
        count = len(article["revisions"])
        raise NotFound(
            f"Article {article['id']} has {count} revision{'s' * (count != 1)}: nothing to compare."
        )
    if as_json:
        print_json(asdict(found))
        return
    click.echo(
        f"revision {found.older['number']} ({found.older['captured']}) -> "
        f"{found.newer['number']} ({found.newer['captured']})"
    )
    for name, (before, after) in found.fields.items():
        click.echo(f"{name}: {_removed(one_line(before or ''))} {_added(one_line(after or ''))}")
    paint = {"same": plain, "removed": _removed, "added": _added}
    if found.text:
        click.echo("".join(paint[edit.kind](edit.text) for edit in found.text))


def _removed(text: str) -> str:
    return click.style(plain(text), fg="red") if sys.stdout.isatty() else f"[-{plain(text)}-]"


def _added(text: str) -> str:
    return click.style(plain(text), fg="green") if sys.stdout.isatty() else f"{{+{plain(text)}+}}"
