"""What the archive works out from the text of an article and keeps beside it: index, references, copies."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from archive.duplicates.key_index import add_text
from archive.duplicates.labels import replace_text
from archive.duplicates.signature import signature
from archive.references.reference_table import (
    ReferenceRow,
    insert_references,
    reference_rows,
    update_references,
)
from archive.revisions import content_sha256_of
from archive.search.index import Forms, Texts, index_forms, insert_forms, unindex_article
from archive.withheld import is_withheld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection
    from typing import Self

    from archive.article import Article


class DerivedData:
    """What follows from a reading alone and is stored with it: sums, keys, references, indexed forms.

    Each value is computed when it is first needed, or in another process by `computed` before the reading
    is saved: an instance is pickled with the values that it has.
    """

    def __init__(self, article: Article) -> None:
        self.article = article

    def computed(self) -> Self:
        """Return this instance with all its values computed."""
        for name, value in vars(DerivedData).items():
            if isinstance(value, cached_property):
                getattr(self, name)
        return self

    @cached_property
    def texts(self) -> Texts:
        """The texts that are searched."""
        return Texts(self.article.title, self.article.lead, self.article.body)

    @cached_property
    def text_sha256(self) -> str:
        """`Article.text_sha256`, which computes it each time."""
        return self.article.text_sha256

    @cached_property
    def body_sha256(self) -> str:
        """`Article.body_sha256`, which computes it each time."""
        return self.article.body_sha256

    @cached_property
    def content_sha256(self) -> str:
        """The sum of what makes a revision (archive/revisions.py)."""
        return content_sha256_of(self.article)

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """The keys by which near-duplicates are found."""
        return signature(self.article.text)

    @cached_property
    def references(self) -> list[ReferenceRow]:
        """The rows of `document_references`."""
        return reference_rows(self.texts)

    @cached_property
    def forms(self) -> Forms:
        """The forms in which the texts are indexed."""
        return index_forms(self.texts)


def enter_article(db: Connection, article_id: int, derived: DerivedData) -> None:
    """Insert what is derived from a new article, apart from its index entries."""
    insert_references(db, article_id, derived.references)
    add_text(db, derived.body_sha256, derived.article.text, derived.keys)


def update_derived(db: Connection, article_id: int, before: Mapping[str, Any], derived: DerivedData) -> None:
    """Update what is derived from an article; `before` is its row in `articles` until now."""
    old, new = Texts(before["title"], before["lead"], before["body"]), derived.texts
    if old == new:
        return
    if not is_withheld(db, article_id):
        unindex_article(db, article_id, old)
        insert_forms(db, article_id, derived.forms)
    update_references(db, article_id, derived.references)
    if before["body_sha256"] != derived.body_sha256:
        text = derived.article.text
        replace_text(
            db,
            article_id,
            (before["body_sha256"], old.text),
            (derived.body_sha256, text),
            derived.keys,
        )
