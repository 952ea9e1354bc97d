"""Transactions are atomic under concurrency, full disks and kills."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from article_builder import story

from archive.database.sqlite_errors import LOCKS
from archive.database.transaction import writing
from archive.errors import StorageFailed
from archive.fixity.verify import verify
from archive.store import Store, open_for_reading


def bodies(path: Path) -> list[str]:
    db = open_for_reading(path)
    found = [body for (body,) in db.execute("SELECT body FROM articles ORDER BY id").fetchall()]
    db.close()
    return found


def test_failed_inner_transaction_is_rolled_back_alone(store: Store) -> None:
    def save_and_fail(key: str) -> None:
        with store.writing():
            store.save(story("Hai.", key=key))
            raise ZeroDivisionError

    with store.writing():
        store.save(story("Một.", key="1"))
        with pytest.raises(ZeroDivisionError):
            save_and_fail("2")
    with pytest.raises(ZeroDivisionError):
        save_and_fail("3")

    assert bodies(store.path) == ["Một."]


def test_full_disk_is_reported_and_keeps_stored_data(store: Store) -> None:
    with store.writing():
        store.save(story("Một.", key="1"))
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageFailed, match="is full") as raised, store.writing():
        store.save(story("Hai. " * 20_000, key="2"))

    assert raised.value.exit_code == 3
    assert bodies(store.path) == ["Một."]


def test_writers_wait_for_each_other(store: Store) -> None:
    def write(key: str) -> None:
        with Store.open(store.path) as other:
            for number in range(10):
                with other.writing():
                    other.save(story(f"Một {key} {number}.", key=f"{key}-{number}"))

    writers = [threading.Thread(target=write, args=[key]) for key in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(bodies(store.path)) == 40


def test_a_commit_waits_for_a_reader(store: Store) -> None:
    reader = open_for_reading(store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    commits = threading.Event()

    def write() -> None:
        with Store.open(store.path) as other:
            other.db.set_trace_callback(lambda statement: statement == "COMMIT" and commits.set())
            with other.writing():
                other.save(story("Một."))

    writer = threading.Thread(target=write)
    writer.start()
    assert commits.wait(60)
    reader.rollback()
    writer.join()

    assert bodies(store.path) == ["Một."]


def test_writer_gives_up_after_its_timeout_and_stores_nothing(store: Store) -> None:
    reader = open_for_reading(store.path)
    if reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        pytest.skip("in WAL mode no reader holds up a writer")
    store.write_timeout = 0.2
    store.db.execute("PRAGMA busy_timeout = 50")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()

    with pytest.raises(StorageFailed, match="Another program locks"), store.writing():
        store.save(story("Một."))

    reader.rollback()
    assert bodies(store.path) == []


HOLDER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not LOCKS.exists(), reason="only Linux says who holds a lock")
def test_process_that_holds_the_archive_is_named(store: Store) -> None:
    store.write_timeout = 0.2
    store.db.execute("PRAGMA busy_timeout = 50")
    command = [sys.executable, "-c", HOLDER, str(store.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        named = rf"^python\S* \(process {holder.pid}\) locks .*archive\.db"
        with pytest.raises(StorageFailed, match=named), store.writing():
            store.save(story("Một."))


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from article_builder import story
from archive.store import Store

store = Store.open(Path({path!r}))
for number in range(1000):
    with store.writing():
        store.save(story(f"Một {{number}}. " * 50, key=str(number), number=number))
        if number % 3:
            store.save(story(f"Hai {{number}}.", key=str(number - 1), on=2, number=1000 + number))
    print(number, flush=True)
"""


def test_killed_writer_loses_no_acknowledged_article(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    program = KILLED.format(tests=str(Path(__file__).parent), path=str(path))
    acknowledged = 0
    for kill_after in (0.0, 0.05, 0.1, 0.2):
        writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(kill_after)
        writer.send_signal(signal.SIGKILL)
        printed = [first, *writer.stdout.read().splitlines()]
        writer.wait()
        acknowledged = max(acknowledged, int(printed[-1]) + 1)

        stored = bodies(path)
        report = verify(path)

        assert len(stored) >= acknowledged
        assert {str(f) for f in report.findings if "missing" not in f.what} == set()


def test_every_transaction_begins_immediate(store: Store) -> None:
    begun: list[str] = []
    store.db.set_trace_callback(begun.append)

    with store.writing():
        store.save(story("Một."))
    with writing(store.db):
        store.save(story("Một.", on=2))

    assert [statement for statement in begun if statement.startswith("BEGIN")] == ["BEGIN IMMEDIATE"] * 2
