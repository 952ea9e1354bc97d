"""`partynews doubts`: list the readings that do not replace stored texts, accept or reject them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from crawler.commands.article_argument import NotFound
from crawler.commands.options import command, db_option, json_option
from crawler.commands.terminal import one_line, print_json
from crawler.commands.text_diff import format_difference

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.doubts.doubt_table import Doubt

Decision = Literal["accept", "reject"]
COLUMNS = ("id", "site", "url", "article_id", "capture_id", "run_id", "reason", "since")


@command("partynews doubts nhandan", "partynews doubts 12 --accept", "partynews doubts nhandan --reject")
@click.argument("id_or_site", metavar="[ID|SITE]", required=False)
@click.option("--accept", "decision", flag_value="accept", help="Store the doubted reading.")
@click.option("--reject", "decision", flag_value="reject", help="Keep the stored text; do not report again.")
@db_option
@json_option
def doubts_command(id_or_site: str | None, decision: Decision | None, db: Path, as_json: bool) -> None:
    """List doubted readings with their changes, accept or reject them.

    A reading is doubted where it is worse than the stored text, which then stays. Doubts are settled by
    themselves when the site is well again. With a SITE, --accept and --reject are for all its open doubts.
    """
    if decision is not None:
        if id_or_site is None:
            raise click.UsageError("Name a doubt or a site: partynews doubts ID --accept")
        _decide(db, id_or_site, decision)
        return
    from archive.database.connection import reading

    with reading(db) as archive:
        doubts = _selected(archive, id_or_site)
        if as_json:
            print_json([_as_json(archive, doubt) for doubt in doubts])
        else:
            click.echo("\n\n".join(_as_text(archive, doubt) for doubt in doubts) or "No doubts.")


def _decide(path: Path, id_or_site: str, decision: Decision) -> None:
    from archive.doubts.decision import accept_doubt, reject_doubt
    from archive.store import Store
    from crawler.archive_lock import archive_lock

    with archive_lock(path, "doubts"), Store.open(path, create=False) as store, store.writing():
        doubts = _selected(store.db, id_or_site)
        for doubt in doubts:
            (accept_doubt if decision == "accept" else reject_doubt)(store, doubt)
    click.echo(f"{len(doubts)} doubt{'s' * (len(doubts) != 1)} {decision}ed.")


def _selected(archive: Connection, id_or_site: str | None) -> list[Doubt]:
    """Return the open doubts that the argument names.

    Raises NotFound for an unknown id, and QueryError for a site without articles.
    """
    from archive.doubts.decision import find_open_doubt, list_open_doubts
    from archive.stored_sites import check_sites

    if id_or_site is None or not id_or_site.isdecimal():
        check_sites(archive, filter(None, [id_or_site]))
        return list_open_doubts(archive, id_or_site)
    doubt = find_open_doubt(archive, int(id_or_site)) if len(id_or_site) < 19 else None
    if doubt is None:
        raise NotFound(f"There is no open doubt {id_or_site}. List them with: partynews doubts")
    return [doubt]


def _as_json(archive: Connection, doubt: Doubt) -> dict[str, Any]:
    from archive.doubts.decision import doubt_difference

    found = doubt_difference(archive, doubt)
    return {
        **{name: getattr(doubt, name) for name in COLUMNS},
        "fields": found["fields"],
        "text": [{"kind": edit.kind, "text": edit.text} for edit in found["text"]],
    }


def _as_text(archive: Connection, doubt: Doubt) -> str:
    from archive.doubts.decision import doubt_difference

    head = f"{doubt.id}  {doubt.site}  {doubt.since}  article {doubt.article_id}: {doubt.reason}"
    lines = [one_line(head), f"    {one_line(doubt.url)}"]
    if doubt.reading is None:
        lines.append("    The stored text itself is doubted: the article was new in a run of a broken site.")
    found = doubt_difference(archive, doubt)
    return "\n".join([*lines, *format_difference(found["fields"], found["text"])])
