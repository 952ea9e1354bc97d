"""Verdicts on robots.txt, hosts, starts and the form of addresses."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from archive.clock import utc_now
from crawler.discover import Listing
from crawler.fetch.download_errors import NotRequested
from crawler.fetch.meaning import Ended
from crawler.probe.facts import Fact, not_tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.discover import Start
    from crawler.fetch.robots import Rules
    from crawler.probe.observations import Observations, StartVisit, Visited
    from crawler.probe.site_file_lines import SiteFileLines
    from crawler.site import Site

STALE_AFTER = timedelta(days=14)  # without an article, at a newspaper with a floor
BUDGET = "budget"  # the first word of the reason where the probe had no request left


def judge_starts(site: Site, observed: Observations, lines: SiteFileLines) -> Iterator[Fact]:
    """Yield the verdicts on robots.txt, the hosts, each start, and the form of article addresses."""
    yield _judge_robots(site, observed, lines)
    yield _judge_hosts(site, observed, lines)
    for number, start in enumerate(site.starts):
        line = lines.start(number, len(site.starts))
        visit = observed.start_visit(start.url)
        yield _judge_start(site, start, visit, observed, line)
        if isinstance(start, Listing) and start.next_page:
            yield _judge_next_page(start, visit, observed, line)
    yield _judge_addresses(site, observed, lines)


def _judge_robots(site: Site, observed: Observations, lines: SiteFileLines) -> Fact:
    declared, line = "robots.txt allows the starts and the articles", lines.keyword("starts")
    rules = observed.rules
    if rules is None:
        return Fact("robots", declared, "not tried", not_tried(observed, "not requested"), line)
    if rules.unreachable:
        return Fact("robots", declared, "fails", f"unreachable: {rules.unreachable}", line)
    urls = [*(start.url for start in site.starts), *_asked_or_listed(observed)]
    forbidden = [url for url in urls if not _allows(rules, url)]
    if forbidden:
        return Fact("robots", declared, "fails", f"forbids {len(forbidden)}, e.g. {forbidden[0]}", line)
    delay = f", one request in {rules.crawl_delay:g} s" if rules.crawl_delay else ""
    declared_urls = {start.url for start in site.starts}
    others = [url for url in rules.robots.sitemaps if url not in declared_urls]
    offer = f"; names a sitemap that is not declared: {others[0]}" if others else ""
    return Fact("robots", declared, "holds", f"allows them{delay}{offer}", line)


def _asked_or_listed(observed: Observations) -> Iterator[str]:
    return chain.from_iterable(visit.articles for visit in observed.starts)


def _allows(rules: Rules, url: str) -> bool:
    try:
        rules.check(url)
    except NotRequested:
        return False
    return True


def _judge_hosts(site: Site, observed: Observations, lines: SiteFileLines) -> Fact:
    declared, line = " ".join(site.hosts), lines.keyword("hosts")
    visited = [visit.visited for visit in observed.starts] + [visit.visited for visit in observed.articles]
    moved = [each.why for each in visited if each.why.startswith("blocked:offsite")]
    if moved:
        return Fact("hosts", declared, "fails", f"redirects to another host: {moved[0]}", line)
    if any(each.answer is not None for each in visited):
        return Fact("hosts", declared, "holds", "answers", line)
    silent = [each.why for each in visited if _is_failure(each)]
    if silent:
        return Fact("hosts", declared, "fails", f"does not answer: {silent[0]}", line)
    return Fact("hosts", declared, "not tried", not_tried(observed, "nothing was requested"), line)


def _is_failure(visited: Visited) -> bool:
    return isinstance(visited.meaning, Ended) and visited.meaning.outcome == "failed"


def _judge_start(
    site: Site, start: Start, visit: StartVisit | None, observed: Observations, line: str
) -> Fact:
    if visit is None or visit.visited.why.startswith(BUDGET):
        seen = not_tried(observed, "no request was left")
        return Fact(start.kind, start.url, "not tried", seen, line)
    flaw = _flaw(site, visit, observed)
    return Fact(start.kind, start.url, "fails" if flaw else "holds", flaw or _summary(visit), line)


def _flaw(site: Site, visit: StartVisit, observed: Observations) -> str | None:
    """Return what is wrong with a start that was requested, None where nothing is."""
    if not visit.answered:
        return visit.visited.why
    if reason := getattr(visit.visited.meaning, "reason", None):
        return str(reason)
    if visit.links and not visit.articles:
        return f"{len(visit.links)} links, none is the address of an article, e.g. {visit.links[0]}"
    if visit.start.kind != "api" and site.canonical_url(visit.visited.url) != site.canonical_url(
        visit.start.url
    ):
        return f"redirects to {visit.visited.url}"
    newest = _newest(visit, observed)
    if newest is not None and site.floor and date.fromisoformat(newest) < utc_now().date() - STALE_AFTER:
        return f"stands still: the newest article is of {newest}"
    return None


def _newest(visit: StartVisit, observed: Observations) -> str | None:
    """Return the newest day on a start: the one it names, else that of the articles found on it."""
    if visit.newest is not None:
        return visit.newest if len(visit.newest) > len("2026-11") else None
    days = [
        each.reading.article.published[:10]
        for each in observed.articles
        if each.reading is not None and each.reading.article.published and each.age == "new"
        if each.found_on == visit.start.url
    ]
    return max(days, default=None)


def _summary(visit: StartVisit) -> str:
    found = f"{len(visit.articles)} articles in {len(visit.links)} links"
    if visit.start.kind == "sitemap" and visit.pages:
        found += f", {len(visit.pages)} sitemaps"
    return found + (f", newest {visit.newest}" if visit.newest else "")


def _judge_next_page(start: Listing, visit: StartVisit | None, observed: Observations, line: str) -> Fact:
    name, declared = "next page", f"{start.url}: {start.next_page}"
    if visit is None or not visit.links:
        return Fact(name, declared, "not tried", not_tried(observed, "the listing has no links"), line)
    if visit.pages:
        return Fact(name, declared, "holds", visit.pages[0], line)
    return Fact(name, declared, "fails", "no link to a next page", line)


def _judge_addresses(site: Site, observed: Observations, lines: SiteFileLines) -> Fact:
    declared, line = " ".join(site.articles), lines.keyword("articles")
    links = {link for visit in observed.starts for link in visit.links if site.is_current(link)}
    articles = {url for visit in observed.starts for url in visit.articles}
    if not links:
        return Fact("articles", declared, "not tried", not_tried(observed, "no links were found"), line)
    if not articles:
        example = min(links)
        return Fact("articles", declared, "fails", f"fits none of {len(links)} links, e.g. {example}", line)
    keys = {site.article_key(url) for url in articles}
    if len(keys) * 2 <= len(articles):
        seen = f"gives {len(articles)} articles only {len(keys)} keys"
        return Fact("articles", declared, "fails", seen, line)
    return Fact("articles", declared, "holds", f"fits {len(articles)} of {len(links)} links", line)
