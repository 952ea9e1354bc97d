"""`partynews status`: health of the sites, last runs, layouts, fields and gaps."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.runs.run_history import FIELDS, NO_LAYOUT, count_links
from crawler.commands.options import command, db_option, json_option, site_folders_option
from crawler.commands.running import describe_unfinished_run
from crawler.commands.tables import Section, print_sections
from crawler.commands.terminal import print_json, warn_of_broken_site_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set
    from sqlite3 import Connection

GAPS_SHOWN = 10
FIELD_WEEKS = 8


@command("partynews status", "partynews status --runs 20 --json")
@click.option("--runs", "run_limit", type=click.IntRange(1, 1000), default=5, show_default=True)
@site_folders_option
@db_option
@json_option
def status_command(run_limit: int, db: Path, as_json: bool) -> None:
    """Show site health, runs, layouts and gaps.

    Health is the result of the last crawl of each site, gaps are days without articles.
    """
    from archive.database.connection import reading
    from archive.database.journal_mode import journal_mode, why_not_wal
    from crawler.sites import broken_site_files

    with reading(db) as archive:
        running = Section(lines=describe_unfinished_run(archive, db))
        status = {"journal_mode": journal_mode(db), "why_not_wal": why_not_wal(db)}
        status |= _read_status(archive, run_limit)
    if as_json:
        broken = {name: str(file) for name, file in broken_site_files().items()}
        print_json(status | {"broken_site_files": broken})
    else:
        print_sections([running, *_sections(status)])
        warn_of_broken_site_files()


def _read_status(db: Connection, run_limit: int) -> dict[str, Any]:
    """Return the parts of the status by name, as `--json` prints them."""
    from archive.clock import format_utc, utc_now
    from archive.doubts.doubt_table import count_open_doubts
    from archive.runs import status
    from archive.runs.coverage import load_coverage
    from archive.runs.gaps import find_gaps

    doubts = count_open_doubts(db)
    health = [
        {**row, **_last_week(db, row["site"]), "doubts": doubts.get(row["site"], 0)}
        for row in status.load_health(db)
    ]
    sites = status.load_sites(db)
    known = {row["site"] for row in (*health, *sites)}
    return {
        "health": health,
        "doubts": doubts,
        "runs": status.load_runs(db, run_limit),
        "sites": sites,
        "unread": status.load_unread_addresses(db),
        "unconfirmed": _unconfirmed_layouts(known, status.load_confirmed_layouts(db)),
        "layouts": status.load_layouts(db),
        "fields": status.load_field_shares(db, format_utc(utc_now() - timedelta(weeks=FIELD_WEEKS))),
        "coverage": load_coverage(db),
        "gaps": find_gaps(db, {row["site"]: date.fromisoformat(row["judged"][:10]) for row in health}),
    }


def _unconfirmed_layouts(names: Set[str], confirmed: Set[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the layouts of the named sites that no page of a live crawl has confirmed."""
    from crawler.sites import load_sites

    return [
        {"site": site.name, "layout": layout.name, "evidence": layout.evidence}
        for site in load_sites().values()
        for layout in site.layouts
        if site.name in names and (site.name, layout.name) not in confirmed
    ]


def _last_week(db: Connection, site: str) -> dict[str, Any]:
    """Return the articles of a site in the last week, its floor, and its links by outcome and reason."""
    from archive.clock import format_utc, utc_now
    from crawler.health.volume import weeks
    from crawler.sites import load_sites

    known = load_sites().get(site)
    links = count_links(db, format_utc(utc_now() - timedelta(weeks=1)), site)
    return {
        "week": weeks(db, site, utc_now())[0],
        "floor": known.floor if known else None,
        "links": [{name: row[name] for name in ("outcome", "why", "links")} for row in links],
    }


def _sections(status: Mapping[str, Any]) -> list[Section]:
    health = ("site", "state", "last healthy", "articles a week", "floor", "links of the last week")
    layouts = ("site", "layout", "articles", "last read", *FIELDS)
    problems = [f"{row['site']}: {problem}" for row in status["health"] for problem in row["problems"]]
    why = f", as {status['why_not_wal']}" if status["why_not_wal"] else ""
    return [
        Section("Health", health, [*map(_health_cells, status["health"])]),
        Section(lines=problems, alert=True),
        Section("Doubted readings (partynews doubts)", ("site", "doubts"), [*status["doubts"].items()]),
        _columns("Runs", "id command started finished reason exit_code outcomes", status["runs"]),
        _columns("Sites", "site articles duplicates edited gone last_published last_new", status["sites"]),
        _columns(
            "Addresses that gave no article",
            "site asked_again perhaps_gone given_up example",
            status["unread"],
        ),
        _columns("Layouts", "site layout articles first_published last_published", status["layouts"]),
        _columns(
            "Layouts that no page of a live crawl has confirmed",
            "site layout evidence",
            status["unconfirmed"],
        ),
        Section(
            "Fields found in new articles of the last eight weeks, in percent",
            layouts,
            [*map(_field_cells, status["fields"])],
        ),
        _columns(
            "Captures by year, and the articles on them",
            "site year articles live backfilled imported",
            status["coverage"],
        ),
        _columns(
            "Gaps: days without articles where some are expected",
            "site first_day last_day days expected",
            status["gaps"][:GAPS_SHOWN],
        ),
        Section(lines=[f"Journal mode: {status['journal_mode']}{why}"]),
    ]


def _health_cells(site: Mapping[str, Any]) -> Sequence[object]:
    state = f"{'healthy' if site['well'] else 'UNHEALTHY'} since {site['since'][:10]}"
    last = (site["last_well"] or "never")[:10]
    links: Counter[str] = Counter()
    for link in site["links"]:
        links[" ".join(filter(None, (link["outcome"], link["why"])))] += link["links"]
    return site["site"], state, last, site["week"], site["floor"] or "", _format_counts(links)


def _field_cells(layout: Mapping[str, Any]) -> Sequence[object]:
    """Return site, layout, new articles, last read, and the percentage of them with each field."""
    is_read = layout["layout"] != NO_LAYOUT
    shares = [round(100 * layout[name]) if is_read else "" for name in FIELDS]
    name = layout["layout"] if is_read else "(no layout)"
    return layout["site"], name, layout["articles"], layout["last_read"][:10], *shares


def _columns(title: str, columns: str, rows: Iterable[Mapping[str, Any]]) -> Section:
    names = columns.split()
    heads = [name.replace("_", " ") for name in names]
    return Section(title, heads, [[_cell(row[name]) for name in names] for row in rows])


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return _format_counts(value)
    return json.dumps(value) if isinstance(value, list) else value


def _format_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
