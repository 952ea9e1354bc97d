"""The documents that articles refer to, as rows of `document_references`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.references import Reference, find_references
from archive.search.index import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

COLUMNS = ("type", "number", "code", "issuer", "congress", "certainty", "raw")
BETWEEN = "\n\n"  # no reference reaches over the end of a paragraph


def write_references(db: Connection, article_id: int, texts: Texts) -> None:
    """Make the rows of an article say what its title, lead and body refer to."""
    db.execute("DELETE FROM document_references WHERE article_id = ?", [article_id])
    enter_references(db, article_id, texts)


def enter_references(db: Connection, article_id: int, texts: Texts) -> None:
    """The same for an article that has no rows yet."""
    rows = [
        [article_id, part, start, start + len(found.raw)] + [getattr(found, name) for name in COLUMNS]
        for part, start, found in _in_parts(texts)
    ]
    db.executemany("INSERT INTO document_references VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def read_all_references(db: Connection) -> None:
    """Make the rows of all articles anew."""
    for article_id, *texts in db.execute("SELECT id, title, lead, body FROM articles"):
        write_references(db, article_id, Texts(*texts))


def _in_parts(texts: Texts) -> Iterator[tuple[str, int, Reference]]:
    """What is referred to, with the part it stands in and where there.

    The parts are read as one text: the code that the lead gives is that of a bare number in the body.
    """
    begins, end = {}, 0
    for part, text in texts._asdict().items():
        begins[part] = end
        end += len(text or "") + len(BETWEEN)
    for found in find_references(BETWEEN.join(text or "" for text in texts)):
        part = max((part for part in begins if begins[part] <= found.start), key=begins.__getitem__)
        yield part, found.start - begins[part], found
