"""Crawls over HTTP: stored articles, repeated requests, redirects, limits."""

from __future__ import annotations

from crawl_runner import Crawler
from paper_server import Answer, PaperServer, ReceivedRequest, article, listing

from archive.warc.reader import read_records
from archive.warc.record import Record


def put_articles(paper: PaperServer, *numbers: int) -> list[str]:
    """Put articles with these numbers on the server; return their paths."""
    for number in numbers:
        paper.pages[f"/bai-{number}.html"] = article(number)
    return [f"/bai-{number}.html" for number in numbers]


def test_second_run_requests_only_listings(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper, 1, 2, 3)
    paper.pages["/tin/"] = listing(*paths)
    crawler.run()
    assert crawler.titles() == [f"Hội nghị lần thứ {n}" for n in (1, 2, 3)]
    assert crawler.outcomes() == {"/tin/": "listed"} | dict.fromkeys(paths, "stored")
    paper.requests.clear()
    crawler.run()
    assert paper.paths == ["/tin/"]
    assert crawler.outcomes() == {"/tin/": "listed"}
    assert crawler.rows("SELECT count(*) FROM articles") == [(3,)]
    assert crawler.rows("SELECT reason, exit_code FROM runs") == [("finished", 0)] * 2


def test_due_article_is_requested_conditionally(paper: PaperServer, crawler: Crawler) -> None:
    def unchanged(asked: ReceivedRequest) -> Answer:
        return Answer(status=304) if asked.headers.get("If-None-Match") == '"1"' else article(1)

    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html")
    paper.pages["/bai-1.html"] = unchanged
    paper.pages["/bai-2.html"] = article(2)
    crawler.run()
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    paper.pages["/bai-2.html"] = article(2, "Tin thêm.")
    crawler.run()
    assert crawler.outcomes() == {
        "/tin/": "listed",
        "/bai-1.html": "unchanged status:304",
        "/bai-2.html": "revised",
    }
    assert crawler.rows("SELECT status FROM captures WHERE url LIKE '%bai-1%' ORDER BY id") == [
        (200,),
        (304,),
    ]
    assert crawler.rows(
        "SELECT key, max(number) FROM revisions JOIN articles ON id = article_id GROUP BY key ORDER BY key"
    ) == [("1", 1), ("2", 2)]


def test_unchanged_bytes_are_stored_as_a_revisit(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html")
    paper.pages["/bai-1.html"] = Answer(article(1).body)  # without ETag
    for _ in range(3):
        crawler.run()
        crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    assert crawler.outcomes()["/bai-1.html"] == "unchanged"
    found = [
        record
        for file in sorted(crawler.db.parent.glob("captures/paper/*.warc.gz"))
        for record in read_records(file)
        if isinstance(record, Record) and record.url == paper.url("/bai-1.html") and record.kind != "request"
    ]
    assert [record.kind for record in found] == ["response", "revisit", "revisit"]
    assert {record.payload_digest for record in found} == {found[0].payload_digest}


def test_redirects_within_the_site_become_aliases(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/tin/"] = listing("/r/1", "/bai-5.html", "/bai-7.html?utm_source=zalo")
    paper.pages["/r/1"] = Answer(status=301, headers={"Location": "/r/2"})
    paper.pages["/r/2"] = Answer(status=302, headers={"Location": paper.url("/bai-4.html")})
    paper.pages["/bai-4.html"] = article(4)
    paper.pages["/bai-5.html"] = Answer(status=301, headers={"Location": "/bai-6.html"})
    paper.pages["/bai-6.html"] = article(6)
    paper.pages["/bai-7.html"] = article(7)
    crawler.run()
    assert crawler.rows(
        "SELECT key, aliases.url FROM aliases JOIN articles ON id = article_id ORDER BY 1, 2"
    ) == [
        ("4", paper.url("/bai-4.html")),
        ("4", paper.url("/r/1")),
        ("4", paper.url("/r/2")),
        ("6", paper.url("/bai-5.html")),
        ("6", paper.url("/bai-6.html")),
        ("7", paper.url("/bai-7.html")),
        ("7", paper.url("/bai-7.html?utm_source=zalo")),
    ]
    assert crawler.outcomes() == {
        "/tin/": "listed",
        "/r/1": f"skipped redirect:{paper.url('/r/2')}",
        "/r/2": f"skipped redirect:{paper.url('/bai-4.html')}",
        "/bai-5.html": f"skipped redirect:{paper.url('/bai-6.html')}",
        "/bai-4.html": "stored",
        "/bai-6.html": "stored",
        "/bai-7.html": "stored",
    }


def test_circular_redirects_fail(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html", "/a")
    paper.pages["/bai-1.html"] = Answer(status=301, headers={"Location": "/bai-1.html"})
    paper.pages["/a"] = Answer(status=301, headers={"Location": "/b"})
    paper.pages["/b"] = Answer(status=301, headers={"Location": "/a"})
    crawler.run()
    assert crawler.outcomes() == {
        "/tin/": "listed",
        "/bai-1.html": "failed redirects",
        "/a": f"skipped redirect:{paper.url('/b')}",
        "/b": "failed redirects",
    }


def test_listing_pages_are_followed_until_known_articles(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper, *range(1, 9))
    for page in range(4):
        following = f"/tin/?page={page + 2}" if page < 3 else None
        paper.pages["/tin/" if page == 0 else f"/tin/?page={page + 1}"] = listing(
            *paths[2 * page : 2 * page + 2], following=following
        )
    crawler.run()
    assert len(crawler.titles()) == 4  # `pages` of the site file is 2
    paper.requests.clear()
    crawler.run(full=True)
    assert [path for path in paper.paths if "tin" in path] == [
        "/tin/",
        "/tin/?page=2",
        "/tin/?page=3",
        "/tin/?page=4",
    ]
    assert len(crawler.titles()) == 8
    paper.requests.clear()
    crawler.run()
    assert paper.paths == ["/tin/"]


def test_crawl_since_a_date_stops_at_older_articles(paper: PaperServer, crawler: Crawler) -> None:
    for page, day in enumerate(("05/03/2026", "04/03/2026", "02/03/2026", "01/03/2026", "28/02/2026"), 1):
        paper.pages[f"/bai-{page}.html"] = Answer(article(page).body.replace(b"02/03/2026", day.encode()))
        following = f"/tin/?page={page + 1}" if page < 5 else None
        paper.pages["/tin/" if page == 1 else f"/tin/?page={page}"] = listing(
            f"/bai-{page}.html", following=following
        )
    crawler.run(since="2026-03-03")
    assert len(crawler.titles()) == 3  # the third page is the first with older articles
    assert crawler.outcomes()["/tin/?page=4"] == "skipped since"


def test_newest_sitemap_months_are_read_and_all_with_full(paper: PaperServer, crawler: Crawler) -> None:
    crawler.starts = "sitemap"
    months = {"2025-12": 1, "2026-1": 2, "2026-2": 3, "2026-3": 4}
    index = "".join(f"<sitemap><loc>{paper.url(f'/news-{month}.xml')}</loc></sitemap>" for month in months)
    paper.pages["/sitemap.xml"] = Answer(f"<sitemapindex>{index}</sitemapindex>".encode())
    for month, number in months.items():
        (path,) = put_articles(paper, number)
        paper.pages[f"/news-{month}.xml"] = Answer(
            f"<urlset><url><loc>{paper.url(path)}</loc></url></urlset>".encode()
        )
    crawler.run()
    assert crawler.titles() == ["Hội nghị lần thứ 3", "Hội nghị lần thứ 4"]
    crawler.run(since="2026-01-15")
    assert crawler.titles() == [f"Hội nghị lần thứ {n}" for n in (2, 3, 4)]
    crawler.run(full=True)
    assert crawler.titles() == [f"Hội nghị lần thứ {n}" for n in (1, 2, 3, 4)]


def test_limit_leaves_unfetched_urls_pending(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper, 1, 2, 3, 4, 5)
    paper.pages["/tin/"] = listing(*paths)
    crawler.run(limit=2)
    assert len(crawler.titles()) == 2
    assert sorted(crawler.outcomes().values()) == ["deferred limit"] * 3 + ["listed"] + ["stored"] * 2
    paper.requests.clear()
    crawler.run()
    assert len(crawler.titles()) == 5
    assert sorted(paper.paths) == ["/bai-3.html", "/bai-4.html", "/bai-5.html", "/tin/"]


def test_page_is_gone_when_it_is_missing_on_two_days(paper: PaperServer, crawler: Crawler) -> None:
    (path,) = put_articles(paper, 1)
    paper.pages["/tin/"] = listing(path)
    crawler.run()
    paper.pages[path] = Answer(b"", 404)
    crawler.change("UPDATE articles SET captured = '2026-01-01T00:00:00Z'")
    crawler.change("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE kind = 'article'")
    crawler.run()
    assert crawler.outcomes()[path] == "gone status:404"
    assert crawler.rows("SELECT gone_since FROM articles") == [(None,)]
    crawler.change(
        "UPDATE frontier SET due = '2026-01-03T00:00:00Z', "
        """meta = '{"missing_since": "2026-01-02T00:00:00Z"}' WHERE kind = 'article'"""
    )
    crawler.run()
    assert crawler.rows("SELECT title, gone_since FROM articles") == [
        ("Hội nghị lần thứ 1", "2026-01-02T00:00:00Z")
    ]


def test_crawl_can_be_replayed_without_network(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages["/tin/"] = listing("/r/1", *put_articles(paper, 1, 2))
    paper.pages["/r/1"] = Answer(status=301, headers={"Location": "/bai-3.html"})
    put_articles(paper, 3)
    crawler.run()
    paper.requests.clear()
    replayed = Crawler(crawler.db.with_name("replayed.db"), paper.netloc)
    files = list(crawler.db.parent.glob("captures/paper/*.warc.gz"))
    replayed.run(replay=files)
    assert paper.requests == []
    articles = "SELECT key, url, title, body, captured FROM articles ORDER BY key"
    assert replayed.rows(articles) == crawler.rows(articles)
    assert replayed.rows("SELECT * FROM aliases ORDER BY 1") == crawler.rows(
        "SELECT * FROM aliases ORDER BY 1"
    )
