"""How far a run walks: which further discovery pages it follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crawler.discover import Feed, Sitemap

if TYPE_CHECKING:
    from crawler.crawl.run import CrawlScope
    from crawler.discover import Found, Start

NEWEST_MONTHS = 2  # a month's sitemap still changes on the first days of the next
MOST_PAGES = 5000  # of one listing: what is longer is a trap (a calendar, an endless "next")
FARTHEST_BACK = 30  # pages of one listing in a usual run: what came in weeks without one
DEEPEST_INDEX = 4  # indexes of sitemaps in indexes of sitemaps


def following(
    scope: CrawlScope, start: Start, found: Found, *, number: int, new_stories: int, reached: bool
) -> Sequence[str]:
    """Those of the pages that page `number` of `start` names which this run reads as well.

    A usual run turns the page while it brings stories that nobody knew (`new_stories`), up to the
    number of pages in the site file, and beyond while it has not `reached` what the last run had
    found; it reads the newest months of a sitemap. With `full` every page is read; with `since`,
    the months from then on, and listings until the ledger sees that a page is older.
    """
    if isinstance(start, Feed) or not found.pages:
        return ()
    if isinstance(start, Sitemap):
        return _months(scope, start, found.pages) if number < DEEPEST_INDEX else ()
    if not found.stories or number >= MOST_PAGES:
        return ()
    if scope.full or scope.since:
        return found.pages
    farthest = start.pages if reached else max(start.pages, FARTHEST_BACK)
    return found.pages if new_stories and number < farthest else ()


def _months(scope: CrawlScope, start: Sitemap, pages: Sequence[str]) -> Sequence[str]:
    if scope.full:
        return pages
    months = {page: start.month_of(page) for page in pages}
    if scope.since:
        oldest = f"{scope.since:%Y-%m}"
    else:
        newest = sorted({month for month in months.values() if month}, reverse=True)[:NEWEST_MONTHS]
        oldest = newest[-1] if newest else ""
    return [page for page, month in months.items() if month is None or month >= oldest]
