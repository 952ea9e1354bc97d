"""Faulty responses: outcomes, retries, backoff and blocked hosts."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotlicffi
from backports import zstd
from conditions import DownloadTimeout
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, ReceivedRequest, article, listing

PAGE = article(1).body
WHOLE = gzip.compress(PAGE)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def encoded(body: bytes, encoding: str) -> Answer:
    return Answer(body, headers={"Content-Encoding": encoding})


BROKEN = {
    "truncated gzip": (encoded(WHOLE[:-20], "gzip"), "failed truncated"),
    "truncated deflate": (encoded(zlib.compress(PAGE)[:-20], "deflate"), "failed truncated"),
    "truncated brotli": (encoded(brotlicffi.compress(PAGE)[:-20], "br"), "failed truncated"),
    "truncated zstd": (encoded(zstd.compress(PAGE)[:-20], "zstd"), "failed truncated"),
    "wrong checksum": (encoded(WHOLE[:-8] + b"\0" * 8, "gzip"), "failed corrupt"),
    "plain text as gzip": (encoded(PAGE, "gzip"), "failed corrupt"),
    "unknown encoding": (encoded(PAGE, "rot13"), "failed corrupt"),
    "gzip bomb": (encoded(gzip.compress(b"<p>" * 20_000_000, 1), "gzip"), "failed too_large"),
    "page too large": (Answer(PAGE + b"<br>" * 2_000_000), "failed too_large"),
    "length too long": (Answer(raw=HEAD + b"Content-Length: 99999\r\n\r\n" + PAGE), "failed truncated"),
    "no length, cut": (Answer(raw=HEAD + b"\r\n" + PAGE[:-30]), "failed truncated"),
    "no length, cut after a page in the text": (
        Answer(raw=HEAD + b"\r\n" + PAGE[:-400] + b"<html><body>x</body></html>"),
        "failed truncated",
    ),
    "chunks without end": (
        Answer(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(PAGE) + PAGE),
        "failed truncated",
    ),
    "closed at once": (Answer(raw=b""), "failed connection"),
    "no HTTP": (Answer(raw=b"Hello\r\n\r\n"), "failed http"),
    "no answer": (Answer(pause=120.0), "failed timeout"),
    "PDF": (Answer(b"%PDF" * 1000, headers={"Content-Type": "application/pdf"}), "skipped type"),
    "status 403": (Answer(b"", 403), "failed status:403"),
    "not modified": (Answer(status=304), "failed status:304"),
    "redirects nowhere": (Answer(status=301), "failed redirects"),
    "empty": (Answer(b""), "refused soft_error"),
    "unknown layout": (Answer(b"<html><p>A page of another kind</p></html>"), "refused layout:unknown"),
}


def test_no_broken_page_is_stored_and_each_has_its_outcome(paper: PaperServer, crawler: Crawler) -> None:
    paths = {f"/bai-{number}.html": name for number, name in enumerate(BROKEN, 100)}
    paper.pages["/tin/"] = listing("/bai-1.html", *paths)
    paper.pages["/bai-1.html"] = article(1)
    for path, name in paths.items():
        paper.pages[path] = BROKEN[name][0]
    silent = next(path for path, name in paths.items() if name == "no answer")
    crawler.run(code=4, settings={"RETRY_TIMES": 0}, under=[DownloadTimeout(silent, 2.0)])
    outcomes = crawler.outcomes()
    assert {name: outcomes[path] for path, name in paths.items()} == {
        name: outcome for name, (_, outcome) in BROKEN.items()
    }
    assert crawler.titles() == ["Hội nghị lần thứ 1"]


def test_complete_bodies_are_stored(paper: PaperServer, crawler: Crawler) -> None:
    second, third = article(2).body, article(3).body
    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html", "/bai-3.html")
    paper.pages["/bai-1.html"] = encoded(WHOLE, "gzip")
    paper.pages["/bai-2.html"] = encoded(gzip.compress(second[:50]) + gzip.compress(second[50:]), "gzip")
    paper.pages["/bai-3.html"] = Answer(
        raw=HEAD + b"\r\n" + third
    )  # without length, but with its closing tag
    crawler.run()
    assert crawler.titles() == [f"Hội nghị lần thứ {number}" for number in (1, 2, 3)]


HTTP_1_0 = b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def whole(number: int) -> bytes:
    return article(number).body


WITHOUT_LENGTH = {
    "comment": Answer(
        raw=HTTP_1_0 + b"\r\n" + whole(100) + b"\n<!-- Cached page, served in 0.002 seconds -->\n"
    ),
    "script": Answer(
        raw=HTTP_1_0 + b"\r\n" + whole(101) + b"<script src=/dem.js></script><noscript><img></noscript>"
    ),
    "no </html>": Answer(raw=HTTP_1_0 + b"\r\n" + whole(102).replace(b"</html>", b"")),
    "gzip": Answer(
        raw=HTTP_1_0 + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(whole(103) + b"served in 0.1 s")
    ),
    "charset as encoding": encoded(whole(104), "UTF-8"),
}


def test_bodies_that_show_their_end_are_complete(paper: PaperServer, crawler: Crawler) -> None:
    paths = {f"/bai-{number}.html": answer for number, answer in enumerate(WITHOUT_LENGTH.values(), 100)}
    paper.pages |= {"/tin/": listing(*paths)} | paths
    crawler.run()
    read = {outcome.partition(" ")[0] for path, outcome in crawler.outcomes().items() if path in paths}
    assert read == {"stored"}


def test_temporary_error_is_retried_and_permanent_one_fails(paper: PaperServer, crawler: Crawler) -> None:
    def mended(asked: ReceivedRequest) -> Answer:
        return article(1) if paper.paths.count("/bai-1.html") == 3 else Answer(b"", 502)

    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    paper.pages["/bai-1.html"] = mended
    paper.pages["/bai-2.html"] = Answer(b"", 500)
    crawler.run()
    assert crawler.outcomes() == {
        "/tin/": "listed",
        "/bai-1.html": "stored",
        "/bai-2.html": "failed status:500",
    }
    assert sorted(paper.paths) == ["/bai-1.html"] * 3 + ["/bai-2.html"] * 3 + ["/tin/"]
    assert crawler.rows("SELECT count(*) FROM captures WHERE url LIKE '%/bai-_.html'") == [(6,)]


def test_one_request_at_a_time_is_sent_to_a_host(paper: PaperServer, crawler: Crawler) -> None:
    paths = [f"/bai-{number}.html" for number in range(8)]
    paper.pages["/tin/"] = listing(*paths)
    for number, path in enumerate(paths):
        paper.pages[path] = Answer(article(number).body, pause=0.05)
    crawler.run(settings={"CONCURRENT_REQUESTS": 8})
    assert (len(crawler.titles()), paper.most_at_once) == (8, 1)


def test_retry_after_of_a_busy_site_is_obeyed(paper: PaperServer, crawler: Crawler) -> None:
    def busy_once(asked: ReceivedRequest) -> Answer:
        if paper.paths.count("/bai-1.html") > 1:
            return article(1)
        until = datetime.now(UTC) + timedelta(seconds=3)
        return Answer(b"", 429, headers={"Retry-After": format_datetime(until, usegmt=True)})

    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    paper.pages["/bai-1.html"] = busy_once
    paper.pages["/bai-2.html"] = article(2)
    crawler.run()
    busy_at = next(asked.at for asked in paper.requests if asked.path == "/bai-1.html")
    assert min(asked.at for asked in paper.requests if asked.at > busy_at) - busy_at > 1.9
    assert crawler.titles() == ["Hội nghị lần thứ 1", "Hội nghị lần thứ 2"]


def test_site_that_is_down_is_left_for_the_next_run(paper: PaperServer, crawler: Crawler) -> None:
    paths = [f"/bai-{number}.html" for number in range(30)]
    paper.pages["/tin/"] = listing(*paths)
    for path in paths:
        paper.pages[path] = Answer(b"", 500)
    crawler.run(settings={"SITE_DOWN_AFTER": 5})
    assert len(paper.paths) < 16  # the listing, five failures, and requests in flight; not all 30
    assert set(crawler.outcomes().values()) == {"listed", "deferred down"}
    paper.requests.clear()
    for number, path in enumerate(paths):
        paper.pages[path] = article(number)
    crawler.run()
    assert len(crawler.titles()) == 30


def test_other_host_gets_no_request(paper: PaperServer, crawler: Crawler) -> None:
    with PaperServer("127.0.0.2") as inside:
        inside.pages["/"] = article(9)
        port = inside.netloc.split(":")[1]
        spellings = [
            f"http://{host}:{port}/bai-{number}.html"
            for number, host in enumerate(
                ("127.0.0.2", "2130706434", "0x7f000002", "0177.0.0.2", "127.2", "[::ffff:127.0.0.2]"), 20
            )
        ]
        user = f"http://{paper.netloc}@{inside.netloc}/bai-30.html"
        paper.pages["/tin/"] = listing(
            "/bai-1.html",
            "/bai-2.html",
            "/bai-3.html",
            user,
            "file:///etc/passwd",
            "javascript:void(0)",
            *spellings,
        )
        paper.pages["/bai-1.html"] = Answer(status=302, headers={"Location": inside.url("/bai-9.html")})
        refresh = f'<meta http-equiv="refresh" content="0;url={inside.url("/")}"></head>'
        paper.pages["/bai-2.html"] = Answer(PAGE.replace(b"</head>", refresh.encode()))
        paper.pages["/bai-3.html"] = self_mending(inside.url("/bai-9.html"))
        crawler.run()
        assert inside.requests == []
    outcomes = crawler.outcomes()
    assert outcomes["/bai-1.html"] == "skipped blocked:offsite"
    assert outcomes["/bai-2.html"] == "stored"
    assert outcomes["/bai-3.html"] == "skipped blocked:offsite"
    assert outcomes["file:///etc/passwd"] == "skipped blocked:scheme"
    assert sorted(outcomes.values()).count("skipped blocked:offsite") == 2 + len(spellings) + 1


def self_mending(target: str) -> object:
    """Return a page that fails once and then redirects to `target`."""
    asked: list[ReceivedRequest] = []

    def answer(request: ReceivedRequest) -> Answer:
        asked.append(request)
        return Answer(b"", 503) if len(asked) == 1 else Answer(status=302, headers={"Location": target})

    return answer


def test_own_host_name_with_a_private_address_is_not_connected_to(crawler: Crawler) -> None:
    with PaperServer("127.0.0.2") as inside:
        inside.pages["/tin/"] = listing("/bai-1.html")
        crawler.hosts = inside.netloc
        crawler.run(code=4)
        assert inside.requests == []
    ((outcome, reason),) = crawler.rows("SELECT outcome, reason FROM outcomes")
    assert (outcome, reason) == (
        "skipped",
        "robots:unreachable blocked:address 127.0.0.2 is 127.0.0.2",
    )
    ((cause, problem),) = crawler.rows("SELECT cause, problem FROM health")
    assert cause == "blocked:address"
    assert "every listing has a private address (127.0.0.2 is 127.0.0.2), e.g. http://" in problem
