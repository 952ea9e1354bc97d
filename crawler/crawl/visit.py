"""What passes through a crawl: the page asked for, and the visit that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.article import Article, Capture

DISCOVERY_KINDS = ("listing", "sitemap", "feed", "api")


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the frontier, about to be asked for.

    `meta` travels with the row as JSON: `ask` (the address to send, where the canonical one redirects
    to another spelling of itself), `hops` (the redirects that led here), `retries`, and for discovery
    pages `start`, `number`, `after` (the stories of the page before) and `read` (the id of the capture
    whose links were taken last).
    """

    id: int
    url: str
    kind: str
    key: str | None
    priority: int
    due: str | None
    found: str
    failures: int
    meta: Mapping[str, Any] = field(default_factory=dict)
    article_id: int | None = None
    published: str | None = None
    last: Capture | None = None
    """The capture of the stored text, or of the links: what a conditional request refers to."""
    original: Capture | None = None
    """The first capture of the same bytes: what a record that repeats them refers to."""

    @property
    def address(self) -> str:
        """The address to send."""
        return str(self.meta.get("ask", self.url))

    @property
    def hops(self) -> tuple[str, ...]:
        """The addresses that redirected here, first to last."""
        return tuple(self.meta.get("hops", ()))

    @property
    def retries(self) -> int:
        """How often it was asked again already."""
        return int(self.meta.get("retries", 0))

    @property
    def discovers(self) -> bool:
        """Whether it is read for links and not for an article."""
        return self.kind in DISCOVERY_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one request came to; the pipeline writes it in one transaction.

    `outcome` is None where the archive decides it (an article: stored, unchanged, revised...).
    `passing` says that the fault may pass, so that asking again is worth it, after `wait` seconds
    where the server named a time. `stories` and `pages` are the links of a discovery page, `target`
    is where a redirect leads.
    """

    page: Page
    outcome: str | None = None
    reason: str | None = None
    capture: Capture | None = None
    article: Article | None = None
    stories: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    target: str | None = None
    passing: bool = False
    wait: float | None = None
