"""Opening archive.db: what is there, whether it is ours and whole, and how it is to be written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from archive.database.journal import journal_mode
from archive.database.migrations import APPLICATION_ID, STEPS, applied_steps, is_current, upgrade
from archive.database.transaction import BUSY_TIMEOUT, insist, writing
from archive.disk import sync_folder
from archive.errors import DamagedArchive, NotAnArchive, StorageFailed, explained, no_archive, no_folder

SQLITE_MAGIC = b"SQLite format 3\0"
JOURNAL_KEPT = 4 * 1024**2  # bytes that the journal of a large transaction may leave on the disk


def open_for_writing(path: Path, *, create: bool) -> sqlite3.Connection:
    """The archive at `path`, brought to today's schema, made first where `create` allows it.

    Raises NotAnArchive, DamagedArchive or StorageFailed; a file that is not ours is not touched.
    """
    if create and not path.exists():
        _create(path)
    _check_magic(path)
    with explained(path):
        db = _connect(path)
        try:
            _check_ours(db, path)
            _check_writable(db)
            _choose_journal(db, path)
            _upgrade(db)
        except BaseException:
            db.close()
            raise
    return db


def open_for_reading(path: Path) -> sqlite3.Connection:
    """The archive at `path` for queries only; raises as `open_for_writing` does.

    The file is opened so that it could be written: after a crash the first who opens it has to roll
    the torn transaction back. `query_only` keeps statements from changing anything.
    """
    _check_magic(path)
    with explained(path):
        db = _connect(path)
        _check_ours(db, path)
        if not is_current(db):
            db.close()
            db = open_for_writing(path, create=False)
        db.execute("PRAGMA query_only = ON")
    return db


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The archive at `path` for the queries of a block; errors met in it are told as when opening."""
    with explained(path), closing(open_for_reading(path)) as db:
        yield db


def _connect(path: Path) -> sqlite3.Connection:
    # mode=rw: a missing file is an error here, not an empty archive.
    db = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw", uri=True, timeout=BUSY_TIMEOUT, isolation_level=None
    )
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "cell_size_check = ON", "trusted_schema = OFF"):
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
        raise StorageFailed(f"{path} cannot be read ({error.strerror}).") from error
    if start != SQLITE_MAGIC:
        what = "its start is damaged, or it is no SQLite file" if start else "it is empty"
        raise NotAnArchive(f"{path} is not an archive: {what}.")


def _check_ours(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAnArchive(f"{path} is not an archive: it is an SQLite file of another program.")
    applied = applied_steps(db)
    newer = [name for name in applied if name not in {step.__name__ for step in STEPS}]
    if newer:
        raise NotAnArchive(
            f"{path} was written by a newer partynews ({newer[-1]}). Update partynews and run this again."
        )
    if not applied:
        raise DamagedArchive(f"{path} is damaged: it does not say which schema it has.")


def _check_writable(db: sqlite3.Connection) -> None:
    """Raise now, not after the first page was fetched, where the file or its folder is read-only."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    insist(db, "BEGIN IMMEDIATE")
    try:
        db.execute(f"PRAGMA user_version = {version}")  # the first write makes the journal file
    finally:
        db.rollback()


def _choose_journal(db: sqlite3.Connection, path: Path) -> None:
    # Leaving WAL mode needs the archive for a moment to itself.
    insist(db, f"PRAGMA journal_mode = {journal_mode(path)}")
    db.execute(f"PRAGMA journal_size_limit = {JOURNAL_KEPT}")


def _upgrade(db: sqlite3.Connection) -> None:
    if not is_current(db):
        with writing(db):  # all steps or none, and two processes one after the other
            upgrade(db)


def _create(path: Path) -> None:
    """Make a whole archive under another name first: at `path` there is never half a one."""
    if not path.parent.is_dir():
        raise no_folder(path)
    fresh = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        with explained(path):
            db = sqlite3.connect(fresh, isolation_level=None)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _upgrade(db)
            db.close()
        _publish(fresh, path)
    except OSError as error:
        raise StorageFailed(f"{path} cannot be made ({error.strerror}).") from error
    finally:
        fresh.unlink(missing_ok=True)


def _publish(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)
    except FileExistsError:
        return  # another process was quicker, and its archive is as good
    except OSError:
        fresh.rename(path)  # a file system without hard links
    sync_folder(path.parent)
