"""Write transactions that wait their turn: all of a block is kept, or nothing of it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


BUSY_TIMEOUT = 5.0  # seconds SQLite itself waits for a lock
WRITE_TIMEOUT = 60.0  # seconds until a writer gives up


@contextmanager
def writing(db: sqlite3.Connection, write_timeout: float = WRITE_TIMEOUT) -> Iterator[None]:
    """One write transaction around the block; inside another one, a savepoint of it.

    It begins IMMEDIATE: a deferred transaction that reads before it writes fails at once, however
    long the timeout. In the rollback journal a reader can hold up COMMIT, so that is tried again as
    well. The block must not `await`: other tasks would write into its transaction.
    """
    if db.in_transaction:
        with _savepoint(db):
            yield
        return
    insist(db, "BEGIN IMMEDIATE", write_timeout)
    try:
        yield
        insist(db, "COMMIT", write_timeout)
    finally:
        db.rollback()  # does nothing after COMMIT


@contextmanager
def _savepoint(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("SAVEPOINT block")  # the newest of that name is meant, so blocks in blocks need no other
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk, for one, ends the whole transaction
            db.execute("ROLLBACK TO block")
            db.execute("RELEASE block")
        raise
    db.execute("RELEASE block")


def insist(db: sqlite3.Connection, statement: str, write_timeout: float = WRITE_TIMEOUT) -> None:
    """Execute `statement`, again and again while others hold a lock on the archive."""
    deadline = time.monotonic() + write_timeout
    while True:
        try:
            db.execute(statement)
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
