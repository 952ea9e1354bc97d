"""Select the articles of a corpus, in order."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from archive.references.reference_queries import mention_condition
from archive.search.check_query import check_query
from archive.search.full_text import find_matches
from archive.search.query import parse_date
from archive.stored_sites import check_sites

if TYPE_CHECKING:
    from sqlite3 import Connection

Duplicates = Literal["keep", "exact", "near"]

# Counts spaces: a text has single spaces between words and an empty line between paragraphs.
WORD_COUNT = """
    CASE WHEN body = '' AND lead IS NULL THEN 0 ELSE
        length(replace(coalesce(lead || ' ', '') || body, char(10) || char(10), ' '))
        - length(replace(replace(coalesce(lead || ' ', '') || body, char(10) || char(10), ' '), ' ', '')) + 1
    END
"""
GROUP_BY_KIND = {
    "keep": "articles.id",
    "exact": "body_sha256",
    "near": "coalesce(duplicate_of, articles.id)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The filters of an export; articles must pass all of them.

    Attributes:
        sites: Only these sites; all if empty.
        since: Published in this year, month or day or later.
        until: Published in this year, month or day or earlier.
        section: The section as printed.
        query: A search query.
        about: A cited document, by code or name.
        min_words: Minimum number of words in lead and body.
        duplicates: `keep` all copies, or of each group of `exact` or `near` duplicates the article first seen
            of those that pass the other filters.
    """

    sites: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    section: str | None = None
    query: str | None = None
    about: str | None = None
    min_words: int = 0
    duplicates: Duplicates = "keep"


def select(db: Connection, selection: Selection, *, by_year: bool = False) -> array[int]:
    """Return article ids in order of site, published and key, undated articles first.

    With `by_year`, all sites of one year come before the next year.

    Raises QueryError for an invalid date, query or document, and for an unknown site.
    """
    condition, values = _condition(db, selection)
    order = f"{'substr(published, 1, 4), ' if by_year else ''}site, published, length(key), key"
    found = db.execute(
        f"""
        SELECT id FROM (
            SELECT articles.id, site, published, key, row_number() OVER (
                PARTITION BY {GROUP_BY_KIND[selection.duplicates]} ORDER BY first_seen, site, length(key), key
            ) AS place
            FROM visible_articles AS articles LEFT JOIN duplicates ON article_id = articles.id
            WHERE {condition}
        ) WHERE place = 1 ORDER BY {order}
        """,
        values,
    )
    # A list takes nine times the memory.
    return array("q", (article_id for (article_id,) in found))


def _condition(db: Connection, selection: Selection) -> tuple[str, list[Any]]:
    """Return the filters as an SQL condition and its parameters."""
    conditions: list[str] = ["true"]
    values: list[Any] = []

    def add(condition: str, *parameters: Any) -> None:
        conditions.append(condition)
        values.extend(parameters)

    if selection.sites:
        check_sites(db, selection.sites)
        add("site IN (SELECT value FROM json_each(?))", json.dumps(selection.sites))
    if selection.since:
        add("published >= ?", parse_date(selection.since))
    if selection.until:
        add("substr(published, 1, ?) <= ?", len(selection.until), parse_date(selection.until))
    if selection.section:
        add("section = ?", selection.section)
    if selection.min_words:
        add(f"{WORD_COUNT} >= ?", selection.min_words)
    if selection.query:
        check_query(db, selection.query)
        add("articles.id IN (SELECT value FROM json_each(?))", json.dumps(find_matches(db, selection.query)))
    if selection.about:
        cites, document = mention_condition(db, selection.about)
        add(f"articles.id IN (SELECT article_id FROM visible_references WHERE {cites})", *document)
    return " AND ".join(conditions), values
