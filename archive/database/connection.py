"""Open archive.db: create it, check that it is an archive, migrate it, choose its journal mode."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from archive.database.archive_connection import ArchiveConnection
from archive.database.journal_mode import journal_mode
from archive.database.migrations import APPLICATION_ID, STEPS, applied_steps, is_current, migrate
from archive.database.moves import finish_moves
from archive.database.sqlite_errors import explain_sqlite_errors
from archive.database.transaction import BUSY_TIMEOUT, execute_with_retry, writing
from archive.disk import explain_disk_errors, sync_folder
from archive.errors import DamagedArchive, NotAnArchive, StorageFailed, no_archive, no_folder

SQLITE_MAGIC = b"SQLite format 3\0"
JOURNAL_SIZE_LIMIT = 4 * 1024**2  # bytes that the journal keeps after a large transaction
# secure_delete: some builds of SQLite overwrite freed pages by default, which can double what is written.
PRAGMAS = (
    *("foreign_keys = ON", "synchronous = FULL", "cell_size_check = ON", "trusted_schema = OFF"),
    "secure_delete = FAST",
)


def open_for_writing(path: Path, *, create: bool) -> sqlite3.Connection:
    """Return a connection to the archive at `path`, migrated to the current schema.

    Args:
        path: The database file. A file that is not an archive is not changed.
        create: Create the archive where there is no file.

    Raises:
        NotAnArchive: `path` does not exist or is not an archive, or a newer partynews wrote it.
        DamagedArchive: The archive cannot be read.
        StorageFailed: The disk is full, failing or read-only, or another program locks the file.
    """
    if create and not path.exists():
        _create(path)
    _check_magic(path)
    with explain_sqlite_errors(path):
        db = _connect(path)
        try:
            _check_is_archive(db, path)
            _check_writable(db)
            _set_journal_mode(db, path)
            _migrate(db)
            finish_moves(db, path)
        except BaseException:
            db.close()
            raise
    return db


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Return a connection to the archive at `path` for queries; an older archive is migrated first.

    The file is opened read-write: after a crash the first connection has to roll back the hot
    journal. `query_only` prevents statements from changing anything.

    Raises:
        ArchiveError: As in `open_for_writing`.
    """
    _check_magic(path)
    with explain_sqlite_errors(path):
        db = _connect(path)
        _check_is_archive(db, path)
        if not is_current(db):
            db.close()
            db = open_for_writing(path, create=False)
        db.execute("PRAGMA query_only = ON")
    return db


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the archive at `path` for the queries of a block, with `open_for_reading`.

    Raises:
        ArchiveError: As in `open_for_writing`, also for SQLite errors inside the block.
    """
    with explain_sqlite_errors(path), closing(open_for_reading(path)) as db:
        yield db


def _connect(path: Path) -> sqlite3.Connection:
    # mode=rw: a missing file is an error, not an empty database.
    db = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw",
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        factory=ArchiveConnection,
    )
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    return db


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except FileNotFoundError:
        raise no_archive(path) from None
    except IsADirectoryError:
        raise NotAnArchive(f"{path} is not an archive: it is a folder.") from None
    except OSError as error:
        raise StorageFailed(f"Cannot read {path}: {error.strerror}.") from error
    if start != SQLITE_MAGIC:
        why = "not a SQLite file, or its header is damaged" if start else "the file is empty"
        raise NotAnArchive(f"{path} is not an archive: {why}.")


def _check_is_archive(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAnArchive(f"{path} is not an archive: it is a SQLite file of another program.")
    applied = applied_steps(db)
    newer = [name for name in applied if name not in {step.__name__ for step in STEPS}]
    if newer:
        raise NotAnArchive(
            f"{path} was written by a newer partynews ({newer[-1]}). Update partynews, then run the command"
            " again."
        )
    if not applied:
        raise DamagedArchive(
            f"{path} is damaged: its list of migrations is missing. Keep the file, and restore a backup: "
            "partynews restore"
        )


def _check_writable(db: sqlite3.Connection) -> None:
    """Raise where the file or its folder is read-only, before anything has been fetched."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    execute_with_retry(db, "BEGIN IMMEDIATE")
    try:
        db.execute(f"PRAGMA user_version = {version}")  # the first write creates the journal file
    finally:
        db.rollback()


def _set_journal_mode(db: sqlite3.Connection, path: Path) -> None:
    # Leaving WAL mode needs an exclusive lock.
    execute_with_retry(db, f"PRAGMA journal_mode = {journal_mode(path)}")
    db.execute(f"PRAGMA journal_size_limit = {JOURNAL_SIZE_LIMIT}")


def _migrate(db: sqlite3.Connection) -> None:
    if not is_current(db):
        with writing(db):  # all steps or none, also where two processes migrate at once
            migrate(db)


def _create(path: Path) -> None:
    """Create the archive under a temporary name first, so that an incomplete one is never at `path`."""
    if not path.parent.is_dir():
        raise no_folder(path)
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        with explain_disk_errors(path):
            with temporary.open("xb") as file:
                file.write(_empty_archive())
                file.flush()
                os.fsync(file.fileno())
            _publish(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@cache
def _empty_archive() -> bytes:
    """Return the file of an archive without rows; to make one takes thirty times as long as to open it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _migrate(db)
        return db.serialize()


def _publish(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return  # another process created an equal archive first
    except OSError:
        temporary.rename(path)  # the file system has no hard links
    sync_folder(path.parent)
