"""robots.txt: obeyed from the first request, redirects, errors, limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from conditions import DownloadTimeout, SendTimes
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, ReceivedRequest, article, listing
from protego import Protego

from crawler.fetch import answer as fetched
from crawler.fetch import robots
from crawler.fetch.download_errors import NotRequested
from crawler.fetch.robots import PARSED_SIZE, Rules, parse_rules, rules_of
from crawler.site import Site


@dataclass(frozen=True)
class RulesHold:
    """A condition of a crawl: robots.txt is outdated after so many seconds."""

    seconds: float

    def __call__(self) -> None:
        robots.RULES_TTL = self.seconds


SITE = Site("a", "A", ("a",), (), ())


def rules(status: int, body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()) -> Rules:
    """The rules in an answer for a robots.txt."""
    answer = fetched.Answer(url="http://a/robots.txt", status=status, headers=headers, body=body)
    found = rules_of(answer, SITE)
    assert isinstance(found, Rules)
    return found


FORBID_ARTICLES = Answer(b"User-agent: *\nDisallow: /bai-\n", headers={"Content-Type": "text/plain"})


def test_robots_txt_is_obeyed_when_twenty_requests_wait_for_it(paper: PaperServer, crawler: Crawler) -> None:
    # All twenty are in the frontier from a run without robots.txt.
    paths = [f"/bai-{number}.html" for number in range(20)]
    paper.pages["/tin/"] = listing(*paths)
    for path in paths:
        paper.pages[path] = Answer(b"", 500)
    crawler.run(limit=1, settings={"RETRY_TIMES": 0})
    paper.requests.clear()
    paper.pages["/robots.txt"] = Answer(FORBID_ARTICLES.body, pause=1.0)
    crawler.run(code=4, settings={"CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32})
    assert paper.paths == ["/tin/"]
    skipped = [outcome for outcome in crawler.outcomes().values() if outcome == "skipped robots:forbidden"]
    assert len(skipped) >= 19


@pytest.mark.parametrize(
    ("answer", "reason"), [(Answer(b"", 503), "status:503"), (Answer(b"", pause=120.0), "timeout")]
)
def test_host_without_reachable_robots_txt_is_not_crawled(
    paper: PaperServer, crawler: Crawler, answer: Answer, reason: str
) -> None:
    paper.pages["/robots.txt"] = answer
    paper.pages["/tin/"] = listing("/bai-1.html")
    under = [DownloadTimeout("/robots.txt", 1.0)] if reason == "timeout" else []
    crawler.run(code=4, under=under)
    assert paper.paths == []
    assert crawler.rows("SELECT outcome, reason FROM outcomes") == [
        ("skipped", f"robots:unreachable {reason}")
    ]
    del paper.pages["/robots.txt"]
    paper.pages["/bai-1.html"] = article(1)
    crawler.run()
    assert paper.paths == ["/tin/", "/bai-1.html"]


@pytest.mark.parametrize(
    ("status", "headers", "body", "why"),
    [
        (500, (), b"", "status:500"),
        (429, (), b"", "status:429"),
        (200, (("Content-Encoding", "gzip"),), b"\x1f\x8bcut", "corrupt"),
    ],
)
def test_unreachable_robots_txt_forbids_everything(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes, why: str
) -> None:
    with pytest.raises(NotRequested, match=f"robots:unreachable {why}"):
        rules(status, body, headers).check("http://a/")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (403, b""),
        (301, b""),
        (200, b"<html><p>Not found</p></html>"),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /api/\n"),
    ],
)
def test_missing_or_unrelated_rules_allow_a_page(status: int, body: bytes) -> None:
    rules(status, body).check("http://a/bai-1.html")


def test_robots_txt_redirected_off_site_is_ignored(paper: PaperServer, crawler: Crawler) -> None:
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


def test_crawl_delay_is_kept_between_requests(paper: PaperServer, crawler: Crawler, tmp_path: Path) -> None:
    paper.pages["/robots.txt"] = Answer(b"User-agent: partynews\nCrawl-delay: 0.7\n")
    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    for number in (1, 2):
        paper.pages[f"/bai-{number}.html"] = article(number)
    sent = SendTimes(tmp_path / "sent")
    crawler.run(under=[sent])
    assert len(paper.requests) == 4
    assert min(sent.gaps()) > 0.69


def test_endless_robots_txt_is_read_up_to_500_kib(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/robots.txt"] = Answer(FORBID_ARTICLES.body + b"# more\n" * 1_500_000)
    paper.pages["/tin/"] = listing("/bai-1.html")
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", "/bai-1.html": "skipped robots:forbidden"}


def test_robots_txt_is_requested_again_when_outdated(paper: PaperServer, crawler: Crawler) -> None:
    def later_forbidden(_: ReceivedRequest) -> Answer:
        times = [asked.path for asked in paper.requests].count("/robots.txt")
        return FORBID_ARTICLES if times > 2 else Answer(b"", 404)

    paper.pages |= {"/robots.txt": later_forbidden, "/tin/": listing("/bai-0.html", "/bai-1.html")}
    paper.pages |= {f"/bai-{number}.html": article(number) for number in range(2)}
    crawler.run(under=[RulesHold(0.0)])
    assert crawler.outcomes() == {
        "/tin/": "listed",
        "/bai-0.html": "stored",
        "/bai-1.html": "skipped robots:forbidden",
    }


def test_robots_txt_is_truncated_at_a_line_end() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * PARSED_SIZE + b"\nDisallow: /"
    rules = parse_rules(body)
    rules.check("https://bao.example/b")
    with pytest.raises(NotRequested, match="robots:forbidden"):
        rules.check("https://bao.example/a")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_robots_txt_in_an_encoding_of_windows_is_obeyed(encoding: str) -> None:
    text = "User-agent: *\r\nDisallow: /cấm\r\n"
    with pytest.raises(NotRequested, match="robots:forbidden"):
        parse_rules(text.encode(encoding)).check("https://bao.example/c%E1%BA%A5m")


def test_crawl_delay_is_bounded() -> None:
    assert parse_rules(b"User-agent: *\nCrawl-delay: 86400").crawl_delay == 120.0
    assert Rules(Protego.parse("")).crawl_delay is None
