"""What a query from the browser may do and cost: it reads, it ends in time, and it stays small.

Datasette stops a query after its time limit, but only between two steps of SQLite's machine. What
follows keeps a single step short: small values, no function that is slow beyond measure, and slow
ones replaced by Python's, which take time in proportion to the text.
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A page of a site is at most 4 MiB of HTML, so no text of the archive is longer.
LONGEST_VALUE = 5 * 2**20
LARGEST_ANSWER = 16 * 2**20
LONGEST_PATTERN = 100
# Datasette looks at the clock every 1000 steps: with the longest values that is once in seconds.
STEPS_BETWEEN_LOOKS = 100

READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
# FTS5 asks for data_version, Datasette for the others.
PRAGMAS = frozenset({"data_version", "database_list", "schema_version", "page_count", "page_size"})
PRAGMAS_OF_A_TABLE = frozenset(
    {"foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"}
)
# printf counts to its width even where the value would be too long; json_patch compares all with all.
REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "printf", "format", "json_patch"})

VIEWS_OF_TEXTS = {"articles": "visible_articles", "revisions": "visible_revisions"}
# Other columns of the tables say nothing of a text.
TEXT_COLUMNS = frozenset({"title", "lead", "body", "byline", "authors", "images"})

PAST_THE_VIEWS = "texts are read from visible_articles and visible_revisions, without what is withheld"


class BoundedCursor(sqlite3.Cursor):
    """A cursor that gives up before an answer fills the memory."""

    def execute(self, sql: str, parameters: Any = (), /) -> BoundedCursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            if str(error).endswith("is prohibited"):
                raise sqlite3.DatabaseError(PAST_THE_VIEWS) from error
            raise

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(_within_bounds(islice(self, self.arraysize if size is None else size)))

    def fetchall(self) -> list[Any]:
        return list(_within_bounds(self))


class BoundedConnection(sqlite3.Connection):
    """A connection that reads, whose values and answers are bounded."""

    def cursor(self, factory: Any = BoundedCursor) -> Any:
        return super().cursor(factory)

    def set_progress_handler(self, handler: Any, n: int) -> None:
        super().set_progress_handler(handler, min(n, STEPS_BETWEEN_LOOKS))

    def confine(self) -> None:
        """Let nothing but questions through from here on."""
        self.execute("PRAGMA query_only = ON")
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        self.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
        self.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for name, arguments, function in (
            ("instr", 2, instr),
            ("replace", 3, replace),
            ("trim", 2, trim),
            ("ltrim", 2, ltrim),
            ("rtrim", 2, rtrim),
        ):
            self.create_function(name, arguments, function, deterministic=True)
        self.set_authorizer(permission)


def permission(action: int, first: str | None, second: str | None, _: str | None, view: str | None) -> int:
    """SQLITE_OK for what only reads, SQLITE_DENY for all else: writes, ATTACH, settings, transactions.

    Texts are read through the views that leave withheld ones out. That keeps them off every page; it is no
    lock against a person who has the file.
    """
    if action == sqlite3.SQLITE_READ and first in VIEWS_OF_TEXTS and second in TEXT_COLUMNS:
        return sqlite3.SQLITE_OK if view == VIEWS_OF_TEXTS[first] else sqlite3.SQLITE_DENY
    if action in READING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_IGNORE  # asked, though nothing is written, when an FTS5 table is first used
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = second is not None and second.lower() not in REFUSED_FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA and first is not None:
        allowed = first.lower() in PRAGMAS_OF_A_TABLE or (second is None and first.lower() in PRAGMAS)
    else:
        allowed = False
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def instr(text: Any, part: Any) -> int | None:
    """Where `part` begins in `text`, counted from 1; 0 where it is not in it.

    >>> instr("Đảng ủy Khối", "Khối"), instr("Đảng", "x"), instr(None, "x")
    (9, 0, None)
    """
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def replace(text: Any, old: Any, new: Any) -> str | None:
    """`text` with `new` for every `old`; unchanged where `old` is empty.

    >>> replace("T.Ư Đảng", "T.Ư", "Trung ương"), replace("a", "", "b")
    ('Trung ương Đảng', 'a')
    """
    if text is None or old is None or new is None:
        return None
    whole, part, other = _text(text), _text(old), _text(new)
    if not part:
        return whole
    if len(whole) + whole.count(part) * len(other) > LONGEST_VALUE:
        raise OverflowError("string or blob too big")
    return whole.replace(part, other)


def trim(text: Any, letters: Any) -> str | None:
    """`text` without any of `letters` at its ends.

    >>> trim("--Đảng-", "-"), ltrim("--Đảng-", "-"), rtrim("--Đảng-", "-")
    ('Đảng', 'Đảng-', '--Đảng')
    """
    return ltrim(rtrim(text, letters), letters)


def ltrim(text: Any, letters: Any) -> str | None:
    """`text` without any of `letters` at its start."""
    return None if text is None or letters is None else _text(text).lstrip(_each_once(letters))


def rtrim(text: Any, letters: Any) -> str | None:
    """`text` without any of `letters` at its end."""
    return None if text is None or letters is None else _text(text).rstrip(_each_once(letters))


def _text(value: Any) -> str:
    return str(value, "utf-8", "replace") if isinstance(value, bytes) else str(value)


def _each_once(letters: Any) -> str:
    return "".join(set(_text(letters)))


def _within_bounds(rows: Iterable[Any]) -> Iterator[Any]:
    room = LARGEST_ANSWER
    for row in rows:
        room -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if room < 0:
            raise sqlite3.OperationalError("the answer is too large: ask for fewer rows or columns")
        yield row
