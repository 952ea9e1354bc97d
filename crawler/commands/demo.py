"""`partynews demo`: two visits to the bundled samples, and what came of them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.commands.printing import table

if TYPE_CHECKING:
    from sqlite3 import Connection

FIRST_VISIT = "2026-05-05T00:00:00Z"  # the samples hold captures of 4 and 11 May 2026

FIGURES = """
SELECT site, count(*) AS stored,
    sum(id IN (SELECT article_id FROM duplicates)) AS duplicates,
    (SELECT count(*) FROM revisions JOIN articles AS a ON a.id = article_id
     WHERE a.site = articles.site AND number > 1) AS revisions
FROM articles GROUP BY site ORDER BY site
"""
FOUND = "SELECT site, count(DISTINCT url) FROM outcomes WHERE outcome <> 'listed' GROUP BY site"
REFUSED = "SELECT site, url, max(reason) FROM outcomes WHERE outcome = 'refused' GROUP BY site, url"

NEXT = """
Try next:
  partynews search 'nghi quyet trung uong 4' --db {db}
  partynews show 1 --db {db}
  partynews status --db {db}"""


@click.command()
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default="demo.db",
    show_default=True,
    help="The archive to make.",
)
def demo_command(db: Path) -> int:
    """Replay the bundled samples into demo.db as two visits a week apart, and show what came of it.

    \b
    Example: partynews demo
    """
    from archive.database.connection import reading
    from samples import sample_files

    files = [str(path) for path in sample_files()]
    for visit in (["--as-of", FIRST_VISIT], []):
        # A process makes one crawl: Twisted's reactor cannot start a second time.
        command = [sys.executable, "-m", "crawler", "replay", *files, *visit, "--db", str(db)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return done.returncode
    with reading(db) as archive:
        click.echo(_table(archive))
    click.echo(NEXT.format(db=db))
    return 0


def _table(db: Connection) -> str:
    found = dict(db.execute(FOUND).fetchall())
    refused: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for site, _, reason in db.execute(REFUSED).fetchall():
        refused[site][reason.split(" ", 1)[0]] += 1
    rows: list[list[Any]] = [
        [site, found.get(site, 0), *figures, _counts(refused[site])]
        for site, *figures in db.execute(FIGURES).fetchall()
    ]
    return table(("site", "found", "stored", "duplicates", "revisions", "refused"), rows)


def _counts(reasons: Counter[str]) -> str:
    counts = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
    return f"{reasons.total()} ({counts})" if reasons else "0"
