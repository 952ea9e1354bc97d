"""Messages that name the cause of a problem of a site, from crawls over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from conditions import Clock
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, article, listing

NOON = Clock(datetime(2026, 3, 2, 12, tzinfo=UTC))
PATHS = [f"/bai-{number}.html" for number in range(1, 7)]
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to "
    'continue</noscript><script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script></body></html>'
)
REDESIGNED = article(1).body.replace(b'"paper"', b'"other"')
TEMPLATE = article(1).body.replace("Hội nghị lần thứ 1".encode(), b"{{ title }}")
WITHOUT_TEXT = article(1).body.replace(b'"text"', b'"words"')


def everywhere(answer: Answer) -> Callable[[PaperServer], None]:
    """Let listing and articles give the same response."""

    def set_up(paper: PaperServer) -> None:
        paper.pages |= dict.fromkeys(("/tin/", *PATHS), answer)

    return set_up


def on_articles(answer: Answer) -> Callable[[PaperServer], None]:
    """Let the articles of a good listing give this response."""

    def set_up(paper: PaperServer) -> None:
        paper.pages |= {"/tin/": listing(*PATHS), **dict.fromkeys(PATHS, answer)}

    return set_up


def cookie_wall(paper: PaperServer) -> None:
    paper.pages["/tin/"] = listing(*PATHS)
    for path in PATHS:
        paper.pages[path] = Answer(status=302, headers={"Location": path, "Set-Cookie": "seen=1"})


def forbidden(paper: PaperServer) -> None:
    paper.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")


def other_addresses(paper: PaperServer) -> None:
    paths = [path.replace("bai", "tin") for path in PATHS]
    paper.pages |= {"/tin/": listing(*paths), **dict.fromkeys(paths, article(1))}


CAUSES: dict[str, tuple[Callable[[PaperServer], None], str]] = {
    "listing denied": (
        everywhere(Answer(b"", 403)),
        "blocked since TODAY: every listing answered status:403, e.g. </tin/>",
    ),
    "listing behind a captcha": (
        everywhere(Answer(CHALLENGE.encode())),
        "blocked since TODAY: every listing answered challenge, e.g. </tin/>",
    ),
    "site moved": (
        everywhere(Answer(status=301, headers={"Location": "https://paper.example/"})),
        "moved to paper.example since TODAY: every listing redirected there, e.g. </tin/>",
    ),
    "site down": (
        everywhere(Answer(b"", 500)),
        "down since TODAY: every listing failed (status:500), e.g. </tin/>",
    ),
    "listing gone": (
        everywhere(Answer(b"", 404)),
        "not there since TODAY: every listing answered status:404, e.g. </tin/>",
    ),
    "maintenance": (
        everywhere(Answer("<p>Hệ thống đang bảo trì</p>".encode())),
        "error pages since TODAY: every listing returned one, e.g. </tin/>: "
        "soft_error the page says 'Hệ thống đang bảo trì'",
    ),
    "listing empty": (
        everywhere(listing()),
        "empty listing since TODAY: no story on any listing, feed or sitemap, e.g. </tin/>",
    ),
    "robots.txt": (forbidden, "robots.txt forbids every listing since TODAY, e.g. </tin/>"),
    "articles denied": (
        on_articles(Answer(b"", 403)),
        "blocked since TODAY: 6 of 6 pages answered status:403, e.g. </bai-1.html>",
    ),
    "articles behind a captcha": (
        on_articles(Answer(CHALLENGE.encode())),
        "blocked since TODAY: 6 of 6 pages answered challenge, e.g. </bai-1.html>",
    ),
    "articles fail": (
        on_articles(Answer(b"", 502)),
        "failing since TODAY: 6 of 6 pages gave no complete response (status:502), e.g. </bai-1.html>",
    ),
    "template leaks": (
        on_articles(Answer(TEMPLATE)),
        "error texts since TODAY: 6 of 6 pages had one instead of the article, e.g. </bai-1.html>: "
        "text:junk paper: layout paper: the page says '{{ title }}': </bai-1.html>",
    ),
    "every article behind a login": (
        on_articles(Answer(status=302, headers={"Location": "/dang-nhap?tiep=/bai-1.html"})),
        "login or cookie wall since TODAY: every article redirects to </dang-nhap>, e.g. </bai-1.html>",
    ),
    "every article behind the home page": (
        on_articles(Answer(status=302, headers={"Location": "/"})),
        "walls: every article redirects to </> since TODAY, e.g. </bai-1.html>",
    ),
    "cookie wall": (
        cookie_wall,
        "login or cookie wall since TODAY: every article redirects to itself, e.g. </bai-1.html>",
    ),
    "redesign": (
        on_articles(Answer(REDESIGNED)),
        "layout unknown since TODAY: no layout fits 6 of 6 new pages, e.g. </bai-1.html>",
    ),
    "text found no more": (
        on_articles(Answer(WITHOUT_TEXT)),
        "layout broken since TODAY: 6 of 6 new pages could not be read, "
        "e.g. layout paper: no body at '.text' in </bai-1.html>",
    ),
    "other addresses": (
        other_addresses,
        "addresses changed since TODAY: none of 6 new links has the URL of an article, e.g. </tin-1.html>",
    ),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_cause_is_named_in_one_line(paper: PaperServer, crawler: Crawler, cause: str) -> None:
    set_up, line = CAUSES[cause]
    set_up(paper)
    crawler.run(code=4, settings={"RETRY_TIMES": 0}, under=[NOON])
    line = line.replace("TODAY", "2026-03-02").replace("</", paper.url("/")).replace(">", "")
    assert crawler.rows("SELECT problem FROM health") == [(line,)]


def test_single_bad_pages_raise_no_alarm(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/tin/"] = listing(*PATHS, "/bai-7.html", "/bai-8.html")
    for number, path in enumerate(PATHS, 1):
        paper.pages[path] = article(number)
    paper.pages["/bai-7.html"] = Answer(b"", 403)
    paper.pages["/bai-8.html"] = Answer(REDESIGNED)
    crawler.run()
    assert crawler.rows("SELECT cause, problem FROM health") == [("well", None)]


def test_problem_keeps_its_first_day_until_solved(paper: PaperServer, crawler: Crawler) -> None:
    everywhere(Answer(b"", 403))(paper)
    crawler.run(code=4)
    crawler.change("UPDATE health SET since = '2026-03-01T00:00:00Z'")
    crawler.run(code=4)
    assert crawler.rows("SELECT since, substr(problem, 1, 25) FROM health WHERE run_id = 2") == [
        ("2026-03-01T00:00:00Z", "blocked since 2026-03-01:")
    ]
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    crawler.run()
    assert crawler.rows("SELECT cause, problem FROM health WHERE run_id = 3") == [("well", None)]


def test_old_failing_pages_raise_no_alarm(paper: PaperServer, crawler: Crawler) -> None:
    error = Answer("<p>Nội dung không tồn tại</p>".encode())
    paper.pages |= {"/tin/": listing(*PATHS), **dict.fromkeys(PATHS, error)}
    crawler.run(code=4)
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    crawler.run()  # retried without success: not a new problem
    assert set(crawler.outcomes().values()) == {"listed", "refused soft_error"}


def test_unknown_urls_raise_an_alarm_only_without_new_articles(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    crawler.run()
    other_addresses(paper)
    crawler.run()
    crawler.change("UPDATE frontier SET found = '2026-01-01T00:00:00Z' WHERE url LIKE '%bai-1%'")
    crawler.run()
    paper.pages |= {"/tin/": listing("/tin-9.html"), "/tin-9.html": article(9)}
    crawler.run(code=4)
    assert crawler.rows("SELECT cause FROM health") == [("well",)] * 3 + [("addresses",)]
