"""The archive as a read-only Datasette database."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit

from archive.database.transaction import BUSY_TIMEOUT
from archive.errors import no_archive
from archive.search.index import EXACT, FOLDED
from archive.ui.query_limits import BoundedConnection

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

NAME = "archive"  # in URLs, whatever the name of the file
PAGE_TIME_LIMIT_MS = 1800

INDEX_NAME = re.compile(rf"{EXACT}|{FOLDED}|words_", re.ASCII)

Result = TypeVar("Result")


class ReadOnlyArchive(Database):  # type: ignore[misc]
    """A Datasette database that SQLite can recover when it is opened, and that is only read.

    Datasette opens with mode=ro, which fails if a killed crawl has left a hot journal.
    """

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, str(path))
        self._local = threading.local()

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what `fn` returns for a connection; it runs in one of Datasette's threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.ds.executor, lambda: fn(self._connection()))

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Return the number of rows of each table, counted within `limit` milliseconds each, or None.

        The tables of the search index are not counted: SQLite cannot stop within one of their large blocks.
        """
        tables = await self.table_names()
        return {
            table: None if INDEX_NAME.match(table) else await self._count(table, limit) for table in tables
        }

    async def _count(self, table: str, limit: int) -> int | None:
        try:
            found = await self.execute(f"SELECT count(*) FROM [{table}]", custom_time_limit=limit)
        except (QueryInterrupted, sqlite3.DatabaseError):
            return None
        count: int = found.rows[0][0]
        return count

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Return a new read-only connection; raises OperationalError for a write connection."""
        if write:
            raise sqlite3.OperationalError("the archive is read-only")
        connection = sqlite3.connect(
            Path(self.path).absolute().as_uri() + "?mode=rw",
            uri=True,
            timeout=BUSY_TIMEOUT,
            isolation_level=None,
            check_same_thread=False,  # Datasette closes connections from another thread
            factory=BoundedConnection,
        )
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.apply_limits()
        return connection

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection to the current file of the archive.

        `restore` replaces the file; a connection to the old one must be closed, because it would use the
        journal of the new one.
        """
        try:
            stat = Path(self.path).stat()
        except FileNotFoundError:
            raise no_archive(Path(self.path)) from None
        identity = (stat.st_dev, stat.st_ino)
        if getattr(self._local, "identity", None) != identity:
            if hasattr(self._local, "connection"):
                self._local.connection.close()
            self._local.connection = self.connect()
            self._local.identity = identity
            self.ds._prepare_connection(self._local.connection, self.name)
        connection: sqlite3.Connection = self._local.connection
        return connection


async def read_archive(datasette: Datasette, read: Callable[[sqlite3.Connection], Result]) -> Result:
    """Return what `read` returns for a connection, outside the event loop.

    Raises QueryInterrupted after PAGE_TIME_LIMIT_MS.
    """

    def run(connection: sqlite3.Connection) -> Result:
        with sqlite_timelimit(connection, PAGE_TIME_LIMIT_MS):
            try:
                return read(connection)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise QueryInterrupted(error, "", {}) from error
                raise

    result: Result = await datasette.get_database(NAME).execute_fn(run)
    return result
