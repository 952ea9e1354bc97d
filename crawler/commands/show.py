"""`partynews show`: one article with its provenance, copies, revisions and cited documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.commands.article_argument import load_article
from crawler.commands.options import command, db_option, json_option, site_folders_option
from crawler.commands.terminal import one_line, print_json, printable

FIELDS_SHOWN = (
    *("site", "key", "url", "published", "published_raw", "modified", "section", "byline", "source_mark"),
)
LISTS_SHOWN = ("authors", "tags", "repairs", "flags")


@command("partynews show 12", "partynews show https://nhandan.vn/bai-post929283.html")
@click.argument("id_or_url", metavar="ID|URL")
@site_folders_option
@db_option
@json_option
def show_command(id_or_url: str, db: Path, as_json: bool) -> None:
    """Show one article, or why a URL is not stored.

    Prints the text, where it was captured, its copies, revisions and the documents it cites.
    """
    from archive.database.connection import reading

    with reading(db) as archive:
        article = load_article(archive, id_or_url)
    if as_json:
        print_json(article)
    else:
        click.echo("\n".join([*_text_lines(article), *_field_lines(article), *_related_lines(article)]))


def _text_lines(article: dict[str, Any]) -> list[str]:
    parts = [printable(article[name]) for name in ("title", "lead", "body") if article[name]]
    return [line for part in parts for line in (part, "")]


def _field_lines(article: dict[str, Any]) -> list[str]:
    return [
        *(f"{name}: {one_line(article[name])}" for name in FIELDS_SHOWN if article[name]),
        *(
            f"{name}: {', '.join(one_line(value) for value in article[name])}"
            for name in LISTS_SHOWN
            if article[name]
        ),
        *(
            f"image: {one_line(image['src'])} {one_line(image['caption'] or '')}"
            for image in article["images"]
        ),
        f"layout: {one_line(article['layout'])}, reader version {article['reader_version']}",
        f"text_sha256: {article['text_sha256']}",
    ]


def _related_lines(article: dict[str, Any]) -> list[str]:
    revisions = article["revisions"] if len(article["revisions"]) > 1 else []
    lines = [
        *(f"alias: {one_line(url)}" for url in article["aliases"]),
        *(
            f"capture: {c['captured']} {c['file']} at byte {c['offset']} ({c['payload_digest']})"
            + (f", {one_line(c['source_url'])}" if c["source_url"] else "")
            for c in article["captures"]
        ),
        *(f"revision {r['number']}: {r['captured']} {', '.join(r['changed'])}".rstrip() for r in revisions),
        *(f"cites: {_format_reference(reference)}" for reference in article["references"]),
        *(f"copy: {_format_copy(copy, article['id'])}" for copy in article["copies"]),
    ]
    lines += [f"doubt {doubt['id']}: {_format_doubt(doubt)}" for doubt in article["doubts"]]
    if article["gone_since"]:
        lines.append(f"gone from the site since {article['gone_since']}")
    return lines


def _format_reference(reference: dict[str, Any]) -> str:
    words = [one_line(reference["raw"])]
    words += [reference["issuer"]] if reference["issuer"] else []
    words += [f"{reference['mentions']} times"] if reference["mentions"] > 1 else []
    return ", ".join(words)


def _format_doubt(doubt: dict[str, Any]) -> str:
    """Return that a later capture, or the text itself, is doubted, why, and what to do."""
    what = "this text is doubted" if doubt["of_stored_text"] else "a later capture is doubted"
    return f"{what} since {doubt['since']}: {one_line(doubt['reason'])} (partynews doubts {doubt['id']})"


def _format_copy(copy: dict[str, Any], shown: int) -> str:
    """Return id, site, day and title of one article of a group, and its similarity to the first seen."""
    day = (copy["published"] or "no date")[:10]
    similarity = f", {copy['kind']}, {copy['similarity']:.0%} similar" if copy["kind"] else ", first seen"
    this = ", this article" if copy["id"] == shown else ""
    return f"{copy['id']} {copy['site']} {day} {one_line(copy['title'])}{similarity}{this}"
