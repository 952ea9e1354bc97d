"""Write the table `document_references`: the documents that each article cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.references import Reference, find_references
from archive.search.index import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

COLUMNS = ("type", "number", "code", "issuer", "congress", "certainty", "raw")
PART_SEPARATOR = "\n\n"  # no reference continues after a paragraph


ReferenceRow = tuple[Any, ...]
"""A row of `document_references` without its first column, the id of the article."""


def reference_rows(texts: Texts) -> list[ReferenceRow]:
    """Return the rows for the references in the title, lead and body of an article."""
    return [
        (part, start, start + len(found.raw), *(getattr(found, name) for name in COLUMNS))
        for part, start, found in _find_in_parts(texts)
    ]


def update_references(db: Connection, article_id: int, rows: Sequence[ReferenceRow]) -> None:
    """Replace the rows of an article."""
    db.execute("DELETE FROM document_references WHERE article_id = ?", [article_id])
    insert_references(db, article_id, rows)


def insert_references(db: Connection, article_id: int, rows: Sequence[ReferenceRow]) -> None:
    """Insert the rows of an article that has none yet."""
    db.executemany(
        "INSERT INTO document_references VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(article_id, *row) for row in rows],
    )


def rebuild_references(db: Connection) -> None:
    """Replace the rows of all articles."""
    for article_id, *texts in db.execute("SELECT id, title, lead, body FROM articles"):
        update_references(db, article_id, reference_rows(Texts(*texts)))


def _find_in_parts(texts: Texts) -> Iterator[tuple[str, int, Reference]]:
    """Yield (part, position in the part, reference) for each reference in `texts`.

    The parts are parsed as one text, so that a code in the lead completes a bare number in the body.
    """
    starts, end = {}, 0
    for part, text in texts._asdict().items():
        starts[part] = end
        end += len(text or "") + len(PART_SEPARATOR)
    for found in find_references(PART_SEPARATOR.join(text or "" for text in texts)):
        part = max((part for part in starts if starts[part] <= found.start), key=starts.__getitem__)
        yield part, found.start - starts[part], found
