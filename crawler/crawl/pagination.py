"""Pagination: which further pages of a listing or sitemap a run requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discover import Feed, Sitemap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.crawl.run import CrawlScope
    from crawler.discover import Found, Start

NEWEST_MONTHS = 2  # in the first days of a month the sitemap of the previous one still changes
MAX_LISTING_PAGES = 5000  # longer listings are crawler traps: a calendar, an endless "next" link
MAX_IDLE_PAGES = 20  # pages in a row without a story that is new in this run: session ids, a calendar
MAX_CATCH_UP_PAGES = 30  # pages of a listing in a usual run, enough for the articles of several weeks
MAX_INDEX_DEPTH = 4  # sitemap indexes in sitemap indexes


def pages_to_follow(
    scope: CrawlScope,
    start: Start,
    found: Found,
    *,
    number: int,
    new_stories: int,
    reached: bool,
    idle_pages: int = 0,
) -> Sequence[str]:
    """Return those of the pages linked on page `number` of `start` that this run requests too.

    A usual run follows a listing while it has new stories, up to the number of pages in the site file, and
    up to MAX_CATCH_UP_PAGES while it has not reached what the last run found; of a sitemap it reads the
    newest months. With `full` every page is followed; with `since` the months from then on, and listings
    until the scheduler finds a page that is older. No run follows a listing over more than MAX_IDLE_PAGES
    pages without a new story.

    Args:
        scope: How far the run goes.
        start: The start in the site file.
        found: The links of the page.
        number: The number of the page, from 1.
        new_stories: How many of its stories were not in the frontier.
        reached: Whether the page has a story that an earlier run found, or no earlier run read the start.
        idle_pages: How many pages in a row, up to this one, had only stories of earlier pages of this run.
    """
    if isinstance(start, Feed) or not found.pages:
        return ()
    if isinstance(start, Sitemap):
        return _months(scope, start, found.pages) if number < MAX_INDEX_DEPTH else ()
    if not found.stories or end_of_listing(number, idle_pages) is not None:
        return ()
    if scope.full or scope.since:
        return found.pages
    last_page = start.pages if reached else max(start.pages, MAX_CATCH_UP_PAGES)
    return found.pages if new_stories and number < last_page else ()


def end_of_listing(number: int, idle_pages: int) -> str | None:
    """Return why a listing is not followed beyond page `number` in any run, or None."""
    if number >= MAX_LISTING_PAGES:
        return f"budget {MAX_LISTING_PAGES} pages of one listing are read"
    if idle_pages >= MAX_IDLE_PAGES:
        return f"budget {MAX_IDLE_PAGES} pages in a row have no story that earlier pages do not have"
    return None


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
