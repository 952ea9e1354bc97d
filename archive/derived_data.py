"""What the archive works out from the text of an article and keeps beside it: index, references, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.duplicates.key_index import add_text
from archive.duplicates.labels import replace_text
from archive.references.reference_table import insert_references, update_references
from archive.search.index import Texts, index_article, unindex_article
from archive.withheld import is_withheld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

    from archive.article import Article


def enter_article(db: Connection, article_id: int, article: Article) -> Texts:
    """Note what a new article refers to, and find its copies; gives the texts that are yet to be indexed."""
    texts = _texts(article)
    insert_references(db, article_id, texts)
    add_text(db, article.body_sha256, article.text)
    return texts


def update_derived(db: Connection, article_id: int, before: Mapping[str, Any], article: Article) -> None:
    """The same for an article that has a new text; `before` is its row in `articles` until now."""
    old, new = Texts(before["title"], before["lead"], before["body"]), _texts(article)
    if old == new:
        return
    if not is_withheld(db, article_id):
        unindex_article(db, article_id, old)
        index_article(db, article_id, new)
    update_references(db, article_id, new)
    if before["body_sha256"] != article.body_sha256:
        replace_text(db, article_id, (before["body_sha256"], old.text), (article.body_sha256, article.text))


def _texts(article: Article) -> Texts:
    return Texts(article.title, article.lead, article.body)
