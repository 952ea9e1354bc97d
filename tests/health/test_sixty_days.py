"""Alarms of a site crawled on sixty simulated days."""

from __future__ import annotations

import pytest
from conditions import Clock
from crawl_runner import Crawler
from paper_server import PaperServer
from simulated_site import Paper, moment, published_on

DAYS = 60
REDESIGN, NEW_LAYOUT = 30, 32  # the site file knows the new design from day 32 on
DEAD_FEED, FEED_BACK = 45, 50
TET = range(41, 51)
FAULTS = {20: "cache", 33: "maintenance", 51: "paywall"}
FLOOR = 20


@pytest.mark.slow
def test_alarms_of_sixty_days_are_exactly_the_expected_ones(paper: PaperServer, crawler: Crawler) -> None:
    crawler.starts = "feed listing"
    crawler.environment["PAPER_FLOOR"] = str(FLOOR)
    site = Paper(paper)
    alarms: dict[int, list[str]] = {}
    for day in range(1, DAYS + 1):
        site.design = "paper" if day < REDESIGN else "redesigned"
        crawler.environment["PAPER_LAYOUTS"] = "paper" if day < NEW_LAYOUT else "2026 paper"
        site.fault = FAULTS.get(day)
        site.publish(day, feed=not DEAD_FEED <= day < FEED_BACK)
        code, said = crawler.begin(under=[Clock(moment(day))]).end()
        problems = crawler.rows("SELECT problem FROM health WHERE run_id = ? AND problem IS NOT NULL", day)
        assert (code, said) == (4 if problems else 0, "finished")
        lines = [line.split(": ")[0] if day in FAULTS else line for (line,) in problems]
        alarms |= {day: lines} if lines else {}
    unknown = "layout unknown since 2026-02-03: no layout fits {} of {} new pages, e.g. {}"
    dead = f"feed dead since 2026-02-18: {paper.url('/tin.rss')} (gone status:404); last links on 2026-02-17"
    assert alarms == {
        20: ["same text everywhere since 2026-01-24"],
        30: [unknown.format(8, 8, paper.url("/bai-172.html"))],
        31: [unknown.format(6, 6, paper.url("/bai-180.html"))],
        33: ["walls"],
        47: [dead],  # on the third day without the feed
        48: [dead],
        49: [dead],
        51: ["texts shrink since 2026-02-24"],
    }
    in_tet = sum(map(published_on, TET))
    assert in_tet < FLOOR  # fewer than the weekly floor in ten days
    # Only pages that no layout knew may be missing; those of the maintenance were requested again.
    before = sum(map(published_on, range(1, REDESIGN)))
    unknown_pages = range(before + 1, before + published_on(30) + published_on(31) + 1)
    stored = {int(key) for (key,) in crawler.rows("SELECT key FROM articles")}
    published = range(1, sum(map(published_on, range(1, DAYS + 1))) + 1)
    assert set(published) - stored <= set(unknown_pages)
    assert crawler.rows("SELECT count(*) FROM outcomes WHERE outcome = 'revised'")[0][0] > DAYS // 2
    # No fault has replaced a text, left a revision, or left something to clean up.
    assert crawler.rows("SELECT count(*) FROM doubts WHERE settled IS NULL") == [(0,)]
    texts = {int(key): body for key, body in crawler.rows("SELECT key, body FROM articles")}
    lost = [key for key, body in texts.items() if body.count("\n\n") != 2]
    assert lost == []
    edits = crawler.rows("SELECT article_id FROM revisions WHERE number > 2")
    assert edits == []
