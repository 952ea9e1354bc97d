"""`partynews sites`: the supported sites with their owners, hosts, layouts, evidence and last success."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from crawler.commands.options import command, db_option, json_option, site_folders_option
from crawler.commands.terminal import format_table, print_json, warn_of_broken_site_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.site import Site


@command("partynews sites")
@site_folders_option
@db_option
@json_option
def sites_command(db: Path, as_json: bool) -> None:
    """List the sites: owner, CMS family, hosts, layouts, evidence, last success.

    Evidence is what a layout rests on: a real page of the site, published code that reads it, or only the
    form of its URLs. The last success is when a run last got an article of the site. A site file that cannot
    be used is named with its error.
    """
    from crawler.sites import broken_site_files, load_sites

    last = _last_success(db) if db.exists() else {}
    found = [_describe(site, last.get(site.name)) for site in load_sites().values()]
    broken = broken_site_files()
    if as_json:
        print_json([*found, *({"site": name, "broken": str(file)} for name, file in broken.items())])
        return
    heads = ("site", "owner", "family", "hosts", "layouts", "evidence", "last success")
    click.echo(format_table(heads, map(_cells, found)))
    warn_of_broken_site_files()


class SiteDescription(TypedDict):
    """A site as `--json` prints it; `layouts` are the names, `evidence` says what each rests on."""

    site: str
    publisher: str
    owner: str
    family: str | None
    hosts: Sequence[str]
    past_hosts: Sequence[str]
    layouts: list[str]
    evidence: dict[str, str]
    ended: bool
    note: str
    last_success: str | None


def _cells(site: SiteDescription) -> Sequence[object]:
    return (
        site["site"],
        site["owner"] or site["publisher"],
        site["family"] or "own",
        " ".join(site["hosts"]),
        " ".join(site["layouts"]),
        ", ".join(dict.fromkeys(site["evidence"].values())),
        site["last_success"] or ("ended" if site["ended"] else "never"),
    )


def _describe(site: Site, last_success: str | None) -> SiteDescription:
    return {
        "site": site.name,
        "publisher": site.publisher,
        "owner": site.owner,
        "family": site.family,
        "hosts": site.hosts,
        "past_hosts": site.past_hosts,
        "layouts": [layout.name for layout in site.layouts],
        "evidence": {layout.name: layout.evidence for layout in site.layouts},
        "ended": site.ended,
        "note": site.note,
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
