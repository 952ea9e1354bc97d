"""What Datasette tells of each table: what it is for, how it is sorted and narrowed at first."""

from __future__ import annotations

from typing import Any

from archive.pages.database import NAME
from archive.pages.queries import QUERIES

TABLES: dict[str, dict[str, Any]] = {
    "articles": {
        "description": "Each article with its newest text.",
        "label_column": "title",
        "sort_desc": "id",
        "facets": ["site"],
    },
    "aliases": {"description": "The addresses that lead to an article, its own among them."},
    "revisions": {"description": "Each text an article has had, in the order of capture, and what changed."},
    "captures": {
        "description": "Each answer of a server: when, which status, which record of which WARC file.",
        "label_column": "record_id",
        "sort_desc": "id",
        "facets": ["site"],
    },
    "duplicates": {"description": "Which article is a copy of which, the earliest seen of its group."},
    "document_references": {"description": "The Party and State documents that articles refer to."},
    "runs": {"description": "Each run of a command.", "label_column": "command", "sort_desc": "id"},
    "outcomes": {
        "description": "What became of each address in each run, and why.",
        "facets": ["site", "outcome"],
    },
    "articles_by_month": {"description": "How many articles each site published in each month."},
    "copies": {"description": "Each copy beside the earliest of its story."},
    "edited": {"description": "Articles with more than one revision."},
    "last_outcomes": {"description": "What became of each address the last time."},
    "not_stored": {"description": "Addresses that gave no article, and why."},
    # The crawler's and the index's own.
    "frontier": {"hidden": True},
    "readings": {"hidden": True},
    "words_exact": {"hidden": True},
    "words_folded": {"hidden": True},
    "_sqlite_migrations": {"hidden": True},
    "sqlite_sequence": {"hidden": True},
}
METADATA = {
    "title": "partynews",
    "databases": {NAME: {"title": "Tables and SQL", "queries": QUERIES, "tables": TABLES}},
}
