"""What a single run shows of itself: a site that is down, blocks us or has moved, a layout that broke."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.health.problem import Problem
from crawler.health.siterun import counted, most_common

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.runs.run_history import Row
    from crawler.health.siterun import Group, SiteRun

DENIED = frozenset(("status:401", "status:403", "status:407", "status:429", "status:451", "challenge"))
MISSING = frozenset(("status:404", "status:410"))

# Single odd pages are always there; these are what a person should look at.
TROUBLED_COUNT = 5
TROUBLED_SHARE = 0.5
NEW_ADDRESSES = 5
BROKEN_COUNT = 3
BROKEN_SHARE = 0.2  # a redesign breaks every page of a layout; single films and maps have none

WORDS = {
    "robots": "robots.txt forbids {whom} since {since}, e.g. {url}",
    "blocked": "blocked since {since}: {whom} answered {words}, e.g. {url}",
    "moved": "moved to {host} since {since}: {whom} led there, e.g. {url}",
    "missing": "not there since {since}: {whom} answered {words}, e.g. {url}",
    "error": "error pages since {since}: {whom} gave one, e.g. {url}: {reason}",
    "down": "down since {since}: {whom} failed ({words}), e.g. {url}",
    "failing": "failing since {since}: {whom} gave no whole answer ({words}), e.g. {url}",
}


def cause_on_listings(run: SiteRun) -> Problem | None:
    """Why no listing, feed or sitemap of the site gave a link."""
    asked = run.listings
    if not asked:
        return Problem("down", "down since {since}: nothing was asked")
    listed = [group for group in asked if group.outcome == "listed"]
    if not listed:
        troubled = _by_trouble(asked)
        if not troubled:
            return Problem("down", "down since {since}: nothing was listed")
        cause = max(troubled, key=lambda name: counted(troubled[name]))
        return _told(cause, troubled[cause], "every listing")
    empty = [group for group in listed if group.word == "empty:"]
    if counted(empty) == counted(listed):
        text = "empty listing since {since}: no story on any listing, feed or sitemap, e.g. "
        return Problem("empty", text + empty[0].url)
    return None


def cause_on_pages(run: SiteRun) -> Problem | None:
    """Why most pages gave no article, though they were listed."""
    asked = counted(run.pages)
    for cause, groups in _by_trouble(run.pages).items():
        count = counted(groups)
        if count >= TROUBLED_COUNT and count > TROUBLED_SHARE * asked:
            return _told("failing" if cause == "down" else cause, groups, f"{count} of {asked} pages")
    return None


def cause_in_layout(run: SiteRun, usual_share: float) -> Problem | None:
    """The layout that stopped to fit, where more pages than the `usual_share` are not read."""
    pages = run.pages
    broken = [group for group in pages if group.outcome == "refused" and group.word.startswith("layout:")]
    read = [
        group
        for group in pages
        if group.outcome in ("stored", "duplicate", "revised")
        or (group.outcome == "unchanged" and group.word != "status:304")
    ]
    for known, what in ((False, "new pages"), (True, "known pages")):
        bad = [group for group in broken if group.known is known]
        count = counted(bad)
        total = count + counted(group for group in read if group.known is known)
        if count >= BROKEN_COUNT and count > max(BROKEN_SHARE, 2 * usual_share) * total:
            return broken_layout(bad, f"{count} of {total} {what}")
    return None


def broken_layout(groups: list[Group], whom: str, since: str | None = None) -> Problem:
    """The problem of pages that no layout reads, with the commonest reason among `groups`."""
    worst = max(groups, key=lambda group: group.count)
    if worst.word == "layout:unknown":
        text = f"layout unknown since {{since}}: no layout fits {whom}, e.g. {worst.url}"
    else:
        _, _, why = worst.reason.partition(": ")
        text = f"layout broken since {{since}}: {whom} were not read, e.g. {why}"
    return Problem("layout", text, since)


def cause_in_addresses(run: SiteRun, links_of_a_day: Callable[[], list[Row]]) -> Problem | None:
    """Links that are no addresses of articles any more, where a day brought no article among them.

    `links_of_a_day` is what became of the links found in a day, as `archive.runs.run_history.audit` tells it.
    """
    others = [group for group in run.pages if (group.outcome, group.word) == ("refused", "url")]
    if not others or any(run.outcomes[outcome] for outcome in ("stored", "duplicate")):
        return None
    found = links_of_a_day()
    count = sum(row["links"] for row in found if row["why"] == "url")
    if count < NEW_ADDRESSES or any(row["outcome"] == "stored" for row in found):
        return None
    text = f"addresses changed since {{since}}: {count} new links, no article's address among them"
    return Problem("addresses", f"{text}, e.g. {others[0].url}")


def _by_trouble(groups: list[Group]) -> dict[str, list[Group]]:
    found: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        if trouble := _trouble(group):
            found[trouble].append(group)
    return found


def _trouble(group: Group) -> str | None:
    """What a site is in where all its pages end like these, or None."""
    match group.outcome, group.word:
        case "skipped", "robots:forbidden":
            return "robots"
        case "skipped", "blocked:offsite":
            return "moved"
        case "skipped", "robots:unreachable":
            return "down"
        case "gone", _ if not group.known:
            return "missing"
        case "refused", "challenge":
            return "blocked"
        case "refused", "soft_error" | "text:junk":
            return "error"
        case "failed", word if word in DENIED:
            return "blocked"
        case "failed", "soft_error":
            return "error"
        case "failed", _:
            return "down"
    return None


def _told(cause: str, groups: list[Group], whom: str) -> Problem:
    example = max(groups, key=lambda group: group.count)
    values = {
        "whom": whom,
        "words": most_common(groups),
        "url": example.url,
        "host": urlsplit(example.reason.partition(" ")[2]).netloc,
        "reason": example.reason,
    }
    text = WORDS[cause]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return Problem(cause, text)
