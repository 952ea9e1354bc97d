"""What Datasette tells of each table: what it is for, how it is sorted and narrowed at first."""

from __future__ import annotations

from typing import Any

from archive.ui.database import NAME
from archive.ui.queries import QUERIES

TABLES: dict[str, dict[str, Any]] = {
    "visible_articles": {
        "description": "Each article with its newest text, without those that are withheld.",
        "sort_desc": "id",
        "facets": ["site"],
    },
    "visible_revisions": {
        "description": "Each text an article has had, in the order of capture, and what changed."
    },
    "aliases": {"description": "The addresses that lead to an article, its own among them."},
    "captures": {
        "description": "Each answer of a server: when, which status, which record of which WARC file.",
        "label_column": "record_id",
        "sort_desc": "id",
        "facets": ["site"],
    },
    "duplicates": {"description": "Which article is a copy of which, the earliest seen of its story."},
    "withheld": {"description": "The articles that are not shown, since when and why."},
    "document_references": {"description": "The Party and State documents that articles refer to."},
    "runs": {"description": "Each run of a command.", "label_column": "command", "sort_desc": "id"},
    "outcomes": {
        "description": "What became of each address in each run, and why.",
        "facets": ["site", "outcome"],
    },
    "health": {"description": "What was wrong with each site in each crawl, and since when."},
    "listings": {"description": "When a listing, feed or sitemap gave other links than before."},
    "field_counts": {"description": "How many new articles each crawl read by each layout, and their parts."},
    "articles_by_month": {"description": "How many articles each site published in each month."},
    "copies": {"description": "Each copy beside the earliest of its story."},
    "edited": {"description": "Articles with more than one revision."},
    "last_outcomes": {"description": "What became of each address the last time."},
    "not_stored": {"description": "Addresses that gave no article, and why."},
    # Their texts are read through the views.
    "articles": {"hidden": True, "label_column": "id"},
    "revisions": {"hidden": True},
    # The crawler's, the index's and the copies' own.
    "frontier": {"hidden": True},
    "readings": {"hidden": True},
    "near_texts": {"hidden": True},
    "near_keys": {"hidden": True},
    "near_pairs": {"hidden": True},
    "words_exact": {"hidden": True},
    "words_folded": {"hidden": True},
    "_sqlite_migrations": {"hidden": True},
    "sqlite_sequence": {"hidden": True},
}
METADATA = {
    "title": "partynews",
    "databases": {NAME: {"title": "Tables and SQL", "queries": QUERIES, "tables": TABLES}},
}
