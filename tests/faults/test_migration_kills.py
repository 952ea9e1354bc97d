"""Killed migrations leave the old or the new schema."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from article_builder import story
from conditions import KillAt
from crawl_runner import PROCESSES
from sqlite_utils import Database

from archive.database.migrations import APPLICATION_ID, migrations
from archive.fixity.verify import verify
from archive.store import Store

OLD_TABLES = ("captures", "articles", "aliases", "revisions", "readings", "duplicates", "runs")
FIRST_NEW_STEP = "step_05_copies_references_withheld"
Everything = list[tuple[object, ...]]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An archive with the schema of step 04 and forty articles, some edited."""
    today, path = tmp_path / "today.db", tmp_path / "old.db"
    with Store.open(today) as store, store.writing():
        for number in range(50):
            store.save(
                story(f"Tin {number}. " * 20, key=str(number % 40), on=1 + number // 40, number=number)
            )
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations().apply(Database(conn), stop_before=FIRST_NEW_STEP)
        conn.execute("ATTACH ? AS today", [str(today)])
        for table in OLD_TABLES:
            columns = ", ".join(f'"{row[1]}"' for row in conn.execute(f"PRAGMA main.table_info({table})"))
            conn.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
    return path


def schema_and_articles(path: Path) -> tuple[Everything, Everything]:
    with closing(sqlite3.connect(path)) as conn:
        schema = conn.execute("SELECT name, sql FROM sqlite_master ORDER BY 1").fetchall()
        steps = conn.execute("SELECT name FROM _sqlite_migrations ORDER BY 1").fetchall()
        return [*schema, *steps], conn.execute("SELECT * FROM articles ORDER BY id").fetchall()


def migration_statements(old: Path) -> int:
    """Return the number of SQL statements of the migration."""
    begun: list[str] = []
    copy = old.with_name("counted.db")
    shutil.copy(old, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
        conn.set_trace_callback(begun.append)
        migrations().apply(Database(conn))
    return len(begun)


def migrate(path: Path, where: KillAt) -> None:
    where()
    Store.open(path).close()


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_migration_leaves_the_old_or_the_new_schema(
    warm: None, old: Path, kills: int, record_property: Callable[[str, object], None]
) -> None:
    before, articles = schema_and_articles(old)
    dice = random.Random(kills)
    for nth in dice.sample(range(2, migration_statements(old)), kills):
        path = old.with_name(f"{nth}.db")
        shutil.copy(old, path)
        process = PROCESSES.Process(target=migrate, args=(path, KillAt("", nth)))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        left = schema_and_articles(path)[0]
        Store.open(path).close()
        after, kept = schema_and_articles(path)
        assert left in (before, after)
        assert kept == articles
        assert [str(f) for f in verify(path).findings if "missing" not in f.what] == []
    record_property("kills", kills)
