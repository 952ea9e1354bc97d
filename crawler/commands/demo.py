"""`partynews demo`: replay the bundled samples as two crawls a week apart, and print the counts."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import exit_codes
from crawler.commands.options import command
from crawler.commands.terminal import format_table

if TYPE_CHECKING:
    from sqlite3 import Connection

FIRST_CRAWL = "2026-05-05T00:00:00Z"  # the samples have captures of 4 and 11 May 2026

COUNTS_BY_SITE = """
SELECT site, count(*) AS stored,
    sum(id IN (SELECT article_id FROM duplicates)) AS duplicates,
    (SELECT count(*) FROM revisions JOIN articles AS a ON a.id = article_id
     WHERE a.site = articles.site AND number > 1) AS revisions
FROM articles GROUP BY site ORDER BY site
"""
FOUND_BY_SITE = "SELECT site, count(DISTINCT url) FROM outcomes WHERE outcome <> 'listed' GROUP BY site"
REFUSED_URLS = "SELECT site, url, max(reason) FROM outcomes WHERE outcome = 'refused' GROUP BY site, url"

NEXT_STEPS = """
Try next:
  {partynews} search 'nghi quyet trung uong 4' --db {db}
  {partynews} show 1 --db {db}
  {partynews} status --db {db}"""


@command("partynews demo")
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default="demo.db",
    show_default=True,
    help="The archive to create.",
)
def demo_command(db: Path) -> int:
    """Replay the bundled samples into demo.db.

    Runs two crawls a week apart, prints the counts per site, and suggests the next commands.
    """
    from archive.database.connection import reading
    from samples import sample_files

    files = [str(path) for path in sample_files()]
    for crawl in (["--as-of", FIRST_CRAWL], []):
        # One process per crawl: Twisted's reactor cannot be restarted.
        arguments = [sys.executable, "-m", "crawler", "replay", *files, *crawl, "--db", str(db)]
        done = subprocess.run(arguments, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own command
        if done.returncode:
            return done.returncode
    with reading(db) as archive:
        click.echo(_counts_table(archive))
    click.echo(NEXT_STEPS.format(partynews=_own_command(), db=shlex.quote(str(db))))
    return exit_codes.SUCCESS


def _own_command() -> str:
    """Return how a shell in the current folder starts this program: by name only where PATH leads to it."""
    started = Path(sys.argv[0])
    if started.name != "partynews":
        return f"{shlex.quote(sys.executable)} -m crawler"
    found = shutil.which("partynews")
    if found and Path(found).absolute() == started.absolute():
        return "partynews"
    folder = Path.cwd()
    return shlex.quote(str(started.relative_to(folder) if started.is_relative_to(folder) else started))


def _counts_table(db: Connection) -> str:
    found = dict(db.execute(FOUND_BY_SITE).fetchall())
    refused: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for site, _, reason in db.execute(REFUSED_URLS).fetchall():
        refused[site][reason.split(" ", 1)[0]] += 1
    rows: list[list[Any]] = [
        [site, found.get(site, 0), *counts, _format_reasons(refused[site])]
        for site, *counts in db.execute(COUNTS_BY_SITE).fetchall()
    ]
    return format_table(("site", "found", "stored", "duplicates", "revisions", "refused"), rows)


def _format_reasons(reasons: Counter[str]) -> str:
    counts = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
    return f"{reasons.total()} ({counts})" if reasons else "0"
