"""Atom feed (RFC 4287) of new and edited articles, of all sites or of the results of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from archive.database.rows import fetch_rows
from archive.export.tei import xml_text
from archive.search.full_text import find_matches
from archive.ui.facet_counts import MAX_HITS
from archive.ui.search_results import EXCERPT_LENGTH
from archive.web_url import is_web_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from archive.database.rows import Row
    from archive.ui.facets import SearchFilters

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
CAPTURES_READ = 20_000  # the newest ones: a feed is read more often than that
NO_CAPTURES = "1970-01-01T00:00:00Z"


def load_entries(db: Connection, filters: SearchFilters) -> list[Row]:
    """Return the newest captures that brought a new or edited text, at most ENTRIES, one for each article.

    Only the last CAPTURES_READ captures are read. `number` is the revision. Raises QueryError for an invalid
    query.
    """
    condition, values = filters.conditions()
    if filters.q:
        ids = find_matches(db, filters.q, site=filters.site, sort="date", limit=MAX_HITS)
        condition += f" AND articles.id IN ({','.join(map(str, ids)) or 'NULL'})"
    return fetch_rows(
        db,
        f"""
        SELECT articles.id, articles.site, articles.key, articles.url, articles.title, articles.byline,
            articles.published, section, substr(coalesce(articles.lead, articles.body), 1, {EXCERPT_LENGTH})
            AS excerpt, max(revision.number) AS number, max(revision.captured) AS updated
        FROM (SELECT id, article_id FROM captures WHERE article_id IS NOT NULL
            ORDER BY id DESC LIMIT {CAPTURES_READ}) AS capture
        JOIN visible_revisions AS revision
            ON revision.article_id = capture.article_id AND revision.capture_id = capture.id
        JOIN visible_articles AS articles ON articles.id = capture.article_id
        WHERE {condition}
        GROUP BY articles.id ORDER BY max(capture.id) DESC LIMIT {ENTRIES}
        """,
        values,
    )


def atom_feed(entries: Sequence[Row], filters: SearchFilters, base: str, address: str) -> bytes:
    """Return the feed as XML; `base` is the address of the served archive, `address` that of the feed."""
    feed = Element("feed", {"xmlns": ATOM})
    _add(feed, "id", base + address)
    subject = " ".join(part for part in (filters.q, filters.site, filters.section, filters.period) if part)
    _add(feed, "title", f"partynews: {subject or 'new and edited articles'}")
    _add(feed, "updated", max((entry["updated"] for entry in entries), default=NO_CAPTURES))
    SubElement(feed, "link", {"rel": "self", "href": xml_text(base + address)})
    SubElement(feed, "link", {"rel": "alternate", "href": xml_text(base + filters.link())})
    for entry in entries:
        feed.append(_entry(entry, base))
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(row: Row, base: str) -> Element:
    entry = Element("entry", {"xml:lang": "vi"})
    # RFC 4151; stays the same while the text of an article changes.
    _add(entry, "id", f"tag:partynews.invalid,2026:{quote(row['site'])}/{quote(row['key'])}")
    _add(entry, "title", row["title"])
    _add(entry, "updated", row["updated"])
    if row["published"] and "T" in row["published"]:
        _add(entry, "published", row["published"])
    _add(SubElement(entry, "author"), "name", row["byline"] or row["site"])
    SubElement(entry, "category", {"term": "new" if row["number"] == 1 else "edited"})
    for term in (row["site"], row["section"]):
        if term:
            SubElement(entry, "category", {"term": xml_text(term)})
    SubElement(entry, "link", {"rel": "alternate", "href": f"{base}/article/{row['id']}"})
    if row["url"] and is_web_url(row["url"]):
        SubElement(entry, "link", {"rel": "via", "href": xml_text(row["url"])})
    _add(entry, "summary", row["excerpt"])
    return entry


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = xml_text(text)
