"""Texts, revisions and aliases of an archive, and an import of the same captures to compare them with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive.store import Store, open_for_reading
from crawler.ingest.import_files import import_files
from crawler.sites import load_sites

ROOT = Path(__file__).parents[2]
SHARED = sorted((ROOT / ".." / "shared" / "captures").glob("*.warc.gz"))
SAMPLES = sorted((ROOT / "samples").glob("*.warc.gz"))
ALIASES = "aliases JOIN articles ON articles.id = article_id"
COMPARED = {
    "articles": "site, key, url, title, lead, body, byline, published, captured, first_seen, gone_since",
    "revisions JOIN articles ON articles.id = article_id": "site, key, number, revisions.captured, changed",
    ALIASES: "site, key, aliases.url",
}


def contents(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is compared; of aliases only article URLs: no backfill asks for others."""
    archive, sites = open_for_reading(db), load_sites()
    found = {
        table: archive.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3").fetchall()
        for table, columns in COMPARED.items()
    }
    return found | {ALIASES: [row for row in found[ALIASES] if sites[row[0]].article_key(row[2])]}


def imported(folder: Path, files: Sequence[Path]) -> Path:
    """Import only what a backfill asks for: captures of article URLs."""
    with Store.open(folder / "imported.db") as store:
        import_files(store, load_sites(), files)
    return folder / "imported.db"
