"""Datasette metadata of the tables: description, default sort order and facets."""

from __future__ import annotations

from typing import Any

from archive.ui.canned_queries import QUERIES
from archive.ui.read_only_database import NAME

TABLES: dict[str, dict[str, Any]] = {
    "visible_articles": {
        "description": "Articles with their newest text, without withheld ones.",
        "sort_desc": "id",
        "facets": ["site"],
    },
    "visible_revisions": {
        "description": "All texts of the articles, in order of capture, with the changed fields."
    },
    "visible_doubts": {
        "description": "Readings that do not replace the stored text: reason, and how each was settled.",
        "facets": ["site", "reason"],
    },
    "aliases": {"description": "All URLs of the articles, including the canonical ones."},
    "captures": {
        "description": "Captured responses: time, status, and record in a WARC file.",
        "label_column": "record_id",
        "sort_desc": "id",
        "facets": ["site"],
    },
    "duplicates": {"description": "Copies, with the first seen article of each group (duplicate_of)."},
    "withheld": {"description": "Withheld articles, with time and reason."},
    "visible_references": {"description": "Party and State documents that articles cite."},
    "runs": {"description": "Runs of commands.", "label_column": "command", "sort_desc": "id"},
    "outcomes": {
        "description": "Outcome and reason of each URL in each run.",
        "facets": ["site", "outcome"],
    },
    "backfill_queries": {"description": "Hosts that a backfill listed in a web archive, by window of time."},
    "backfill_captures": {"description": "Captures in the index of a web archive, with state and reason."},
    "merged_shards": {"description": "Shards of WARC files that were merged."},
    "health": {"description": "Problems of each site in each crawl, with the time they were first seen."},
    "listings": {"description": "Changes of the links on listings, feeds and sitemaps."},
    "field_counts": {"description": "New articles by crawl and layout, with the number of each field."},
    "articles_by_month": {"description": "Number of articles by site and month of publication."},
    "copies": {"description": "Copies with the first seen article of their group."},
    "edited": {"description": "Articles with more than one revision."},
    "last_outcomes": {"description": "Last outcome of each URL."},
    "not_stored": {"description": "URLs without an article, with the reason."},
    "unread_addresses": {"description": "Article addresses that gave no article, by site."},
    # Read through the views.
    "articles": {"hidden": True, "label_column": "id"},
    "revisions": {"hidden": True},
    "revisions_stored": {"hidden": True},
    "unfinished_moves": {"hidden": True},
    "document_references": {"hidden": True},
    # Internal tables of the crawler, the search index and the duplicate detection.
    "frontier": {"hidden": True},
    "doubts": {"hidden": True},
    "readings": {"hidden": True},
    "near_texts": {"hidden": True},
    "near_new_keys": {"hidden": True},
    "near_blocks": {"hidden": True},
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
