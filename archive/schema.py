"""The tables of archive.db, as numbered steps; old databases are brought forward, no row is lost.

A step is never edited once released: a change is a new step, with its SQL in tables.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from archive.index import rebuild_index
from archive.tables import ARTICLES, CRAWL, HEALTH, LISTINGS, NEAR, REFERENCES, SEARCH, VIEWS, WITHHELD

if TYPE_CHECKING:
    from sqlite_utils.db import Database

APPLICATION_ID = 0x70_6E_77_73  # "pnws": tells an archive from any other SQLite file

migrations = Migrations("partynews")


@migrations()
def step_01_articles(db: Database) -> None:
    db.executescript(ARTICLES)


@migrations()
def step_02_crawl(db: Database) -> None:
    db.executescript(CRAWL)


@migrations()
def step_03_search(db: Database) -> None:
    db.executescript(SEARCH)


@migrations()
def step_04_views(db: Database) -> None:
    db.executescript(VIEWS)


@migrations()
def step_05_copies_references_withheld(db: Database) -> None:
    # Who only opens an archive that is up to date shall not wait for these.
    from archive.duplicates import regroup_everything
    from archive.references.rows import read_all_references

    index = SEARCH.replace("content = 'articles'", "content = 'visible_articles'")
    for tables in (REFERENCES, NEAR, WITHHELD, index):
        db.executescript(tables)
    rebuild_index(db)
    read_all_references(db)
    regroup_everything(db)


@migrations()
def step_06_health(db: Database) -> None:
    from archive.past import count_fields

    db.executescript(HEALTH)
    for (run_id,) in db.execute("SELECT id FROM runs WHERE command = 'crawl'").fetchall():
        count_fields(db, run_id)


@migrations()
def step_07_listings(db: Database) -> None:
    db.executescript(LISTINGS)
