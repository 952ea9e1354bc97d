"""Which articles a corpus has, and in which order."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from archive.errors import QueryError
from archive.references.reference_queries import mention_condition
from archive.search.full_text import matches
from archive.search.query import read_date

if TYPE_CHECKING:
    from sqlite3 import Connection

Duplicates = Literal["keep", "exact", "near"]

# The text is normalised: one space between words, an empty line between paragraphs.
WORDS = """
    CASE WHEN body = '' AND lead IS NULL THEN 0 ELSE
        length(replace(coalesce(lead || ' ', '') || body, char(10) || char(10), ' '))
        - length(replace(replace(coalesce(lead || ' ', '') || body, char(10) || char(10), ' '), ' ', '')) + 1
    END
"""
STORIES = {"keep": "articles.id", "exact": "body_sha256", "near": "coalesce(duplicate_of, articles.id)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a person chose; `since` and `until` are a year, a month or a day, both included.

    `duplicates`: keep all copies, one of each text (`exact`) or one of each story (`near`); the one that
    stays is the earliest seen of those that answer to everything else.
    """

    sites: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    section: str | None = None
    query: str | None = None
    about: str | None = None
    min_words: int = 0
    duplicates: Duplicates = "keep"


def select(db: Connection, selection: Selection) -> array[int]:
    """The ids of the articles in the order of a corpus: by site, published and key, undated ones first.

    Raises QueryError where a date, query or document cannot be understood, or a site is not there.
    """
    condition, values = _condition(db, selection)
    found = db.execute(
        f"""
        SELECT id FROM (
            SELECT articles.id, site, published, key, row_number() OVER (
                PARTITION BY {STORIES[selection.duplicates]} ORDER BY first_seen, site, length(key), key
            ) AS place
            FROM visible_articles AS articles LEFT JOIN duplicates ON article_id = articles.id
            WHERE {condition}
        ) WHERE place = 1 ORDER BY site, published, length(key), key
        """,
        values,
    )
    # A list would take nine times the memory.
    return array("q", (article_id for (article_id,) in found))


def _condition(db: Connection, selection: Selection) -> tuple[str, list[Any]]:
    """What an article must be, as SQL and its values."""
    conditions: list[str] = ["true"]
    values: list[Any] = []

    def add(condition: str, *its_values: Any) -> None:
        conditions.append(condition)
        values.extend(its_values)

    if selection.sites:
        _check_sites(db, selection.sites)
        add("site IN (SELECT value FROM json_each(?))", json.dumps(selection.sites))
    if selection.since:
        add("published >= ?", read_date(selection.since))
    if selection.until:
        add("substr(published, 1, ?) <= ?", len(selection.until), read_date(selection.until))
    if selection.section:
        add("section = ?", selection.section)
    if selection.min_words:
        add(f"{WORDS} >= ?", selection.min_words)
    if selection.query:
        add("articles.id IN (SELECT value FROM json_each(?))", json.dumps(matches(db, selection.query)))
    if selection.about:
        naming, document = mention_condition(db, selection.about)
        add(f"articles.id IN (SELECT article_id FROM document_references WHERE {naming})", *document)
    return " AND ".join(conditions), values


def _check_sites(db: Connection, sites: tuple[str, ...]) -> None:
    there = {site for (site,) in db.execute("SELECT DISTINCT site FROM articles").fetchall()}
    for site in sites:
        if site not in there:
            known = ", ".join(sorted(there)) or "none"
            raise QueryError(f"The archive has no article of the site {site!r}. It has {known}.")
