"""Backfill from the Wayback Machine: what is asked for, stored and asked again."""

from __future__ import annotations

from backfill_runner import ALWAYS, Backfiller, captured, page
from web_archive_server import StoredCapture, WebArchiveServer

from archive.lookup import find_article
from archive.store import open_for_reading
from archive.warc.reader import read_record
from crawler.backfill.web_archive import TimeWindow

OTHERS = [
    StoredCapture("https://paper.vn/", "20190101000000", b"<p>home</p>"),
    StoredCapture("https://paper.vn/a.css", "20190101000000", b"p {}", media_type="text/css"),
    StoredCapture("https://en.paper.vn/bai-1.html", "20190101000000", page(1)),
    captured(1, "20190101000000", media_type="application/pdf"),
]


def test_captures_of_articles_become_articles(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    web_archive.captures = [captured(1, "20190102030405"), captured(2, "20200102030405"), *OTHERS]
    report = backfiller.run()
    assert (report.exit_code, dict(report.sites[0].outcomes)) == (0, {"stored": 2})
    assert backfiller.rows("SELECT key, captured, url FROM articles ORDER BY key") == [
        ("1", "2019-01-02T03:04:05Z", "https://paper.vn/bai-1.html"),
        ("2", "2020-01-02T03:04:05Z", "https://paper.vn/bai-2.html"),
    ]
    assert sorted(web_archive.mementos) == [
        "/web/20190102030405id_/https://paper.vn/bai-1.html",
        "/web/20200102030405id_/https://paper.vn/bai-2.html",
    ]


def test_present_and_past_hosts_are_listed_one_by_one(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [
        captured(1, "20190101000000", url="http://old.paper.vn:80/bai-{}.html"),
        captured(2, "20190101000000", url="http://m.paper.vn/bai-{}.html"),
        captured(3, "20190101000000", url="https://www.paper.vn/bai-{}.html"),
    ]
    assert dict(backfiller.run().sites[0].outcomes) == {"stored": 3}
    asked = {query["url"] for query in web_archive.index_queries}
    assert asked == {
        f"{prefix}{host}" for host in ("paper.vn", "old.paper.vn") for prefix in ("", "www.", "m.")
    }
    assert all(query["matchType"] == "host" for query in web_archive.index_queries)


def test_record_says_where_it_came_from(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Server", "Apache"), ("ETag", '"7"'))
    web_archive.captures = [captured(1, "20190102030405", headers=headers)]
    backfiller.run()
    (capture,) = backfiller.rows("SELECT file, offset, source, source_url, etag FROM captures")
    address = web_archive.url("/web/20190102030405/https://paper.vn/bai-1.html")
    assert capture[2:] == ("wayback", address, '"7"')
    record = read_record(backfiller.db.parent / "captures" / capture[0], capture[1])
    assert (record.url, record.captured, record.body) == (
        "https://paper.vn/bai-1.html",
        "2019-01-02T03:04:05Z",
        page(1),
    )
    assert dict(record.headers) == dict(headers)
    article = find_article(open_for_reading(backfiller.db), "1")
    assert article is not None
    assert article["captures"][0]["source_url"] == address


def test_revisions_follow_the_order_of_capture_and_a_b_a_is_kept(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    """The bytes of A are fetched once; their second capture is a revisit record."""
    web_archive.captures = [
        captured(1, "20190101000000", "A"),
        captured(1, "20190102000000", "B"),
        captured(1, "20190103000000", "A"),
        captured(1, "20190104000000", "A", media_type="warc/revisit"),
    ]
    report = backfiller.run()
    assert (report.sites[0].fetched, report.sites[0].revisits) == (2, 2)
    assert backfiller.rows("SELECT number, captured, changed FROM revisions") == [
        (1, "2019-01-01T00:00:00Z", "[]"),
        (2, "2019-01-02T00:00:00Z", '["text"]'),
        (3, "2019-01-03T00:00:00Z", '["text"]'),
    ]
    assert len(backfiller.rows("SELECT 1 FROM captures")) == 4


def test_pages_of_the_index_are_followed_by_resume_key(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [captured(n, f"201901{n:02}000000") for n in range(1, 8)]
    backfiller.page_size = 3
    assert dict(backfiller.run().sites[0].outcomes) == {"stored": 7}
    keys = [query.get("resumeKey") for query in web_archive.index_queries if query["url"] == "paper.vn"]
    assert keys == [None, "3", "6"]


def test_second_run_asks_only_for_what_is_new(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    web_archive.captures = [captured(1, "20190101000000")]
    backfiller.run(window=TimeWindow(ALWAYS.since, "20190201000000"))
    web_archive.captures.append(captured(2, "20190301000000"))
    web_archive.requests.clear()
    backfiller.run(window=TimeWindow(ALWAYS.since, "20190401000000"))
    assert {query["from"] for query in web_archive.index_queries} == {"20190125000000"}
    assert web_archive.mementos == ["/web/20190301000000id_/https://paper.vn/bai-2.html"]
    web_archive.requests.clear()
    backfiller.run(window=TimeWindow(ALWAYS.since, "20190401000000"))
    assert web_archive.requests == []


def test_limit_leaves_the_rest_for_the_next_run(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [captured(n, f"201901{n:02}000000") for n in range(1, 6)]
    assert backfiller.run(limit=2).sites[0].pending == 3
    backfiller.run()
    assert len(web_archive.mementos) == len(set(web_archive.mementos)) == 5


def test_dry_run_counts_and_fetches_nothing(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    web_archive.captures = [
        captured(1, "20180101000000", "A"),
        captured(1, "20180120000000", "B"),
        captured(2, "20200101000000"),
    ]
    listing = backfiller.run(dry_run=True).sites[0].listing
    assert (listing.articles, listing.months, listing.years) == (2, 2, {"2018": 2, "2020": 1})
    assert listing.choices == {"all": 3, "first": 2, "last": 2, "monthly": 2}
    assert web_archive.mementos == []


def test_first_capture_of_each_article_that_has_a_page_is_chosen(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [
        captured(1, "20180101000000", status=404),
        captured(1, "20190101000000", "A"),
        captured(1, "20200101000000", "B"),
    ]
    backfiller.run(choice="first")
    assert web_archive.mementos == ["/web/20190101000000id_/https://paper.vn/bai-1.html"]
    backfiller.run(choice="last")
    assert web_archive.mementos[1:] == ["/web/20200101000000id_/https://paper.vn/bai-1.html"]


def test_error_of_a_capture_is_the_outcome_of_its_day(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    """An article that was captured later is not gone."""
    web_archive.captures = [
        captured(1, "20180101000000"),
        captured(1, "20190101000000", status=404),
        captured(1, "20200101000000", "B"),
        captured(2, "20190101000000", status=503),
        captured(3, "20190101000000", status=410),
    ]
    backfiller.run()
    assert backfiller.rows("SELECT key, gone_since FROM articles") == [("1", None)]
    assert backfiller.rows(
        "SELECT url, outcome, reason FROM outcomes WHERE article_id IS NULL ORDER BY url"
    ) == [
        ("https://paper.vn/bai-2.html", "failed", "status:503 on 2019-01-01"),
        ("https://paper.vn/bai-3.html", "gone", "status:410 on 2019-01-01"),
    ]


def test_redirect_leads_to_its_article(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    """Also where an earlier run has fetched the redirect."""
    location = (("Location", "https://paper.vn/bai-1.html"),)
    old = "http://old.paper.vn/bai-9.html"
    web_archive.captures = [
        StoredCapture(old, "20180101000000", b"moved", 301, location, media_type="unk"),
        captured(1, "20190101000000"),
    ]
    backfiller.run(limit=1)
    backfiller.run()
    assert backfiller.rows("SELECT url FROM aliases ORDER BY url") == [
        (old,),
        ("https://paper.vn/bai-1.html",),
    ]
