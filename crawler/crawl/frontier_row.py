"""One row of the frontier: a URL of a site, with what conditional requests and redirects need to know."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from archive.captures import find_capture
from archive.doubts.doubt_table import is_text_doubted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from archive.article import Capture

DISCOVERY_KINDS = ("listing", "sitemap", "feed", "api")

ROW_COLUMNS = "f.id, f.url, f.kind, f.key, f.priority, f.due, f.found, f.failures, f.meta, a.id, a.published"
ROW_TABLES = "frontier AS f LEFT JOIN articles AS a ON a.site = f.site AND a.key = f.key"


class RowMeta(TypedDict, total=False):
    """The column `meta` of the frontier, as JSON."""

    ask: str
    """The address to request, where the canonical one redirects to another spelling of itself."""
    hops: list[str]
    """The addresses that redirected to this one, in order."""
    retries: int
    """How often the URL was requested again in this run."""
    missing_since: str
    """When the page was first found to be gone, or perhaps gone."""
    unread: int
    """How many visits in a row gave no article and no reason to believe that there is none."""
    perhaps_gone: int
    """How many visits in a row found a permanent redirect to a page that is not an article."""
    start: str
    """The URL of the start in the site file that a discovery page belongs to."""
    number: int
    """The number of a page of a listing, from 1."""
    idle: int
    """How many pages of the listing in a row, up to the previous one, had no story that is new in the run."""
    after: list[str]
    """The articles linked on the previous page of the listing, where a date limits the crawl."""
    read: int | None
    """The id of the capture whose links were stored last."""


@dataclass(frozen=True, slots=True)
class FrontierRow:
    """A URL that is requested in this run; `article_id` and `published` are of its article, if stored.

    Times are UTC as the archive stores them. `key` is None where the URL is not an article's.
    """

    id: int
    url: str
    kind: str
    key: str | None
    priority: int
    due: str | None
    found: str
    failures: int
    meta: RowMeta = field(default_factory=RowMeta)
    article_id: int | None = None
    published: str | None = None
    last: Capture | None = None
    """The capture of the stored text, or of the links: conditional requests use its validators."""
    original: Capture | None = None
    """The first capture with the same payload as `last`: a revisit record refers to it."""

    @property
    def address(self) -> str:
        """The address to request."""
        return self.meta.get("ask", self.url)

    @property
    def hops(self) -> tuple[str, ...]:
        """The addresses that redirected here, in order."""
        return tuple(self.meta.get("hops", ()))

    @property
    def retries(self) -> int:
        """How often the URL was requested again in this run."""
        return self.meta.get("retries", 0)

    @property
    def is_discovery(self) -> bool:
        """Whether the page is read for links, not as an article."""
        return self.kind in DISCOVERY_KINDS


def read_row(db: Connection, values: Sequence[Any]) -> FrontierRow:
    """Return the row with these values of ROW_COLUMNS, with its captures."""
    row_id, url, kind, key, priority, due, found, failures, meta_json, article_id, published = values
    meta: RowMeta = json.loads(meta_json)
    last, original = _captures(db, kind, meta, article_id)
    return FrontierRow(
        *(row_id, url, kind, key, priority, due, found, failures),
        meta=meta,
        article_id=article_id,
        published=published,
        last=last,
        original=original,
    )


def _captures(
    db: Connection, kind: str, meta: RowMeta, article_id: int | None
) -> tuple[Capture | None, Capture | None]:
    """Return `last` and `original` of a row."""
    if kind in DISCOVERY_KINDS:
        last = find_capture(db, "WHERE id = ?", [meta["read"]]) if meta.get("read") else None
        same = "WHERE url = ? AND payload_digest = ? ORDER BY id"
        return last, find_capture(db, same, [last.url, last.payload_digest]) if last else None
    if article_id is None:
        return None, None
    if is_text_doubted(db, article_id):  # the whole page is requested
        return None, None
    newest = "WHERE id = (SELECT capture_id FROM articles WHERE id = ?)"
    last = find_capture(db, newest, [article_id])
    same = "WHERE article_id = ? AND payload_digest = ? ORDER BY id"
    return last, find_capture(db, same, [article_id, last.payload_digest]) or last if last else None
