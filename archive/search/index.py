"""Update the full-text index: two FTS5 tables over `visible_articles`, with the forms of folding.py.

They are external-content tables (https://www.sqlite.org/fts5.html#external_content_tables): queries show the
original text of the view, but the indexed forms differ from it. So an entry must be removed with the
forms that were inserted, and FTS5's `rebuild` would index the original text: use `rebuild_index` instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.search.folding import exact_form, folded_form

if TYPE_CHECKING:
    from sqlite3 import Connection

EXACT, FOLDED = "articles_exact", "articles_folded"


class Texts(NamedTuple):
    """The indexed texts of an article."""

    title: str
    lead: str | None
    body: str

    @property
    def text(self) -> str:
        """Lead and body, joined by a blank line."""
        return "\n\n".join(part for part in (self.lead, self.body) if part)


Forms = tuple[tuple[str, Texts], ...]
"""Each index table with the forms of the texts of an article that it holds."""


def index_forms(texts: Texts) -> Forms:
    """Return the forms in which the texts of an article are indexed."""
    exact = Texts(exact_form(texts.title), texts.lead and exact_form(texts.lead), exact_form(texts.body))
    folded = Texts(folded_form(exact.title), exact.lead and folded_form(exact.lead), folded_form(exact.body))
    return (EXACT, exact), (FOLDED, folded)


def index_article(db: Connection, article_id: int, texts: Texts) -> None:
    """Insert an article into the index."""
    insert_forms(db, article_id, index_forms(texts))


def insert_forms(db: Connection, article_id: int, forms: Forms) -> None:
    """Insert an article into the index, by the result of `index_forms`."""
    for table, form in forms:
        db.execute(f"INSERT INTO {table} (rowid, title, lead, body) VALUES (?, ?, ?, ?)", [article_id, *form])


def unindex_article(db: Connection, article_id: int, texts: Texts) -> None:
    """Remove an article from the index; `texts` must be those that were inserted."""
    for table, form in index_forms(texts):
        db.execute(
            f"INSERT INTO {table} ({table}, rowid, title, lead, body) VALUES ('delete', ?, ?, ?, ?)",
            [article_id, *form],
        )


def rebuild_index(db: Connection) -> None:
    """Delete the index and insert all articles that are not withheld; the caller holds a transaction."""
    for table in (EXACT, FOLDED):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    for article_id, *texts in db.execute("SELECT id, title, lead, body FROM visible_articles ORDER BY id"):
        index_article(db, article_id, Texts(*texts))
