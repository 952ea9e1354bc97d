"""Addresses that gave no article: asked again with growing intervals, perhaps gone, or given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, article, listing

from archive.clock import parse_utc
from crawler.commands.status import status_command
from crawler.crawl.frontier_row import FrontierRow
from crawler.crawl.revisit_policy import next_visit
from crawler.fetch.meaning import Ended

START = parse_utc("2026-03-01T00:00:00Z")
PAGE = "/bai-1.html"
ROW: dict[str, Any] = {
    "id": 1, "url": "https://bao.example/a", "kind": "article", "key": "1", "priority": 50, "due": None,
    "found": "2026-03-01T00:00:00Z", "failures": 0,
}  # fmt: skip


def page(text: str) -> Answer:
    return Answer(f"<html><body>{text}</body></html>".encode())


def moved(status: int, location: str) -> Answer:
    return Answer(status=status, headers={"Location": location})


PASSING = {
    "maintenance by 302": moved(302, "/bao-tri.html"),
    "section by 303": moved(303, "/tin/"),
    "login by 307": moved(307, "/dang-nhap?tro-lai=1"),
    "another article by 302": moved(302, "/bai-9.html"),
    "another host": moved(302, "http://block.example.org/"),
    "default page": page("<h1>Welcome to nginx!</h1>" + "<p>If you see this page</p>" * 40),
    "database error": page("Error establishing a database connection"),
    "overload": page("<h2>Hệ thống đang quá tải, xin quý vị quay lại sau ít phút.</h2>"),
    "home page": listing("/bai-9.html", "/bai-8.html"),
    "wrong type": Answer(article(1).body, headers={"Content-Type": "image/jpeg"}),
}


def let_time_pass(crawler: Crawler) -> None:
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE due IS NOT NULL")


def test_passing_faults_do_not_lose_an_address(paper: PaperServer, crawler: Crawler) -> None:
    paths = {f"/bai-{number}.html": answer for number, answer in enumerate(PASSING.values(), 10)}
    paper.pages |= {"/tin/": listing(*paths), "/bai-9.html": article(9)} | paths
    crawler.run()
    assert len(crawler.titles()) == 1
    paper.pages |= {path: article(int(path[5:-5])) for path in paths}
    let_time_pass(crawler)
    crawler.run()
    stored = {key for (key,) in crawler.rows("SELECT key FROM articles")}
    assert stored == {"9", *(path[5:-5] for path in paths)}


def test_day_of_forbidding_robots_txt_loses_no_address(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages |= {"/tin/": listing(PAGE, "/bai-2.html"), PAGE: article(1), "/bai-2.html": article(2)}
    crawler.run(limit=1)
    paper.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")
    crawler.run(code=4)
    assert crawler.outcomes()["/bai-2.html"] == "skipped robots:forbidden"
    del paper.pages["/robots.txt"]
    let_time_pass(crawler)
    crawler.run()
    assert len(crawler.titles()) == 2


def test_permanent_redirect_to_the_home_page_is_perhaps_gone(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages |= {"/tin/": listing(PAGE, "/bai-2.html"), "/bai-2.html": article(2), PAGE: moved(301, "/")}
    crawler.run()
    state = "SELECT state, due > datetime('now') FROM frontier WHERE key = ?"
    assert crawler.rows(state, "1") == [("gone?", 1)]
    paper.pages["/bai-2.html"] = moved(308, "/")
    for _ in range(4):
        let_time_pass(crawler)
        crawler.run()
    assert crawler.rows("SELECT state, due FROM frontier WHERE key = '1'") == [("given up", None)]
    assert crawler.rows(state, "2") == [("gone?", 1)]
    assert crawler.rows("SELECT key, gone_since IS NOT NULL FROM articles") == [("2", 1)]
    said = CliRunner().invoke(status_command, ["--db", str(crawler.db)]).output
    assert ["paper", "0", "1", "1", paper.url(PAGE)] in [line.split() for line in said.splitlines()]
    paper.pages[PAGE] = article(1)
    crawler.run()
    assert paper.paths.count(PAGE) == 4
    crawler.run(full=True)
    assert crawler.outcomes()[PAGE] == "stored"


def visits(ended: Ended, **row: Any) -> Iterator[tuple[str, timedelta | None]]:
    """Yield the state after each visit, and the time until the next one, up to the last visit."""
    at, meta = START, {}
    while True:
        following = next_visit(FrontierRow(**ROW, meta=meta, **row), ended, None, at)
        yield following.state, following.due and following.due - at
        if following.due is None:
            return
        at, meta = following.due, following.meta


@pytest.mark.parametrize(
    "reason", ["redirect:https://bao.example/bao-tri", "robots:forbidden", "soft_error x", "layout:unknown x"]
)
def test_unread_address_is_given_up_after_a_month(reason: str) -> None:
    waits = [("done", timedelta(days=days)) for days in (0.5, 1, 2, 4, 8, 16)]
    assert list(visits(Ended("skipped", reason))) == [*waits, ("given up", None)]


def test_address_perhaps_gone_is_asked_three_times_over_thirty_days() -> None:
    ended = Ended("skipped", "redirect:https://bao.example/", perhaps_gone=True)
    waits = [("gone?", timedelta(days=days)) for days in (2, 8, 20)]
    assert list(visits(ended)) == [*waits, ("given up", None)]


def test_failures_in_between_do_not_use_up_later_visits() -> None:
    row = FrontierRow(**ROW | {"failures": 9}, meta={"unread": 2})
    assert next_visit(row, Ended("failed", "timeout"), None, START).meta == {"unread": 2}
    refused = next_visit(row, Ended("refused", "text:none x"), None, START)
    assert (refused.due, refused.meta) == (START + timedelta(days=2), {"unread": 3})


def test_pages_without_an_article_raise_one_alarm_only(paper: PaperServer, crawler: Crawler) -> None:
    paths = [f"/bai-{number}.html" for number in range(10, 15)]
    paper.pages |= {"/tin/": listing(*paths)} | dict.fromkeys(paths, page("<p>Another layout</p>"))
    crawler.run(code=4)
    let_time_pass(crawler)
    paper.pages |= {"/tin/": listing("/bai-9.html", *paths), "/bai-9.html": article(9)}
    crawler.run()
    assert paper.paths.count(paths[0]) == 2


def test_alias_of_an_article_is_not_requested_again() -> None:
    ended = Ended("skipped", "redirect:https://bao.example/b", final=True)
    assert list(visits(ended)) == [("done", None)]
