"""Migrations of archive.db: numbered steps that bring an older archive to the current schema; no row is lost.

A released step is never edited: a change is a new step, with its SQL in schema_changes.py. sqlite-utils
applies the steps and records them in `_sqlite_migrations`
(https://sqlite-utils.datasette.io/en/stable/migrations.html). It is imported only to migrate: importing it
takes longer than a search.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.database.schema import (
    ARTICLES,
    CRAWL,
    FRONTIER,
    HEALTH,
    NEAR,
    REFERENCES,
    SEARCH,
    VIEWS,
    WITHHELD,
)
from archive.database.schema_changes import (
    BACKFILL,
    DOUBTS,
    FRONTIER_REBUILT,
    LISTINGS,
    MERGED_SHARDS,
    NEAR_BLOCKS,
    NEAR_KEYS,
    REVISIONS_SHARED,
    VISIBLE_REFERENCES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from sqlite_utils import Database, Migrations

MIGRATION_SET = "partynews"  # column `migration_set`: other programs can keep their own sets in the file
APPLICATION_ID = 0x70_6E_77_73  # "pnws", PRAGMA application_id: identifies a SQLite file as an archive


def step_01_articles(db: Database) -> None:
    """Create articles, aliases, revisions, captures, readings and duplicates."""
    db.executescript(ARTICLES)


def step_02_crawl(db: Database) -> None:
    """Create runs, outcomes and frontier."""
    db.executescript(CRAWL)
    db.executescript(FRONTIER)


def step_03_search(db: Database) -> None:
    """Create the full-text index over `articles`."""
    db.executescript(SEARCH)


def step_04_views(db: Database) -> None:
    """Create the views."""
    db.executescript(VIEWS)


def step_05_copies_references_withheld(db: Database) -> None:
    """Create references, near-duplicates and withheld articles, and index all articles again.

    The articles are compared after step 13, whose tables are used for it.
    """
    # Late: an archive that is current is opened without these modules.
    from archive.references.reference_table import rebuild_references
    from archive.search.index import rebuild_index

    index = SEARCH.replace("content = 'articles'", "content = 'visible_articles'")
    for tables in (REFERENCES, NEAR, WITHHELD, index):
        db.executescript(tables)
    rebuild_index(db.conn)
    rebuild_references(db.conn)


def step_06_health(db: Database) -> None:
    """Create field_counts and health, and count the fields of earlier crawls."""
    from archive.runs.run_history import count_fields

    db.executescript(HEALTH)
    for (run_id,) in db.execute("SELECT id FROM runs WHERE command = 'crawl'").fetchall():
        count_fields(db.conn, run_id)


def step_07_listings(db: Database) -> None:
    """Create listings."""
    db.executescript(LISTINGS)


def step_08_near_keys(db: Database) -> None:
    """Add the number of keys of a text to the primary key of near_keys."""
    db.executescript(NEAR_KEYS)


def step_09_frontier_states(db: Database) -> None:
    """Add the states `gone?` and `given up` to the frontier; ask again for what earlier versions gave up."""
    db.executescript(FRONTIER_REBUILT)


def step_10_doubts(db: Database) -> None:
    """Create doubts, and allow the outcome `doubted`."""
    db.executescript(DOUBTS)


def step_11_backfill(db: Database) -> None:
    """Create backfill_queries and backfill_captures; add the source to captures."""
    from archive.capture_sources import enter_sources

    db.executescript(BACKFILL)
    enter_sources(db.conn)


def step_12_revisions_shared(db: Database) -> None:
    """Let the newest revision refer to the text in `articles`; moves.py takes the copies out."""
    db.executescript(REVISIONS_SHARED)


def step_13_near_blocks(db: Database) -> None:
    """Keep the keys of near-duplicates in sorted blocks; moves.py adds those of the stored texts."""
    db.executescript(NEAR_BLOCKS)


def step_14_visible_references(db: Database) -> None:
    """Create the view of references without those of withheld articles, and an index of gone articles."""
    db.executescript(VISIBLE_REFERENCES)


def step_15_merged_shards(db: Database) -> None:
    """Create merged_shards."""
    db.executescript(MERGED_SHARDS)


STEPS = (
    step_01_articles,
    step_02_crawl,
    step_03_search,
    step_04_views,
    step_05_copies_references_withheld,
    step_06_health,
    step_07_listings,
    step_08_near_keys,
    step_09_frontier_states,
    step_10_doubts,
    step_11_backfill,
    step_12_revisions_shared,
    step_13_near_blocks,
    step_14_visible_references,
    step_15_merged_shards,
)


def applied_steps(db: Connection) -> list[str]:
    """Return the names of the steps that have been applied to an archive, in order."""
    if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone():
        return []
    found = db.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", [MIGRATION_SET]
    )
    return [name for (name,) in found.fetchall()]


def is_current(db: Connection) -> bool:
    """Return whether all steps have been applied to an archive."""
    return {step.__name__ for step in STEPS} <= set(applied_steps(db))


def migrate(db: Connection) -> None:
    """Apply the missing steps; the caller holds a write transaction."""
    with _hidden("numpy", "pandas"):  # sqlite-utils loads them where they are installed, for half a second
        from sqlite_utils import Database

    migrations().apply(Database(db, execute_plugins=False))


@contextmanager
def _hidden(*modules: str) -> Iterator[None]:
    """Let the import of modules fail that are not loaded, while the block runs."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def migrations() -> Migrations:
    """Return the steps as a migration set of sqlite-utils."""
    from sqlite_utils import Migrations

    found = Migrations(MIGRATION_SET)
    for step in STEPS:
        found()(step)
    return found
