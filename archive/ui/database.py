"""The archive as the pages see it: a Datasette database that is read, never written."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit

from archive.database.transaction import BUSY_TIMEOUT
from archive.errors import no_archive
from archive.ui.limits import BoundedConnection

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

NAME = "archive"  # in addresses, whatever the file is called
PAGE_LIMIT_MS = 1800

Answer = TypeVar("Answer")


class ReadOnlyArchive(Database):  # type: ignore[misc]
    """Datasette's database, opened so that it can roll a torn transaction back, and then only reads.

    Datasette itself would open with mode=ro, which fails on what a killed crawl leaves behind.
    """

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, str(path))
        self._held = threading.local()

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """What `fn` makes of a connection, in one of Datasette's threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.ds.executor, lambda: fn(self._connection()))

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A new connection that reads; Datasette asks for a writing one where something would be stored."""
        if write:
            raise sqlite3.OperationalError("the archive can be read here, not changed")
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
        connection.confine()
        return connection

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, to the file that has the archive's name now.

        After `restore` that is another file, and the old one must be let go: who still reads it would
        take the new one's journal for its own.
        """
        try:
            file = Path(self.path).stat()
        except FileNotFoundError:
            raise no_archive(Path(self.path)) from None
        identity = (file.st_dev, file.st_ino)
        if getattr(self._held, "identity", None) != identity:
            if hasattr(self._held, "connection"):
                self._held.connection.close()
            self._held.connection = self.connect()
            self._held.identity = identity
            self.ds._prepare_connection(self._held.connection, self.name)
        connection: sqlite3.Connection = self._held.connection
        return connection


async def ask(datasette: Datasette, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """What `question` makes of the archive, off the event loop; raises QueryInterrupted after a while."""

    def answer(connection: sqlite3.Connection) -> Answer:
        with sqlite_timelimit(connection, PAGE_LIMIT_MS):
            try:
                return question(connection)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise QueryInterrupted(error, "", {}) from error
                raise

    result: Answer = await datasette.get_database(NAME).execute_fn(answer)
    return result
