"""Limits for SQL queries from the browser: read-only, bounded time, bounded memory.

Datasette stops a query after its time limit, but only between two steps of SQLite's virtual machine. These
limits keep a single step short: values are small, functions with unbounded time are refused, and functions
with quadratic time are replaced by linear ones in Python.
"""

from __future__ import annotations

import re
import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.search.index import EXACT, FOLDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# HTML pages are limited to 4 MiB, so no text in the archive is longer.
MAX_VALUE_LENGTH = 5 * 2**20
MAX_RESULT_SIZE = 16 * 2**20
MAX_PATTERN_LENGTH = 100
# Datasette checks the time every 1000 steps, which can take seconds with the longest values.
MAX_STEPS_BETWEEN_CHECKS = 100

READ_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
# FTS5 reads data_version, Datasette the others.
PRAGMAS = frozenset({"data_version", "database_list", "schema_version", "page_count", "page_size"})
TABLE_PRAGMAS = frozenset(
    {"foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"}
)
# printf loops up to its width even if the value would be too long; json_patch takes quadratic time.
REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "printf", "format", "json_patch"})

# The views through which the columns of a table that contain text may be read.
TEXT_VIEWS = {
    "articles": {"visible_articles", "visible_revisions"},
    "revisions_stored": {"visible_revisions"},
    "doubts": {"visible_doubts"},
}
REFERENCES, REFERENCES_VIEW = "document_references", "visible_references"
# Columns that contain text of an article; the others may be read from the tables.
TEXT_COLUMNS = frozenset(
    {
        "title",
        "lead",
        "body",
        "byline",
        "authors",
        "images",
        "tags",
        "section",
        "source_mark",
        "published_raw",
        "reading",
        "measures",
    }
)
# The tables behind an FTS5 table keep words of deleted entries until they are merged. FTS5 itself reads them
# under the same authorizer, so that queries are checked by their text, in which a name has only one spelling.
INDEX_TABLE = re.compile(
    rf"(?:{EXACT}|{FOLDED})_(?:data|idx|content|docsize|config)", re.ASCII | re.IGNORECASE
)
RAW_PAGES = "sqlite_dbpage"

USE_VIEWS = (
    "read texts from visible_articles, visible_revisions and visible_references, "
    "which leave out withheld articles"
)


class HiddenText(sqlite3.DatabaseError):
    """A query that could show the text of a withheld article."""


class BoundedCursor(sqlite3.Cursor):
    """A cursor that raises OperationalError if a result is larger than MAX_RESULT_SIZE."""

    def execute(self, sql: str, parameters: Any = (), /) -> BoundedCursor:
        """Execute a query.

        Raises:
            HiddenText: It reads a text column of a table, or a table behind the search index.
        """
        if INDEX_TABLE.search(sql):
            raise HiddenText(USE_VIEWS)
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            if str(error).endswith("is prohibited"):
                raise HiddenText(USE_VIEWS) from error
            raise

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows."""
        return list(_within_bounds(islice(self, self.arraysize if size is None else size)))

    def fetchall(self) -> list[Any]:
        """Return all remaining rows."""
        return list(_within_bounds(self))


class BoundedConnection(sqlite3.Connection):
    """A read-only connection with bounded values and results."""

    def cursor(self, factory: Any = BoundedCursor) -> Any:
        """Return a BoundedCursor."""
        return super().cursor(factory)

    def set_progress_handler(self, handler: Any, n: int) -> None:
        """Call `handler` at least every MAX_STEPS_BETWEEN_CHECKS steps."""
        super().set_progress_handler(handler, min(n, MAX_STEPS_BETWEEN_CHECKS))

    def apply_limits(self) -> None:
        """Make the connection read-only and set all limits."""
        self.execute("PRAGMA query_only = ON")
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_LENGTH)
        self.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN_LENGTH)
        self.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for name, arguments, function in (
            ("instr", 2, instr),
            ("replace", 3, replace),
            ("trim", 2, trim),
            ("ltrim", 2, ltrim),
            ("rtrim", 2, rtrim),
        ):
            self.create_function(name, arguments, function, deterministic=True)
        self.set_authorizer(authorize)


def authorize(action: int, first: str | None, second: str | None, _: str | None, view: str | None) -> int:
    """Return SQLITE_OK for reads, SQLITE_DENY for everything else: writes, ATTACH, settings, transactions.

    The callback of sqlite3_set_authorizer. Texts can be read only through the views without withheld
    articles, which keeps these off every page; it is no protection against a person who has the file.
    """
    if action == sqlite3.SQLITE_READ and first == REFERENCES and second not in ("article_id", ""):
        return sqlite3.SQLITE_OK if view == REFERENCES_VIEW else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and first in TEXT_VIEWS and second in TEXT_COLUMNS:
        return sqlite3.SQLITE_OK if view in TEXT_VIEWS[first] else sqlite3.SQLITE_DENY
    if action in READ_ACTIONS:
        return sqlite3.SQLITE_DENY if first == RAW_PAGES else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_IGNORE  # requested at the first use of an FTS5 table, without a write
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = second is not None and second.lower() not in REFUSED_FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA and first is not None:
        allowed = first.lower() in TABLE_PRAGMAS or (second is None and first.lower() in PRAGMAS)
    else:
        allowed = False
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def instr(text: Any, part: Any) -> int | None:
    """Return the position of `part` in `text`, counted from 1, or 0, like SQLite's function.

    >>> instr("Đảng ủy Khối", "Khối"), instr("Đảng", "x"), instr(None, "x")
    (9, 0, None)
    """
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def replace(text: Any, old: Any, new: Any) -> str | None:
    """Return `text` with `new` for every `old`, unchanged if `old` is empty, like SQLite's function.

    >>> replace("T.Ư Đảng", "T.Ư", "Trung ương"), replace("a", "", "b")
    ('Trung ương Đảng', 'a')
    """
    if text is None or old is None or new is None:
        return None
    whole, part, other = _text(text), _text(old), _text(new)
    if not part:
        return whole
    if len(whole) + whole.count(part) * len(other) > MAX_VALUE_LENGTH:
        raise OverflowError("string or blob too big")
    return whole.replace(part, other)


def trim(text: Any, letters: Any) -> str | None:
    """Return `text` without any of `letters` at both ends, like SQLite's function.

    >>> trim("--Đảng-", "-"), ltrim("--Đảng-", "-"), rtrim("--Đảng-", "-")
    ('Đảng', 'Đảng-', '--Đảng')
    """
    return ltrim(rtrim(text, letters), letters)


def ltrim(text: Any, letters: Any) -> str | None:
    """Return `text` without any of `letters` at the start, like SQLite's function."""
    return None if text is None or letters is None else _text(text).lstrip(_unique(letters))


def rtrim(text: Any, letters: Any) -> str | None:
    """Return `text` without any of `letters` at the end, like SQLite's function."""
    return None if text is None or letters is None else _text(text).rstrip(_unique(letters))


def _text(value: Any) -> str:
    return str(value, "utf-8", "replace") if isinstance(value, bytes) else str(value)


def _unique(letters: Any) -> str:
    return "".join(set(_text(letters)))


def _within_bounds(rows: Iterable[Any]) -> Iterator[Any]:
    room = MAX_RESULT_SIZE
    for row in rows:
        room -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if room < 0:
            raise sqlite3.OperationalError("the result is too large: select fewer rows or columns")
        yield row
