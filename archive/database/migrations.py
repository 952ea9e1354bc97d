"""The tables of archive.db, as numbered steps; old databases are brought forward, no row is lost.

A step is never edited once released: a change is a new step, with its SQL in tables.py. sqlite-utils applies
them and keeps the list of those applied (https://sqlite-utils.datasette.io/en/stable/migrations.html). Who
only asks whether an archive is up to date does not import it: that takes longer than a search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.database.schema import (
    ARTICLES,
    CRAWL,
    HEALTH,
    LISTINGS,
    NEAR,
    NEAR_KEYS,
    REFERENCES,
    SEARCH,
    VIEWS,
    WITHHELD,
)

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database, Migrations

SET = "partynews"  # what the steps are called among those of other programs in one file
APPLICATION_ID = 0x70_6E_77_73  # "pnws": tells an archive from any other SQLite file


def step_01_articles(db: Database) -> None:
    db.executescript(ARTICLES)


def step_02_crawl(db: Database) -> None:
    db.executescript(CRAWL)


def step_03_search(db: Database) -> None:
    db.executescript(SEARCH)


def step_04_views(db: Database) -> None:
    db.executescript(VIEWS)


def step_05_copies_references_withheld(db: Database) -> None:
    # Who only opens an archive that is up to date shall not wait for these.
    from archive.duplicates.labels import regroup_everything
    from archive.references.reference_table import rebuild_references
    from archive.search.index import rebuild_index

    index = SEARCH.replace("content = 'articles'", "content = 'visible_articles'")
    for tables in (REFERENCES, NEAR, WITHHELD, index):
        db.executescript(tables)
    rebuild_index(db.conn)
    rebuild_references(db.conn)
    regroup_everything(db.conn)


def step_06_health(db: Database) -> None:
    from archive.runs.run_history import count_fields

    db.executescript(HEALTH)
    for (run_id,) in db.execute("SELECT id FROM runs WHERE command = 'crawl'").fetchall():
        count_fields(db.conn, run_id)


def step_07_listings(db: Database) -> None:
    db.executescript(LISTINGS)


def step_08_near_keys(db: Database) -> None:
    db.executescript(NEAR_KEYS)


STEPS = (
    step_01_articles,
    step_02_crawl,
    step_03_search,
    step_04_views,
    step_05_copies_references_withheld,
    step_06_health,
    step_07_listings,
    step_08_near_keys,
)


def applied_steps(db: Connection) -> list[str]:
    """The names of the steps that an archive has, in the order in which it got them."""
    if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone():
        return []
    found = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", [SET])
    return [name for (name,) in found.fetchall()]


def is_current(db: Connection) -> bool:
    """Whether an archive has all the steps."""
    return {step.__name__ for step in STEPS} <= set(applied_steps(db))


def upgrade(db: Connection) -> None:
    """Apply the steps that an archive lacks."""
    from sqlite_utils import Database

    migrations().apply(Database(db, execute_plugins=False))


def migrations() -> Migrations:
    """The steps as sqlite-utils wants them."""
    from sqlite_utils import Migrations

    found = Migrations(SET)
    for step in STEPS:
        found()(step)
    return found
