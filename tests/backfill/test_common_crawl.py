"""Backfill from Common Crawl: index pages of each crawl, records by byte range."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
import warc_bytes
from backfill_runner import AGENT, Backfiller, captured, page
from common_crawl_server import FILE, CommonCrawlServer
from paper_server import Answer
from web_archive_server import StoredCapture

from archive.warc.reader import read_record
from crawler.backfill.backfill_run import BackfillReport
from crawler.backfill.common_crawl import CommonCrawl

FIRST = captured(1, "20190116000000")


@pytest.fixture
def web_archive() -> Iterator[CommonCrawlServer]:
    with CommonCrawlServer() as server:
        yield server


def run(backfiller: Backfiller) -> BackfillReport:
    server = backfiller.server
    return backfiller.run(CommonCrawl(AGENT, server.url(""), server.url("/data")))


def test_captures_of_all_crawls_become_articles(
    web_archive: CommonCrawlServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [
        *(captured(n, f"201901{n:02}000000") for n in range(16, 21)),
        captured(16, "20200118000000", "edited"),
        captured(21, "20200118000000", url="http://old.paper.vn/bai-{}.html"),
        StoredCapture("https://paper.vn/", "20190116000000", b"<p>home</p>"),
    ]
    report = run(backfiller)
    assert (report.exit_code, dict(report.sites[0].outcomes)) == (0, {"stored": 6, "revised": 1})
    assert backfiller.rows("SELECT key, first_seen FROM articles ORDER BY key")[:2] == [
        ("16", "2019-01-16T00:00:00Z"),
        ("17", "2019-01-17T00:00:00Z"),
    ]
    assert len(web_archive.ranges) == len(set(web_archive.ranges)) == 7
    web_archive.requests.clear()
    run(backfiller)
    assert [asked.path for asked in web_archive.requests] == ["/collinfo.json"]


def test_record_says_where_it_came_from(web_archive: CommonCrawlServer, backfiller: Backfiller) -> None:
    web_archive.captures = [captured(2, "20190116000000"), FIRST]
    run(backfiller)
    start = len(web_archive.record(web_archive.captures[0]))
    where = f"bytes={start}-{start + len(web_archive.record(FIRST)) - 1}"
    rows = backfiller.rows(
        "SELECT file, offset, source, source_url FROM captures WHERE url LIKE '%bai-1.html'"
    )
    assert rows[0][2:] == ("commoncrawl", f"{web_archive.url('/data')}/{FILE}#{where}")
    path = backfiller.db.parent / "captures" / rows[0][0]
    member = path.read_bytes()[rows[0][1] :]
    with gzip.open(path) as file:
        assert f"WARC-Source-Range: {where.removeprefix('bytes=')}".encode() in file.read()
    assert member.startswith(b"\x1f\x8b")
    assert read_record(path, rows[0][1]).captured == "2019-01-16T00:00:00Z"


def test_same_bytes_are_fetched_once(web_archive: CommonCrawlServer, backfiller: Backfiller) -> None:
    web_archive.captures = [FIRST, captured(1, "20200118000000")]
    report = run(backfiller)
    assert (report.sites[0].fetched, report.sites[0].revisits) == (1, 1)
    assert dict(report.sites[0].outcomes) == {"stored": 1, "unchanged": 1}


def test_refusal_stops_the_run_at_once(web_archive: CommonCrawlServer, backfiller: Backfiller) -> None:
    web_archive.captures = [FIRST]
    for path in ("/collinfo", "/CC-MAIN", "/data"):
        web_archive.requests.clear()
        web_archive.misbehave = lambda asked, path=path: Answer(b"no", 403) if path in asked.path else None
        report = run(backfiller)
        assert report.exit_code == 4
        assert "Common Crawl refuses this address (status 403)" in str(report.stopped)
        assert len([asked for asked in web_archive.requests if path in asked.path]) == 1
    web_archive.misbehave = lambda _: None
    assert dict(run(backfiller).sites[0].outcomes) == {"stored": 1}


@pytest.mark.parametrize("on", ["collinfo", "showNumPages", "page=0", "page=1"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer(b""),
        Answer(b'{"url": "https://paper.vn/bai-1.html", "ti'),
        Answer(b"<html>Too busy</html>\n"),
        Answer(b"bad", 400),
        Answer(b"not here", 404),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{}"),
    ],
)
def test_broken_page_never_ends_the_list(
    web_archive: CommonCrawlServer, backfiller: Backfiller, answer: Answer, on: str
) -> None:
    web_archive.captures = [captured(n, f"201901{n}000000") for n in range(16, 21)]
    web_archive.misbehave = lambda asked: answer if on in asked.path else None
    assert run(backfiller).exit_code == 4
    assert web_archive.ranges == []
    web_archive.misbehave = lambda _: None
    assert dict(run(backfiller).sites[0].outcomes) == {"stored": 5}


OTHER_RECORDS = {
    "another time": warc_bytes.response(FIRST.url, FIRST.body, when="2019-01-16T00:00:01Z"),
    "another text": warc_bytes.response(FIRST.url, page(1, "other"), when="2019-01-16T00:00:00Z"),
    "another address": warc_bytes.response(
        "http://paper.vn/bai-1.html", FIRST.body, when="2019-01-16T00:00:00Z"
    ),
    "another status": warc_bytes.response(
        FIRST.url, FIRST.body, when="2019-01-16T00:00:00Z", status="404 Not Found"
    ),
}


@pytest.mark.parametrize("fault", OTHER_RECORDS)
def test_record_that_the_index_did_not_promise_is_not_believed(
    web_archive: CommonCrawlServer, backfiller: Backfiller, fault: str
) -> None:
    web_archive.captures, web_archive.records = [FIRST], {FIRST: OTHER_RECORDS[fault]}
    run(backfiller)
    assert backfiller.states() == {"failed memento:other": 1}


def test_whole_file_instead_of_a_range_is_not_believed(
    web_archive: CommonCrawlServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [FIRST]
    whole = Answer(web_archive.record(FIRST), 200)
    web_archive.misbehave = lambda asked: whole if "/data" in asked.path else None
    run(backfiller)
    assert backfiller.states() == {"failed memento:other": 1}


def test_truncated_record_is_never_a_whole_page(
    web_archive: CommonCrawlServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [FIRST]
    cut = warc_bytes.record(
        "response",
        FIRST.url,
        FIRST.body,
        when="2019-01-16T00:00:00Z",
        fields={"WARC-Truncated": "length"},
    )
    web_archive.records = {FIRST: cut}
    run(backfiller)
    assert backfiller.rows("SELECT outcome FROM outcomes") == [("failed",)]
    assert backfiller.rows("SELECT 1 FROM articles") == []


def test_encoding_named_over_unpacked_bytes_is_not_stored(
    web_archive: CommonCrawlServer, backfiller: Backfiller
) -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))
    web_archive.captures = [captured(1, "20190116000000", headers=headers)]
    assert dict(run(backfiller).sites[0].outcomes) == {"stored": 1}


def test_short_url_that_redirects_to_an_article_becomes_its_alias(
    web_archive: CommonCrawlServer, backfiller: Backfiller
) -> None:
    """The index says where a redirect leads; others than those to articles are not fetched."""
    leads_to = {
        "https://paper.vn/s/1": "/bai-1.html",
        "https://paper.vn/rss": "https://paper.vn/",
        "https://paper.vn/x": "http://[",
    }
    web_archive.captures = [
        FIRST,
        *(
            StoredCapture(url, "20190117000000", b"moved", 301, (("Location", target),), media_type="unk")
            for url, target in leads_to.items()
        ),
    ]
    run(backfiller)
    assert len(web_archive.ranges) == 2
    assert backfiller.rows(
        "SELECT key, aliases.url FROM aliases JOIN articles ON articles.id = article_id"
    ) == [
        ("1", "https://paper.vn/bai-1.html"),
        ("1", "https://paper.vn/s/1"),
    ]
