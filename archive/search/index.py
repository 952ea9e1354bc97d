"""The full-text index: two FTS5 tables over `visible_articles` that hold its text in the forms of folding.py.

They store no text of their own. SQLite shows the true text with what is found, and cannot write the
index itself: an entry is taken out by giving the same forms again that were put in, and FTS5's own
`rebuild` would index the true text, so there is `rebuild_index` here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.search.folding import exact_form, folded_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

EXACT, FOLDED = "articles_exact", "articles_folded"


class Texts(NamedTuple):
    """What is indexed of an article."""

    title: str
    lead: str | None
    body: str

    @property
    def text(self) -> str:
        """Lead and body as one text."""
        return "\n\n".join(part for part in (self.lead, self.body) if part)


def forms(texts: Texts) -> Iterator[tuple[str, Texts]]:
    """Each index table, and what it holds of an article."""
    exact = Texts(exact_form(texts.title), texts.lead and exact_form(texts.lead), exact_form(texts.body))
    yield EXACT, exact
    yield (
        FOLDED,
        Texts(folded_form(exact.title), exact.lead and folded_form(exact.lead), folded_form(exact.body)),
    )


def index_article(db: Connection, article_id: int, texts: Texts) -> None:
    """Put an article into the index."""
    for table, form in forms(texts):
        db.execute(f"INSERT INTO {table} (rowid, title, lead, body) VALUES (?, ?, ?, ?)", [article_id, *form])


def unindex_article(db: Connection, article_id: int, texts: Texts) -> None:
    """Take an article out of the index, where it is with just these texts."""
    for table, form in forms(texts):
        db.execute(
            f"INSERT INTO {table} ({table}, rowid, title, lead, body) VALUES ('delete', ?, ?, ?, ?)",
            [article_id, *form],
        )


def rebuild_index(db: Connection) -> None:
    """Make the index anew from the articles that are not withheld."""
    for table in (EXACT, FOLDED):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    for article_id, *texts in db.execute("SELECT id, title, lead, body FROM visible_articles ORDER BY id"):
        index_article(db, article_id, Texts(*texts))
