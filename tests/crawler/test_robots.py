"""robots.txt is obeyed, from the first request on, also when many wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from crawling import Crawler
from paper_server import Answer, Asked, PaperServer, article, listing
from protego import Protego
from scrapy.http import Response

from crawler.fetch import robots
from crawler.fetch.download_errors import NotAsked
from crawler.fetch.robots import LARGEST_RULES, Rules, parse_rules, rules_of


@dataclass(frozen=True)
class Day:
    """A day has so many seconds, as far as robots.txt is concerned: a condition of a crawl."""

    seconds: float

    def __call__(self) -> None:
        robots.RULES_HOLD = self.seconds


FORBID_ARTICLES = Answer(b"User-agent: *\nDisallow: /bai-\n", headers={"Content-Type": "text/plain"})


def test_nothing_forbidden_is_asked_when_twenty_requests_wait_for_robots_txt(
    paper: PaperServer, crawler: Crawler
) -> None:
    # All twenty are in the frontier from a run that had no rules to wait for.
    paths = [f"/bai-{number}.html" for number in range(20)]
    paper.pages["/tin/"] = listing(*paths)
    for path in paths:
        paper.pages[path] = Answer(b"", 500)
    crawler.run(limit=1, settings={"RETRY_TIMES": 0})
    paper.forget()
    paper.pages["/robots.txt"] = Answer(FORBID_ARTICLES.body, pause=1.0)
    crawler.run(code=4, settings={"CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32})
    assert paper.paths == ["/tin/"]
    skipped = [outcome for outcome in crawler.outcomes().values() if outcome == "skipped robots:forbidden"]
    assert len(skipped) >= 19


@pytest.mark.parametrize(
    ("answer", "reason"), [(Answer(b"", 503), "status:503"), (Answer(b"", pause=3.0), "timeout")]
)
def test_host_that_does_not_give_its_robots_txt_is_left_alone(
    paper: PaperServer, crawler: Crawler, answer: Answer, reason: str
) -> None:
    paper.pages["/robots.txt"] = answer
    paper.pages["/tin/"] = listing("/bai-1.html")
    crawler.run(code=4, settings={"DOWNLOAD_TIMEOUT": 1})
    assert paper.paths == []
    assert crawler.rows("SELECT outcome, reason FROM outcomes") == [
        ("skipped", f"robots:unreachable {reason}")
    ]
    del paper.pages["/robots.txt"]
    paper.pages["/bai-1.html"] = article(1)
    crawler.run()
    assert paper.paths == ["/tin/", "/bai-1.html"]


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (Response("http://a/robots.txt", status=500), "status:500"),
        (Response("http://a/robots.txt", status=429), "status:429"),
        (
            Response("http://a/robots.txt", headers={"Content-Encoding": "gzip"}, body=b"\x1f\x8bcut"),
            "corrupt",
        ),
    ],
)
def test_rules_that_nobody_knows_forbid_everything(response: Response, why: str) -> None:
    with pytest.raises(NotAsked, match=f"robots:unreachable {why}"):
        rules_of(response).check("http://a/")


@pytest.mark.parametrize(
    "response",
    [
        Response("http://a/robots.txt", status=404),
        Response("http://a/robots.txt", status=403),
        Response("http://a/robots.txt", body=b"<html><p>Not found</p></html>"),
        Response("http://a/robots.txt", body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /api/\n"),
    ],
)
def test_host_without_rules_for_a_page_may_be_asked(response: Response) -> None:
    rules_of(response).check("http://a/bai-1.html")


def test_robots_txt_that_leads_out_of_the_site_is_none(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/robots.txt"] = Answer(status=301, headers={"Location": "http://127.0.0.2/robots.txt"})
    paper.pages["/tin/"] = listing("/bai-1.html")
    paper.pages["/bai-1.html"] = article(1)
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", "/bai-1.html": "stored"}


def test_redirected_robots_txt_is_obeyed(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/robots.txt"] = Answer(status=301, headers={"Location": "/r.txt"})
    paper.pages["/r.txt"] = FORBID_ARTICLES
    paper.pages["/tin/"] = listing("/bai-1.html")
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", "/bai-1.html": "skipped robots:forbidden"}
    assert paper.paths == ["/r.txt", "/tin/"]


def test_crawl_delay_is_kept_between_requests(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/robots.txt"] = Answer(b"User-agent: partynews\nCrawl-delay: 0.7\n")
    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    for number in (1, 2):
        paper.pages[f"/bai-{number}.html"] = article(number)
    crawler.run()
    times = [asked.at for asked in paper.asked]
    assert len(times) == 4
    assert min(later - before for before, later in pairwise(times)) > 0.65


def test_endless_robots_txt_is_read_as_far_as_the_standard_asks(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/robots.txt"] = Answer(FORBID_ARTICLES.body + b"# more\n" * 1_500_000)
    paper.pages["/tin/"] = listing("/bai-1.html")
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", "/bai-1.html": "skipped robots:forbidden"}


def test_robots_txt_is_asked_again_when_it_is_a_day_old(paper: PaperServer, crawler: Crawler) -> None:
    def later_forbidden(_: Asked) -> Answer:
        times = [asked.path for asked in paper.asked].count("/robots.txt")
        return FORBID_ARTICLES if times > 1 else Answer(b"", 404)

    paths = [f"/bai-{number}.html" for number in range(10)]
    paper.pages |= {"/robots.txt": later_forbidden, "/tin/": listing(*paths)}
    paper.pages |= {path: Answer(article(number).body, pause=0.3) for number, path in enumerate(paths)}
    crawler.begin(under=[Day(1.5)]).end()  # forbidding most of its pages makes a site unwell, or not yet
    outcomes = list(crawler.outcomes().values())
    assert outcomes.count("stored") >= 1
    assert outcomes.count("skipped robots:forbidden") >= 1


def test_rules_are_cut_at_a_whole_line() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * LARGEST_RULES + b"\nDisallow: /"
    rules = parse_rules(body)
    rules.check("https://bao.example/b")
    with pytest.raises(NotAsked, match="robots:forbidden"):
        rules.check("https://bao.example/a")


def test_crawl_delay_is_taken_within_reason() -> None:
    assert parse_rules(b"User-agent: *\nCrawl-delay: 86400").crawl_delay == 120.0
    assert Rules(Protego.parse("")).crawl_delay is None
