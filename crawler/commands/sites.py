"""`partynews sites`: the supported sites with their hosts, layouts and last success."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.commands.options import command, db_option, json_option, site_folders_option
from crawler.commands.terminal import format_table, print_json

if TYPE_CHECKING:
    from crawler.site import Site


@command("partynews sites")
@site_folders_option
@db_option
@json_option
def sites_command(db: Path, as_json: bool) -> None:
    """List the sites: hosts, layouts, last success.

    The last success is when a run last got an article of the site.
    """
    from crawler.sites import load_sites

    last = _last_success(db) if db.exists() else {}
    found = [_describe(site, last.get(site.name)) for site in load_sites().values()]
    if as_json:
        print_json(found)
        return
    rows = (
        (one["site"], one["publisher"], *map(" ".join, (one["hosts"], one["layouts"])), one["last_success"])
        for one in found
    )
    heads = ("site", "publisher", "hosts", "layouts", "last success")
    click.echo(format_table(heads, ((*row, last or "never") for *row, last in rows)))


def _describe(site: Site, last_success: str | None) -> dict[str, Any]:
    return {
        "site": site.name,
        "publisher": site.publisher,
        "hosts": site.hosts,
        "layouts": [layout.name for layout in site.layouts],
        "last_success": last_success,
    }


def _last_success(path: Path) -> dict[str, str]:
    from archive.database.connection import reading

    with reading(path) as db:
        return dict(
            db.execute(
                "SELECT site, max(at) FROM outcomes"
                " WHERE outcome IN ('stored', 'revised', 'duplicate', 'unchanged') GROUP BY site"
            ).fetchall()
        )
