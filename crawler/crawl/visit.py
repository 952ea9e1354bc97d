"""What passes through a crawl: the page asked for, and the visit that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from archive.article import Capture
    from crawler.fetch.meaning import Meaning

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
    """One answer on its way into the archive: the address it is for, and what it means.

    `key` is that of the article at `url`, where it is an article's address. `capture` is the record that
    the archive keeps, None where there is none to keep. `page` is the row of the frontier in a crawl, None
    where there is no frontier. `rereads` is the id of the article whose capture is read again.
    """

    site: str
    url: str
    meaning: Meaning
    key: str | None = None
    capture: Capture | None = None
    page: Page | None = None
    rereads: int | None = None

    @classmethod
    def of_page(cls, page: Page, site: str, meaning: Meaning, capture: Capture | None = None) -> Self:
        """Return the visit to a page of the frontier."""
        return cls(site=site, url=page.url, meaning=meaning, key=page.key, capture=capture, page=page)

    @property
    def frontier_page(self) -> Page:
        """The row of the frontier; a visit in a crawl has one."""
        assert self.page is not None
        return self.page
