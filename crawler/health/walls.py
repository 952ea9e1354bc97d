"""Walls: article pages that redirect to one address, such as a login, a cookie check or the home page."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.health.causes import FAILED_SHARE
from crawler.health.site_run import Problem, count_urls

if TYPE_CHECKING:
    from crawler.health.site_run import OutcomeGroup, SiteRun
    from crawler.site import Site

MIN_WALLED_PAGES = 3
ITSELF = "itself"
ADDRESS = re.compile(r"https?://[^\s,;]+")
LOGIN_OR_COOKIE = re.compile(
    r"dang-?nhap|dang-?ky|log-?in|sign-?in|\bsso\b|\bauth|cookie|consent|account|tai-?khoan|paywall|subscri",
    re.IGNORECASE,
)


def wall_problem(run: SiteRun, site: Site) -> Problem | None:
    """Return a problem if most of the requested pages redirect to one address, or each to itself.

    The query of the address is ignored: it often names the page that the reader came from. A redirect to the
    URL of an article is none of these: articles move.
    """
    walls: defaultdict[str, list[OutcomeGroup]] = defaultdict(list)
    for group in run.pages:
        if target := _redirect_target(group, site):
            walls[target].append(group)
    if not walls:
        return None
    target, groups = max(walls.items(), key=lambda wall: count_urls(wall[1]))
    count = count_urls(groups)
    requested = count_urls(group for group in run.pages if _without_query(group.url) != target)
    if count < MIN_WALLED_PAGES or count <= FAILED_SHARE * requested:
        return None
    which = "every article redirects" if count == requested else f"{count} of {requested} articles redirect"
    if target == ITSELF or LOGIN_OR_COOKIE.search(target):
        text = f"login or cookie wall since {{since}}: {which} to {target}, e.g. {groups[0].url}"
        return Problem("login or cookie wall", text)
    return Problem("walls", f"walls: {which} to {target} since {{since}}, e.g. {groups[0].url}")


def _redirect_target(group: OutcomeGroup, site: Site) -> str | None:
    """Return where the pages of a group redirect to, without the query, or None."""
    if not group.word.startswith("redirect"):
        return None
    address = ADDRESS.search(group.reason)
    if address is None:
        return ITSELF if ITSELF in group.reason else None
    return None if site.article_key(address[0]) else _without_query(address[0])


def _without_query(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
