"""Commands that need no archive: read one page, list the sites."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import db_option, json_option
from crawler.commands.printing import plain, print_json, table

if TYPE_CHECKING:
    from crawler.parse.read import Reading

BAD_INPUT = 7


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="The address the page was served under.")
@click.option("--content-type", help="The Content-Type header it was served with.")
@click.option("--captured", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]), help="When, in UTC.")
@click.option("--generic", is_flag=True, help="Read a page of no known site with trafilatura.")
@click.option("--explain", is_flag=True, help="Print a table of the text that was left out, and why.")
@json_option
def read_command(
    file: Path,
    url: str,
    content_type: str | None,
    captured: datetime | None,
    generic: bool,
    explain: bool,
    as_json: bool,
) -> int:
    """Read one HTML page without a database: the article, its layout, which selector gave what.

    \b
    Example: partynews read page.html --url https://nhandan.vn/bai-post929283.html --explain
    """
    from crawler.parse.refusal import Refused
    from crawler.read_any import read_any

    try:
        reading = read_any(
            file.read_bytes(),
            url,
            content_type=content_type,
            captured=(captured or datetime.now(UTC)).replace(tzinfo=UTC),
            generic=generic,
        )
    except Refused as refused:
        if as_json:
            print_json({"refused": refused.cls, "why": refused.why})
        else:
            click.echo(f"Refused ({refused.cls}): {plain(refused.why)}", err=True)
        return BAD_INPUT
    if as_json:
        omitted = [each.as_dict() for each in reading.omitted]
        print_json({**reading.article.as_dict(), "selectors": reading.selectors, "omitted": omitted})
    else:
        click.echo(_as_text(reading))
        if explain:
            rows = ((each.reason, str(each.letters), plain(each.words)) for each in reading.omitted)
            click.echo("\n" + table(("omitted", "letters", "first words"), rows))
    return 0


def _as_text(reading: Reading) -> str:
    fields: dict[str, Any] = reading.article.as_dict()
    lines = []
    for name, value in fields.items():
        if value in (None, (), []) or name in ("body", "lead", "title"):
            continue
        selector = reading.selectors.get(name)
        shown = value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {plain(shown)}" + (f"    [{selector}]" if selector else ""))
    for name in ("title", "lead", "body"):
        if fields[name]:
            lines += ["", f"{name}    [{reading.selectors.get(name, '')}]", plain(fields[name])]
    return "\n".join(lines)


@click.command()
@db_option
@json_option
def sites_command(db: Path, as_json: bool) -> None:
    """What is covered: hosts, layouts, and when each site last gave an article.

    \b
    Example: partynews sites
    """
    from crawler.sites import load_sites

    last = _last_success(db) if db.exists() else {}
    sites = list(load_sites().values())
    if as_json:
        print_json(
            [
                {
                    "site": site.name,
                    "publisher": site.publisher,
                    "hosts": site.hosts,
                    "layouts": [layout.name for layout in site.layouts],
                    "last_success": last.get(site.name),
                }
                for site in sites
            ]
        )
        return
    rows = (
        (
            site.name,
            site.publisher,
            " ".join(site.hosts),
            " ".join(layout.name for layout in site.layouts),
            last.get(site.name, "never"),
        )
        for site in sites
    )
    click.echo(table(("site", "publisher", "hosts", "layouts", "last success"), rows))


def _last_success(path: Path) -> dict[str, str]:
    from archive.database.connection import reading

    with reading(path) as db:
        return dict(
            db.execute(
                "SELECT site, max(at) FROM outcomes"
                " WHERE outcome IN ('stored', 'revised', 'duplicate', 'unchanged') GROUP BY site"
            ).fetchall()
        )
