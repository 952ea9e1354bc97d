"""Write transactions that wait for other writers: everything in the block is committed, or nothing."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.database.archive_connection import forget
from archive.database.sqlite_errors import has_code

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_TIMEOUT = 5.0  # seconds that SQLite itself waits for a lock
WRITE_TIMEOUT = 60.0  # seconds until a writer gives up
RETRY_INTERVAL = 0.05  # seconds


@contextmanager
def writing(db: sqlite3.Connection, write_timeout: float = WRITE_TIMEOUT) -> Iterator[None]:
    """Run the block in a write transaction; inside another one, in a savepoint of it.

    The transaction starts with BEGIN IMMEDIATE: a deferred one that reads before it writes fails at
    once, whatever the timeout. In the rollback journal a reader can delay COMMIT, so COMMIT is
    retried too. The block must not `await`: other tasks would write into its transaction.

    Args:
        db: A connection in autocommit mode (`isolation_level=None`).
        write_timeout: Seconds to wait for BEGIN, and again for COMMIT.

    Raises:
        sqlite3.OperationalError: Another connection kept its lock for longer than `write_timeout`.
    """
    if db.in_transaction:
        with _savepoint(db):
            yield
        return
    execute_with_retry(db, "BEGIN IMMEDIATE", write_timeout)
    try:
        yield
        execute_with_retry(db, "COMMIT", write_timeout)
    except BaseException:
        db.rollback()  # does nothing after an error that ended the transaction
        forget(db)
        raise


@contextmanager
def _savepoint(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("SAVEPOINT block")  # nested blocks can share the name: the newest one is meant
    try:
        yield
    except BaseException:
        if db.in_transaction:  # some errors, such as a full disk, end the whole transaction
            db.execute("ROLLBACK TO block")
            db.execute("RELEASE block")
        forget(db)
        raise
    db.execute("RELEASE block")


def execute_with_retry(db: sqlite3.Connection, statement: str, write_timeout: float = WRITE_TIMEOUT) -> None:
    """Execute `statement`, again while other connections lock the database.

    Raises:
        sqlite3.OperationalError: Another error, or still locked after `write_timeout` seconds.
    """
    deadline = time.monotonic() + write_timeout
    while True:
        try:
            db.execute(statement)
        except sqlite3.OperationalError as error:
            if not has_code(error, sqlite3.SQLITE_BUSY) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_INTERVAL)
        else:
            return
