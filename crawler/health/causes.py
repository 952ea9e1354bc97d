"""Problems that a single run shows: a site that is down, blocked or moved, a broken layout, changed URLs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.health.site_run import ROBOTS_UNREACHABLE, SINCE, Problem, common_reasons, count_urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from archive.runs.run_history import LinkCount
    from crawler.health.site_run import OutcomeGroup, SiteRun

# A few failing pages are normal; these thresholds are where a person should look.
MIN_FAILED_PAGES = 5
MIN_ERROR_TEXTS = 3  # template code in place of articles is never normal
FAILED_SHARE = 0.5
MIN_UNMATCHED_LINKS = 5
MIN_UNREAD_PAGES = 3
UNREAD_SHARE = 0.2  # a redesign breaks every page of a layout; videos and maps are fewer

CAUSE_OF_SKIPPED = {"robots:forbidden": "robots", "blocked:offsite": "moved", ROBOTS_UNREACHABLE: "down"}
CAUSE_OF_REFUSED = {"challenge": "blocked", "soft_error": "error", "text:junk": "error texts"}
CAUSE_OF_FAILED = {
    **dict.fromkeys(
        ("status:401", "status:403", "status:407", "status:429", "status:451", "challenge"), "blocked"
    ),
    "soft_error": "error",
}
BLOCKED_ADDRESS = "blocked:address"  # the first word of a reason, also behind robots:unreachable
TEXTS = {
    BLOCKED_ADDRESS: "blocked:address since {since}: {which} has a private address ({address}), e.g. {url}",
    "robots": "robots.txt forbids {which} since {since}, e.g. {url}",
    "blocked": "blocked since {since}: {which} answered {reasons}, e.g. {url}",
    "moved": "moved to {host} since {since}: {which} redirected there, e.g. {url}",
    "missing": "not there since {since}: {which} answered {reasons}, e.g. {url}",
    "error": "error pages since {since}: {which} returned one, e.g. {url}: {reason}",
    "error texts": "error texts since {since}: {which} had one instead of the article, e.g. {url}: {reason}",
    "down": "down since {since}: {which} failed ({reasons}), e.g. {url}",
    "failing": "failing since {since}: {which} gave no complete response ({reasons}), e.g. {url}",
}


def listing_problem(run: SiteRun) -> Problem | None:
    """Return why no listing, feed or sitemap of the site gave a link, or None if one did."""
    requested = run.listings
    if not requested:
        return Problem("down", "down since {since}: no listing, feed or sitemap was requested")
    listed = [group for group in requested if group.outcome == "listed"]
    if not listed:
        by_cause = _by_cause(requested)
        if not by_cause:
            return Problem("down", "down since {since}: no listing, feed or sitemap gave links")
        cause = max(by_cause, key=lambda name: count_urls(by_cause[name]))
        return _problem(cause, by_cause[cause], "every listing")
    empty = [group for group in listed if group.word == "empty:"]
    if count_urls(empty) == count_urls(listed):
        text = "empty listing since {since}: no story on any listing, feed or sitemap, e.g. "
        return Problem("empty", text + empty[0].url)
    return None


def page_problem(run: SiteRun) -> Problem | None:
    """Return why most of the requested pages gave no article, or None."""
    requested = count_urls(run.pages)
    for cause, groups in _by_cause(run.pages).items():
        count = count_urls(groups)
        least = MIN_ERROR_TEXTS if cause == "error texts" else MIN_FAILED_PAGES
        if count >= least and count > FAILED_SHARE * requested:
            return _problem("failing" if cause == "down" else cause, groups, f"{count} of {requested} pages")
    return None


def layout_problem(run: SiteRun, usual_share: float) -> Problem | None:
    """Return a layout problem if far more pages than `usual_share` (0 to 1) are not read, else None.

    New pages count apart from known ones, which have the designs of their time.
    """
    unread = [group for group in run.pages if group.outcome == "refused" and _is_unread(group)]
    read = [
        group
        for group in run.pages
        if group.outcome in ("stored", "duplicate", "revised")
        or (group.outcome == "unchanged" and group.word != "status:304")
    ]
    for known, kind in ((False, "new"), (True, "known")):
        failed = [group for group in unread if group.known is known]
        count = count_urls(failed)
        total = count + count_urls(group for group in read if group.known is known)
        if count >= MIN_UNREAD_PAGES and count > max(UNREAD_SHARE, 2 * usual_share) * total:
            return unread_problem(failed, f"{count} of {total} {kind} pages")
    return None


def unread_problem(groups: list[OutcomeGroup], pages: str, since: str | None = None) -> Problem:
    """Return the problem of `pages` that no layout reads, with the most common reason among `groups`."""
    worst = max(groups, key=lambda group: group.count)
    if worst.word == "layout:unknown":
        text = f"layout unknown since {{since}}: no layout fits {pages}, e.g. {worst.url}"
    else:
        _, _, why = worst.reason.partition(": ")
        text = f"layout broken since {{since}}: {pages} could not be read, e.g. {why}"
    return Problem("layout", text, since)


def unread_new_pages(run: SiteRun) -> list[OutcomeGroup]:
    """Return the groups of new pages that no layout reads."""
    return [group for group in run.pages if _is_unread(group) and not group.known]


def url_problem(run: SiteRun, links_of_a_day: Callable[[], list[LinkCount]]) -> Problem | None:
    """Return a problem if no link found in a day matches the site's article URLs, else None.

    `links_of_a_day` returns the links found in a day as `archive.runs.run_history.count_links` does.
    """
    unmatched = [group for group in run.pages if (group.outcome, group.word) == ("skipped", "url")]
    if not unmatched or any(run.outcomes[outcome] for outcome in ("stored", "duplicate")):
        return None
    found = links_of_a_day()
    count = sum(row["links"] for row in found if row["why"] == "url")
    if count < MIN_UNMATCHED_LINKS or any(row["outcome"] == "stored" for row in found):
        return None
    text = f"addresses changed since {{since}}: none of {count} new links has the URL of an article"
    return Problem("addresses", f"{text}, e.g. {unmatched[0].url}")


def _is_unread(group: OutcomeGroup) -> bool:
    return group.word.startswith("layout:")


def _by_cause(groups: list[OutcomeGroup]) -> Mapping[str, list[OutcomeGroup]]:
    found: defaultdict[str, list[OutcomeGroup]] = defaultdict(list)
    for group in groups:
        if cause := _cause_of(group):
            found[cause].append(group)
    return found


def _cause_of(group: OutcomeGroup) -> str | None:
    """Return the cause that the outcome of these URLs points to, a key of TEXTS, or None."""
    if BLOCKED_ADDRESS in group.reason:
        return BLOCKED_ADDRESS
    match group.outcome:
        case "skipped":
            return CAUSE_OF_SKIPPED.get(group.word)
        case "refused" if group.known and group.word == "text:none":
            return "error texts"  # a new page may be a video
        case "refused":
            return CAUSE_OF_REFUSED.get(group.word)
        case "failed":
            return CAUSE_OF_FAILED.get(group.word, "down")
        case "gone" if not group.known:
            return "missing"
    return None


def _problem(cause: str, groups: list[OutcomeGroup], which: str) -> Problem:
    example = max(groups, key=lambda group: group.count)
    values = {
        "which": which,
        "reasons": common_reasons(groups),
        "url": example.url,
        "address": example.reason.rpartition(f"{BLOCKED_ADDRESS} ")[2],
        "host": urlsplit(example.reason.partition(" ")[2]).netloc,
        "reason": example.reason,
    }
    return Problem(cause, TEXTS[cause].format(since=SINCE, **values))
