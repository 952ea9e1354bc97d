"""Faulty connections, bodies and headers: outcomes and costs."""

from __future__ import annotations

import socket
import threading
import zlib
from collections.abc import Iterator

import brotlicffi
import pytest
from backports import zstd
from conditions import DownloadTimeout, names
from crawl_runner import Crawler
from faulty_responses import HEAD, drip, gzip_bomb, hang, reset, sized, stream
from paper_server import Answer, PaperServer, ReceivedRequest, article, listing

QUICK = {"RETRY_TIMES": 0}
SHORT_TIMEOUT = 2.0  # seconds, for the one page that must time out
PAGE = article(1).body
WHOLE = "Hội nghị lần thứ 2"
MEGABYTE = 2**20


@pytest.fixture
def broken(paper: PaperServer) -> PaperServer:
    """A paper with a page for the fault at /bai-1.html and a good article at /bai-2.html."""
    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    paper.pages["/bai-2.html"] = article(2)
    return paper


def outcome_of(
    broken: PaperServer, crawler: Crawler, answer: Answer, *conditions: object, **settings: object
) -> str:
    """Return the outcome of a page with this response; checks that only the other article is stored."""
    broken.pages["/bai-1.html"] = answer
    crawler.run(settings=QUICK | settings, under=conditions)
    assert crawler.titles() == [WHOLE]
    outcomes = crawler.outcomes()
    assert outcomes.keys() == {"/tin/", "/bai-1.html", "/bai-2.html"}
    return outcomes["/bai-1.html"]


def test_refused_connection_does_not_stop_other_hosts(paper: PaperServer, crawler: Crawler) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        closed_host = f"127.0.0.1:{closed.getsockname()[1]}"
        crawler.hosts += f" {closed_host}"
        paper.pages["/tin/"] = listing(f"http://{closed_host}/bai-1.html", "/bai-2.html")
        paper.pages["/bai-2.html"] = article(2)
        crawler.run(settings=QUICK)
    assert crawler.outcomes()["/bai-1.html"] == "skipped robots:unreachable"
    assert crawler.titles() == [WHOLE]


def test_reset_body_is_retried_and_not_stored(broken: PaperServer, crawler: Crawler) -> None:
    answer = reset(HEAD + b"Content-Length: 99999\r\n\r\n" + PAGE)
    assert outcome_of(broken, crawler, answer, RETRY_TIMES=2) in ("failed truncated", "failed connection")
    assert broken.paths.count("/bai-1.html") == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [hang(), drip(HEAD + b"Content-Length: 99999\r\n\r\n"), drip(HEAD + b"X-Endless: ")],
    ids=["no answer", "slow body", "slow headers"],
)
def test_slow_server_costs_one_timeout(broken: PaperServer, crawler: Crawler, answer: Answer) -> None:
    timeout = DownloadTimeout("/bai-1.html", SHORT_TIMEOUT)
    assert outcome_of(broken, crawler, answer, timeout) == "failed timeout"
    assert broken.paths.count("/bai-1.html") == 1


def zeros(megabytes: int) -> Iterator[bytes]:
    return (b"<p>" + b"\n" * (MEGABYTE - 3) for _ in range(megabytes))


@pytest.mark.slow
def test_endless_body_is_aborted_at_the_size_limit(broken: PaperServer, crawler: Crawler) -> None:
    answer = stream(HEAD + b"\r\n", zeros(200))
    assert outcome_of(broken, crawler, answer) == "failed too_large"
    assert crawler.peak() < 300


def packed(encoding: str, body: bytes) -> Answer:
    return sized(body, f"Content-Encoding: {encoding}")


def zstd_bomb(megabytes: int) -> bytes:
    packer = zstd.ZstdCompressor()
    return b"".join(packer.compress(piece) for piece in zeros(megabytes)) + packer.flush()


BOMBS = {
    "gzip": lambda: packed("gzip", gzip_bomb(2048)),
    "gzip in gzip": lambda: packed("gzip, gzip", zlib.compress(gzip_bomb(2048), 9, zlib.MAX_WBITS + 16)),
    "deflate": lambda: packed("deflate", zlib.compress(b"\n" * (200 * MEGABYTE), 1)),
    "brotli": lambda: packed("br", brotlicffi.compress(b"\n" * (200 * MEGABYTE), quality=1)),
    "zstd": lambda: packed("zstd", zstd_bomb(200)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_compression_bomb_costs_under_300_megabytes_and_10_cpu_seconds(
    broken: PaperServer, crawler: Crawler, name: str
) -> None:
    assert outcome_of(broken, crawler, BOMBS[name]()) == "failed too_large"
    assert crawler.cpu_seconds() < 10
    assert crawler.peak() < 300


@pytest.mark.slow
def test_sixteen_bombs_just_below_the_limit_stay_below_a_gigabyte(
    paper: PaperServer, crawler: Crawler
) -> None:
    paths = [f"/bai-{number}.html" for number in range(16)]
    paper.pages["/tin/"] = listing(*paths)
    body = zlib.compress(PAGE + b"<i>" * ((4 * MEGABYTE - len(PAGE) - 1) // 3), 9, zlib.MAX_WBITS + 16)
    all_asked = threading.Barrier(len(paths), timeout=60)

    def bomb(_: ReceivedRequest) -> Answer:
        all_asked.wait()
        return Answer(body, headers={"Content-Encoding": "gzip"})

    paper.pages |= dict.fromkeys(paths, bomb)
    crawler.run(settings={**QUICK, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16})
    assert not all_asked.broken
    assert set(crawler.outcomes()) == {"/tin/", *paths}
    assert crawler.peak() < 1024


@pytest.mark.slow
def test_busy_site_gets_few_requests_and_is_left_for_the_next_run(
    paper: PaperServer, crawler: Crawler
) -> None:
    paths = [f"/bai-{number}.html" for number in range(30)]
    paper.pages["/tin/"] = listing(*paths)
    for path in paths:
        paper.pages[path] = Answer(b"", 503, headers={"Retry-After": "1"})
    crawler.run(settings={"SITE_DOWN_AFTER": 4})
    times = sorted(asked.at for asked in paper.requests if asked.path in paths)
    assert len(times) <= 6
    assert times[-1] - times[0] > len(times) - 2
    assert set(crawler.outcomes().values()) == {"listed", "deferred down"}


def test_false_not_modified_is_found_by_an_unconditional_request(
    broken: PaperServer, crawler: Crawler
) -> None:
    def liar(asked: ReceivedRequest) -> Answer:
        return Answer(status=304) if asked.headers.get("If-None-Match") else article(2, changed[-1])

    changed = [""]
    broken.pages["/tin/"] = listing("/bai-2.html")
    broken.pages["/bai-2.html"] = liar
    crawler.run()
    changed.append("Them mot doan.")
    due = "UPDATE frontier SET due = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 hour') WHERE kind = 'article'"
    crawler.change(due)
    crawler.run()
    assert crawler.outcomes()["/bai-2.html"] == "unchanged status:304"
    crawler.change("UPDATE captures SET captured = '2025-01-01T00:00:00Z'")
    crawler.change(due)
    crawler.run()
    assert crawler.outcomes()["/bai-2.html"] == "revised"


@pytest.mark.slow
def test_parked_domain_keeps_stored_texts_and_raises_an_alarm(paper: PaperServer, crawler: Crawler) -> None:
    paths = [f"/bai-{number}.html" for number in range(5)]
    paper.pages["/tin/"] = listing(*paths)
    for number, path in enumerate(paths):
        paper.pages[path] = article(number)
    crawler.run()
    texts = crawler.rows("SELECT id, title, body FROM articles ORDER BY id")
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    for path in paths:
        paper.pages[path] = Answer(b"<html><title>For sale</title><p>This domain is for sale.</p></html>")
    crawler.run(code=4)
    assert {crawler.outcomes()[path] for path in paths} == {"refused layout:unknown"}
    assert crawler.rows("SELECT id, title, body FROM articles ORDER BY id") == texts


def test_cookies_are_neither_stored_nor_sent_back(broken: PaperServer, crawler: Crawler) -> None:
    cookies = [f"Set-Cookie: c{number}={'x' * 200}" for number in range(2000)]
    broken.pages["/bai-1.html"] = sized(PAGE, *cookies)
    crawler.run(settings=QUICK)
    sent = [asked.headers for asked in broken.requests]
    assert not any("Cookie" in headers for headers in sent)
    assert max(sum(map(len, (*headers, *headers.values()))) for headers in sent) < 8192
    assert crawler.titles()[-1] == WHOLE


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [[f"X-Long: {'x' * MEGABYTE}"], [f"X-{number}: many" for number in range(10_000)]],
    ids=["1 MB in one", "10,000"],
)
def test_oversized_headers_fail_one_page_at_most(
    broken: PaperServer, crawler: Crawler, headers: list[str]
) -> None:
    broken.pages["/bai-1.html"] = sized(PAGE, *headers)
    crawler.run(settings=QUICK)
    assert crawler.titles()[-1] == WHOLE
    assert crawler.outcomes()["/bai-1.html"].split()[0] in ("stored", "failed")
    assert crawler.peak() < 300


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("/bai-3.html\r\nSet-Cookie: a=b", "skipped redirect:"),
        ("/bai-3.html\rX: y", "skipped redirect:"),
        ("/tin-tức/bài-3", "skipped redirect:"),
        ("/\udcff\udcfe", "skipped redirect:"),
        ("http://[::1", "failed redirects"),
        ("//", "failed redirects"),
        ("", "failed redirects"),
        ("javascript:alert(1)", "skipped blocked:scheme"),
        ("\0", "skipped redirect:"),  # as %00, which the WARC record has too
        ("x" * 9000, "skipped redirect:"),
    ],
    ids=["CR LF", "CR", "marks", "no UTF-8", "no address", "no host", "empty", "script", "NUL", "long"],
)
@pytest.mark.slow
def test_invalid_locations_are_followed_or_refused_without_crash(
    broken: PaperServer, crawler: Crawler, location: str, outcome: str
) -> None:
    lines = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    broken.pages["/bai-1.html"] = Answer(raw=lines.encode("utf-8", "surrogateescape"))
    crawler.run(settings=QUICK)
    assert crawler.outcomes()["/bai-1.html"].startswith(outcome)
    assert crawler.titles() == [WHOLE]
    unsettled = "SELECT url FROM frontier WHERE url NOT IN (SELECT url FROM outcomes)"
    assert crawler.rows(unsettled) == []


def test_pdf_at_an_article_url_is_not_downloaded(broken: PaperServer, crawler: Crawler) -> None:
    sent: list[int] = []
    head = HEAD.replace(b"text/html; charset=utf-8", b"application/pdf")
    answer = stream(head + b"Content-Length: 104857600\r\n\r\n", zeros(100), sent)
    assert outcome_of(broken, crawler, answer) == "skipped type"
    assert sum(sent) <= 8 * MEGABYTE  # what the kernel buffers before the connection is closed
    assert crawler.rows("SELECT count(*) FROM captures WHERE url LIKE '%bai-1%'") == [(0,)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        PAGE,
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"\0" * 100,
    ],
    ids=["HTTP/0.9", "status 999", "no status", "HTTP/9.9", "zeros"],
)
def test_invalid_http_response_fails(broken: PaperServer, crawler: Crawler, raw: bytes) -> None:
    assert outcome_of(broken, crawler, Answer(raw=raw)).startswith("failed ")


@pytest.mark.parametrize(
    ("table", "outcome"),
    [
        ({}, "skipped robots:unreachable dns"),
        (
            {"bao.example": ["127.0.0.2"]},
            "skipped robots:unreachable blocked:address bao.example is 127.0.0.2",
        ),
        # Public for the request of robots.txt, private for that of the page.
        ({"bao.example": ["127.0.0.1", "127.0.0.2"]}, "failed blocked:address bao.example is 127.0.0.2"),
    ],
    ids=["unknown", "inside", "turns inside"],
)
def test_host_address_is_checked_for_every_connection(
    crawler: Crawler, table: dict[str, list[str]], outcome: str
) -> None:
    with PaperServer() as paper, PaperServer("127.0.0.2", port=paper.port) as inside:
        paper.pages["/robots.txt"] = Answer(raw=b"HTTP/1.0 404 Not Found\r\n\r\n")
        crawler.hosts = f"bao.example:{paper.port}"
        crawler.run(code=4, settings=QUICK | names(table))
        assert inside.requests == []
        assert paper.paths == []
    ((found, reason),) = crawler.rows("SELECT outcome, reason FROM outcomes")
    assert f"{found} {reason}" == outcome
