"""`partynews status`: how the sites are, what the runs did, where days are missing."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.runs.run_history import FIELDS, UNREAD, audit
from crawler.cli import db_option, json_option
from crawler.commands.printing import one_line, print_json, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from sqlite3 import Connection

Row = dict[str, Any]

MOST_GAPS = 10
FIELD_WEEKS = 8


@click.command()
@click.option("--runs", "run_limit", type=click.IntRange(1, 1000), default=5, show_default=True)
@db_option
@json_option
def status_command(run_limit: int, db: Path, as_json: bool) -> None:
    """How each site is and since when, what the last runs did, and the days without articles.

    \b
    Example: partynews status
    """
    from archive.database.connection import reading
    from archive.database.journal import journal_mode, why_not_wal

    with reading(db) as archive:
        found = {"journal_mode": journal_mode(db), "why_not_wal": why_not_wal(db)}
        found |= _figures(archive, run_limit)
    if as_json:
        print_json(found)
    else:
        click.echo(_text(found))


def _figures(db: Connection, run_limit: int) -> Row:
    from archive.clock import format_utc, utc_now
    from archive.runs import status
    from archive.runs.gaps import gaps

    health = [row | _week(db, row["site"]) for row in status.health(db)]
    return {
        "health": health,
        "runs": status.runs(db, run_limit),
        "sites": status.sites(db),
        "layouts": status.layouts(db),
        "fields": status.fields(db, format_utc(utc_now() - timedelta(weeks=FIELD_WEEKS))),
        "gaps": gaps(db, {row["site"]: date.fromisoformat(row["judged"][:10]) for row in health}),
    }


def _week(db: Connection, site: str) -> Row:
    """What a site printed in a week, what is expected of it, and what became of the links it listed."""
    from archive.clock import format_utc, utc_now
    from crawler.health.volume import weeks
    from crawler.sites import load_sites

    known = load_sites().get(site)
    links = audit(db, format_utc(utc_now() - timedelta(weeks=1)), site)
    return {
        "week": weeks(db, site, utc_now())[0],
        "floor": known.floor if known else None,
        "links": [{name: row[name] for name in ("outcome", "why", "links")} for row in links],
    }


def _text(found: Row) -> str:
    health = ("site", "state", "last well", "week", "floor", "links of a week")
    shares = "Parts found in the new articles of eight weeks, in percent"
    layouts = ("site", "layout", "articles", "last read", *FIELDS)
    missing = "Days without articles, where some were to be expected"
    parts = [
        _section("Health", health, _health(found)),
        "\n".join(
            f"{row['site']}: {one_line(problem)}" for row in found["health"] for problem in row["problems"]
        ),
        _plain("Runs", "id command started finished reason exit_code outcomes", found["runs"]),
        _plain("Sites", "site articles duplicates edited gone last_published last_new", found["sites"]),
        _plain("Layouts", "site layout articles first_published last_published", found["layouts"]),
        _section(shares, layouts, _shares(found["fields"])),
        _plain(missing, "site first_day last_day days expected", found["gaps"][:MOST_GAPS]),
    ]
    why = f": {found['why_not_wal']}" if found["why_not_wal"] else ""
    return "\n\n".join([*filter(None, parts), f"Journal mode: {found['journal_mode']}{why}"])


def _health(found: Row) -> Iterable[Sequence[object]]:
    for row in found["health"]:
        state = f"{'well' if row['well'] else 'UNWELL'} since {row['since'][:10]}"
        last = (row["last_well"] or "never")[:10]
        links: Counter[str] = Counter()
        for link in row["links"]:
            links[" ".join(filter(None, (link["outcome"], link["why"])))] += link["links"]
        yield row["site"], state, last, row["week"], row["floor"] or "", _counts(links)


def _shares(rows: Iterable[Row]) -> Iterable[Sequence[object]]:
    """A row a layout: its new articles, when they were last read, in how many of a hundred each part was."""
    for row in rows:
        read = row["layout"] != UNREAD
        shares = [round(100 * row[name]) if read else "" for name in FIELDS]
        name = row["layout"] if read else "(none fits)"
        yield row["site"], name, row["articles"], row["last_read"][:10], *shares


def _plain(title: str, columns: str, rows: Iterable[Row]) -> str:
    names = columns.split()
    heads = [name.replace("_", " ") for name in names]
    return _section(title, heads, [[_cell(row[name]) for name in names] for row in rows])


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = list(rows)
    return f"{title}\n{table(heads, cells)}" if cells else ""


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return _counts(value)
    return json.dumps(value) if isinstance(value, list) else value


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
