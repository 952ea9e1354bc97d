"""What every format of a corpus has in common: articles go in one by one, files come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

# In the order in which a person reads them.
FIELDS = (
    *("id", "site", "newspaper", "key", "revision", "url", "title", "lead", "body", "byline", "authors"),
    *("source_mark", "published", "published_raw", "published_precision", "modified", "section", "tags"),
    *("images", "aliases", "layout", "reader_version", "repairs", "flags", "captured", "first_seen"),
    *("gone_since", "duplicate_of", "duplicate_kind", "similarity", "references", "text_sha256"),
    *("body_sha256", "captures"),
)


class Writer(Protocol):
    """Writes a corpus in one format into a folder that is empty at first.

    A row is an article with the fields of `archive.article.Article` (lists as lists, images as dicts of src,
    caption and credit), and `newspaper` (its name), `id`, `first_seen`, `gone_since`, `revision` (its
    number), `duplicate_of`, `duplicate_kind`, `similarity`, `references` (dicts of raw, type, number, code,
    issuer, congress, certainty, mentions) and `captures` (dicts of `captures` without row_sha256, oldest
    first). Rows come in the order of
    site, published and key, so that files by site and year are written one after the other. Writers that
    copy records are also told their `archive.export.records.Sources`.
    """

    def __init__(self, folder: Path) -> None: ...

    def write(self, row: Row) -> None:
        """Add one article."""

    def close(self) -> None:
        """Finish all files. Not called where the export fails."""
