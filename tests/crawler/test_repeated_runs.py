"""Requests of later runs: new articles, conditional requests, few others."""

from __future__ import annotations

from crawl_runner import Crawler
from paper_server import Answer, PaperServer, ReceivedRequest, article, listing

from archive.warc.reader import read_records
from archive.warc.record import Record


def with_etag(answer: Answer, tag: str) -> Answer:
    return Answer(answer.body, headers={"ETag": f'"{tag}"'})


def conditional_page(answer: Answer):
    """Return a page that answers 304 if its ETag is sent."""

    def page(asked: ReceivedRequest) -> Answer:
        if asked.headers.get("If-None-Match") == answer.headers["ETag"]:
            return Answer(status=304, headers=answer.headers)
        return answer

    return page


def always_not_modified(answer: Answer):
    """Return a page that answers 304 to every conditional request."""

    def page(asked: ReceivedRequest) -> Answer:
        return Answer(status=304) if "If-None-Match" in asked.headers else answer

    return page


def put_articles(paper: PaperServer, *numbers: int) -> list[str]:
    for number in numbers:
        paper.pages[f"/bai-{number}.html"] = article(number)
    return [f"/bai-{number}.html" for number in numbers]


def make_older(crawler: Crawler) -> None:
    """Let three days pass."""
    crawler.change("UPDATE captures SET captured = strftime('%Y-%m-%dT%H:%M:%SZ', captured, '-3 days')")


def test_unchanged_listing_is_requested_conditionally(paper: PaperServer, crawler: Crawler) -> None:
    first, second = put_articles(paper, 1, 2)
    paper.pages["/tin/"] = conditional_page(with_etag(listing(first), "a"))
    crawler.run()
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed status:304"}
    paper.pages["/tin/"] = conditional_page(with_etag(listing(second, first), "b"))
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", second: "stored"}
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed status:304"}
    asked = [asked.headers.get("If-None-Match") for asked in paper.requests if asked.path == "/tin/"]
    assert asked == [None, '"a"', '"a"', '"b"']
    kinds = [
        record.kind
        for file in sorted(crawler.db.parent.glob("captures/paper/*.warc.gz"))
        for record in read_records(file)
        if isinstance(record, Record) and record.url == paper.url("/tin/") and record.kind != "request"
    ]
    assert kinds == ["response", "revisit", "response", "revisit"]


def test_months_of_a_sitemap_are_requested_conditionally(paper: PaperServer, crawler: Crawler) -> None:
    crawler.starts = "sitemap"
    (path,) = put_articles(paper, 1)
    index = f"<sitemapindex><sitemap><loc>{paper.url('/news-2026-3.xml')}</loc></sitemap></sitemapindex>"
    month = f"<urlset><url><loc>{paper.url(path)}</loc></url></urlset>"
    paper.pages["/sitemap.xml"] = Answer(index.encode())
    paper.pages["/news-2026-3.xml"] = conditional_page(with_etag(Answer(month.encode()), "3"))
    crawler.run()
    crawler.run()
    assert crawler.outcomes() == {"/sitemap.xml": "listed", "/news-2026-3.xml": "listed status:304"}


def test_listing_is_requested_unconditionally_after_two_days(paper: PaperServer, crawler: Crawler) -> None:
    first, second = put_articles(paper, 1, 2)
    paper.pages["/tin/"] = always_not_modified(with_etag(listing(first), "a"))
    crawler.run()
    paper.pages["/tin/"] = always_not_modified(with_etag(listing(second, first), "b"))
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed status:304"}
    make_older(crawler)
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", second: "stored"}


def test_full_crawl_requests_every_listing_page_unconditionally(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper, 1, 2, 3)
    for page, path in enumerate(paths, 1):
        further = f"/tin/?page={page + 1}" if page < 3 else None
        address = "/tin/" if page == 1 else f"/tin/?page={page}"
        paper.pages[address] = conditional_page(with_etag(listing(path, following=further), str(page)))
    crawler.run()
    assert len(crawler.titles()) == 2
    crawler.run(full=True)
    assert len(crawler.titles()) == 3
    assert all("If-None-Match" not in asked.headers for asked in paper.requests if "tin" in asked.path)


def test_empty_listing_is_requested_unconditionally(paper: PaperServer, crawler: Crawler) -> None:
    (path,) = put_articles(paper, 1)
    paper.pages["/tin/"] = conditional_page(with_etag(listing(), "a"))
    crawler.run(code=4)
    crawler.run(code=4)
    assert [asked.headers.get("If-None-Match") for asked in paper.requests if "tin" in asked.path] == [
        None,
        None,
    ]
    paper.pages["/tin/"] = conditional_page(with_etag(listing(path), "b"))
    crawler.run()
    assert crawler.outcomes() == {"/tin/": "listed", path: "stored"}


def put_pages(paper: PaperServer, newest: int) -> None:
    """Put listing pages of two articles each on the paper, newest first."""
    for page in range(1, newest // 2 + 1):
        top = newest - 2 * (page - 1)
        further = f"/tin/?page={page + 1}" if top > 2 else None
        address = "/tin/" if page == 1 else f"/tin/?page={page}"
        paper.pages[address] = listing(*put_articles(paper, top, top - 1), following=further)


def test_run_after_weeks_follows_pages_until_known_articles(paper: PaperServer, crawler: Crawler) -> None:
    put_pages(paper, 12)
    crawler.run()
    assert len(crawler.titles()) == 4  # `pages` of the site file is 2
    put_pages(paper, 22)
    paper.requests.clear()
    crawler.run()
    assert [path for path in paper.paths if "tin" in path] == ["/tin/"] + [
        f"/tin/?page={page}" for page in range(2, 7)
    ]
    assert len(crawler.titles()) == 4 + 10
    paper.requests.clear()
    crawler.run()
    assert paper.paths == ["/tin/"]


def test_rechecks_per_run_are_limited_newest_first(paper: PaperServer, crawler: Crawler) -> None:
    paths = put_articles(paper, *range(1, 7))
    paper.pages["/tin/"] = listing(*paths)
    crawler.run()
    crawler.change("UPDATE frontier SET due = '2026-01-0' || key || 'T00:00:00Z' WHERE kind = 'article'")
    crawler.change("UPDATE frontier SET found = '2026-01-01T00:00:00Z' WHERE key < 6")
    paper.requests.clear()
    crawler.run(settings={"MAX_RECHECKS": 3})
    assert paper.paths == ["/tin/", "/bai-6.html", "/bai-1.html", "/bai-2.html"]
    paper.requests.clear()
    crawler.run()
    assert paper.paths == ["/tin/", "/bai-3.html", "/bai-4.html", "/bai-5.html"]
