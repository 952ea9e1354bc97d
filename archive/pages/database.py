"""The archive as the pages see it: a Datasette database that is read, never written."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import sqlite_utils
from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit

from archive.pages.limits import BoundedConnection
from archive.transaction import BUSY_TIMEOUT

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

    def connect(self, write: bool = False) -> sqlite3.Connection:
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
        connection.execute(visible_articles(connection))
        connection.confine()
        self._all_file_connections.append(connection)
        return connection

    async def attached_databases(self) -> list[object]:
        """None: the temporary schema that holds our view is nobody's business."""
        return []


def visible_articles(connection: sqlite3.Connection) -> str:
    """The view through which every page and every canned query sees articles: without withheld ones."""
    columns = {row[1] for row in connection.execute("PRAGMA main.table_info(articles)")}
    condition = " WHERE withheld IS NULL" if "withheld" in columns else ""
    return f"CREATE TEMP VIEW visible_articles AS SELECT * FROM main.articles{condition}"


async def ask(datasette: Datasette, question: Callable[[sqlite_utils.Database], Answer]) -> Answer:
    """What `question` makes of the archive, off the event loop; raises QueryInterrupted after a while."""

    def answer(connection: sqlite3.Connection) -> Answer:
        db = sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)
        with sqlite_timelimit(connection, PAGE_LIMIT_MS):
            try:
                return question(db)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise QueryInterrupted(error, "", {}) from error
                raise

    result: Answer = await datasette.get_database(NAME).execute_fn(answer)
    return result
