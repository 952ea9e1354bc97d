"""Crawl scope: no page leads to a forbidden host or a local file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from conditions import PageBudget
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, article, listing

Lure = Callable[[PaperServer, str], None]

SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@pytest.fixture
def inside() -> Iterator[PaperServer]:
    """A host that must get no request."""
    with PaperServer("127.0.0.2") as server:
        for path in ("/", "/tin/", "/bai-9.html", "/sitemap.xml", "/robots.txt"):
            server.pages[path] = article(9)
        yield server


def sitemap(*addresses: str, index: bool = False) -> Answer:
    entry = "<sitemap><loc>{}</loc></sitemap>" if index else "<url><loc>{}</loc></url>"
    body = SITEMAP.format("".join(entry.format(address) for address in addresses))
    if index:
        body = body.replace("urlset", "sitemapindex")
    return Answer(body.encode(), headers={"Content-Type": "application/xml"})


def feed(*addresses: str) -> Answer:
    items = "".join(f"<item><title>Tin</title><link>{address}</link></item>" for address in addresses)
    body = f'<rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'
    return Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})


def redirect(target: str) -> Answer:
    return Answer(status=302, headers={"Location": target})


def page_with(head: str) -> Answer:
    return Answer(article(1).body.replace(b"</head>", head.encode() + b"</head>"))


def start_redirects(paper: PaperServer, target: str) -> None:
    paper.pages["/tin/"] = redirect(target)


def link(paper: PaperServer, target: str) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html", target)


def next_page(paper: PaperServer, target: str) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html", following=target)


def article_redirects(paper: PaperServer, target: str) -> None:
    paper.pages["/bai-1.html"] = redirect(target)


def meta_refresh(paper: PaperServer, target: str) -> None:
    paper.pages["/bai-1.html"] = page_with(f'<meta http-equiv="refresh" content="0;url={target}">')


def canonical_link(paper: PaperServer, target: str) -> None:
    paper.pages["/bai-1.html"] = page_with(f'<link rel="canonical" href="{target}">')


def base_element(paper: PaperServer, target: str) -> None:
    body = listing("bai-1.html").body.replace(b"<body>", f'<base href="{target}"><body>'.encode())
    paper.pages["/tin/"] = Answer(body)


def retry_redirects(paper: PaperServer, target: str) -> None:
    times: list[object] = []

    def answer(asked: object) -> Answer:
        times.append(asked)
        return Answer(b"", 503) if len(times) == 1 else redirect(target)

    paper.pages["/bai-1.html"] = answer


def sitemap_entry(paper: PaperServer, target: str) -> None:
    paper.pages["/sitemap.xml"] = sitemap(target)


def sitemap_index_entry(paper: PaperServer, target: str) -> None:
    paper.pages["/sitemap.xml"] = sitemap(f"{target.rstrip('/')}/news-2026-3.xml", index=True)


def sitemap_redirects(paper: PaperServer, target: str) -> None:
    paper.pages["/sitemap.xml"] = redirect(target)


def feed_entry(paper: PaperServer, target: str) -> None:
    paper.pages["/tin.rss"] = feed(target)


def feed_redirects(paper: PaperServer, target: str) -> None:
    paper.pages["/tin.rss"] = redirect(target)


def robots_redirect(paper: PaperServer, target: str) -> None:
    paper.pages["/robots.txt"] = redirect(target)


def robots_sitemap(paper: PaperServer, target: str) -> None:
    paper.pages["/robots.txt"] = Answer(f"User-agent: *\nSitemap: {target}\n".encode())


LURES: tuple[Lure, ...] = (
    *(start_redirects, link, next_page, article_redirects, meta_refresh, canonical_link, base_element),
    *(retry_redirects, sitemap_entry, sitemap_index_entry, sitemap_redirects, feed_entry, feed_redirects),
    *(robots_redirect, robots_sitemap),
)


def prepare(paper: PaperServer, crawler: Crawler) -> None:
    crawler.starts = "listing sitemap feed"
    paper.pages["/tin/"] = listing("/bai-1.html")
    paper.pages["/bai-1.html"] = article(1)
    paper.pages["/sitemap.xml"] = sitemap(paper.url("/bai-1.html"))
    paper.pages["/tin.rss"] = feed(paper.url("/bai-1.html"))


def assert_only_own_urls_stored(paper: PaperServer, crawler: Crawler) -> None:
    home = paper.url("/")
    assert all(url.startswith(home) for (url,) in crawler.rows("SELECT url FROM articles"))
    assert all(url.startswith(home) for (url,) in crawler.rows("SELECT url FROM captures"))
    assert all(url.startswith(home) for (url,) in crawler.rows("SELECT url FROM frontier"))
    assert crawler.rows("SELECT 1 FROM articles WHERE body LIKE '%root:%' OR body LIKE '%năm 9%'") == []


@pytest.mark.parametrize("lure", LURES, ids=lambda lure: lure.__name__)
@pytest.mark.slow
def test_no_page_leads_to_a_forbidden_host(
    paper: PaperServer, crawler: Crawler, inside: PaperServer, lure: Lure
) -> None:
    prepare(paper, crawler)
    lure(paper, inside.url("/"))
    crawler.run()
    assert inside.requests == []
    assert_only_own_urls_stored(paper, crawler)


SCHEMES = ("file:///etc/passwd", "data:text/html,<p>root:", "ftp://127.0.0.2/a", "s3://a/b", "javascript:a()")


@pytest.mark.parametrize("lure", LURES, ids=lambda lure: lure.__name__)
@pytest.mark.slow
def test_no_page_leads_to_a_local_file(paper: PaperServer, crawler: Crawler, lure: Lure) -> None:
    prepare(paper, crawler)
    lure(paper, "file:///etc/passwd")
    crawler.run()
    assert_only_own_urls_stored(paper, crawler)


def test_links_with_other_schemes_are_skipped_with_a_reason(paper: PaperServer, crawler: Crawler) -> None:
    prepare(paper, crawler)
    paper.pages["/tin/"] = listing("/bai-1.html", *SCHEMES)
    paper.pages["/sitemap.xml"] = sitemap(*SCHEMES)
    paper.pages["/tin.rss"] = feed(*SCHEMES)
    crawler.run()
    outcomes = {url: outcome for url, outcome in crawler.outcomes().items() if not url.startswith("/")}
    assert set(outcomes) >= set(SCHEMES)
    assert set(outcomes.values()) == {"skipped blocked:scheme"}
    assert_only_own_urls_stored(paper, crawler)


SPELLINGS = (
    *("127.0.0.2", "2130706434", "0x7f000002", "0177.0.0.2", "127.2", "0x7f.1", "127.0.0.2."),
    *("[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "%31%32%37.0.0.2", "①②⑦.⓪.⓪.②", "127。0。0。2"),
    *("127.0.0.1@127.0.0.2", "127.0.0.1%40127.0.0.2", "127.0.0.1\\@127.0.0.2", "127.0.0.1#@127.0.0.2"),
)


def test_no_spelling_of_an_ip_address_bypasses_the_host_check(
    paper: PaperServer, crawler: Crawler, inside: PaperServer
) -> None:
    spelt = [
        f"http://{host}:{inside.port}/bai-{number}.html" for number, host in enumerate(SPELLINGS, start=20)
    ]
    paths = [f"/bai-{number}.html" for number in range(100, 100 + len(spelt))]
    paper.pages["/tin/"] = listing(*spelt, *paths)
    for path, target in zip(paths, spelt, strict=True):
        location = target.encode().decode("latin-1")
        paper.pages[path] = redirect(location)
    crawler.run(code=4, settings={"RETRY_TIMES": 0})  # unhealthy: all articles redirect off site
    assert inside.requests == []
    assert set(crawler.titles()) == set()
    assert_only_own_urls_stored(paper, crawler)


class Endless(dict[str, object]):
    """Listing pages `?p=1`, `?p=2` and so on, each with a link to the next; each has a new story, or none."""

    is_new = False

    def get(self, path: str, default: object = None) -> object:
        if path.startswith("/bai-"):
            return article(int(path[5:-5]))
        if not path.startswith("/tin/"):
            return default
        number = int(path.partition("=")[2] or 0)
        story = f"/bai-{number + 1 if self.is_new else 1}.html"
        return listing(story, following=f"/tin/?p={number + 1}")


BUDGETS = "SELECT count(*), max(reason) FROM outcomes WHERE reason LIKE 'budget%'"


def test_endless_listing_stops_at_the_page_budget(paper: PaperServer, crawler: Crawler) -> None:
    paper.pages = pages = Endless()  # type: ignore[assignment]
    pages.is_new = True
    crawler.run(full=True, under=[PageBudget(30)])
    assert len([path for path in paper.paths if path.startswith("/tin/")]) == 30
    assert crawler.rows(BUDGETS) == [(1, "budget 30 pages of one listing are read")]


@pytest.mark.parametrize("options", [{"full": True}, {"since": "2020-01-01"}])
def test_endless_listing_without_new_stories_stops_after_twenty_pages(
    paper: PaperServer, crawler: Crawler, options: dict[str, Any]
) -> None:
    paper.pages = Endless()  # type: ignore[assignment]
    crawler.run(**options)
    assert len(paper.paths) == 1 + 1 + 20
    assert crawler.rows(BUDGETS) == [
        (1, "budget 20 pages in a row have no story that earlier pages do not have")
    ]


def test_sitemap_that_lists_itself_is_read_once(paper: PaperServer, crawler: Crawler) -> None:
    crawler.starts = "sitemap"
    months = [paper.url(f"/news-2026-{month}.xml") for month in range(1, 13)]
    paper.pages["/sitemap.xml"] = sitemap(paper.url("/sitemap.xml"), *months, index=True)
    for month in months:
        path = "/" + month.rpartition("/")[2]
        paper.pages[path] = sitemap(paper.url("/sitemap.xml"), *months, index=True)
    crawler.run(full=True)
    assert sorted(paper.paths) == sorted(["/sitemap.xml", *(f"/news-2026-{n}.xml" for n in range(1, 13))])


@pytest.mark.slow
def test_sitemap_of_50001_urls_is_read_and_one_of_60_megabytes_refused(
    paper: PaperServer, crawler: Crawler
) -> None:
    crawler.starts = "sitemap"
    paper.pages["/sitemap.xml"] = sitemap(*(paper.url(f"/bai-{number}.html") for number in range(50_001)))
    crawler.run(limit=1)
    assert crawler.rows("SELECT count(*) FROM frontier WHERE kind = 'article'") == [(50_001,)]
    assert crawler.peak() < 300
    paper.pages["/sitemap.xml"] = Answer(b"<urlset>" + b" " * (60 * 2**20))
    crawler.run(code=4, limit=1)
    assert crawler.outcomes()["/sitemap.xml"] == "failed too_large"
    assert crawler.peak() < 300


DOCTYPE = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "{}">{}]>"""


def nested_entities() -> str:
    """Return nested entities that expand to 10⁹ of them."""
    levels = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi"))
    return DOCTYPE.format("ha" * 10, levels)


XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a"><!ENTITY i SYSTEM "file:///etc/hostname">]>'


@pytest.mark.slow
@pytest.mark.parametrize(
    "prolog",
    [nested_entities(), XXE, XXE.replace("file:///etc/hostname", "http://127.0.0.2/")],
    ids=["laughs", "file", "host"],
)
@pytest.mark.parametrize("where", ["sitemap", "feed"])
def test_xml_entities_are_not_expanded(paper: PaperServer, crawler: Crawler, prolog: str, where: str) -> None:
    crawler.starts = f"listing {where}"
    paper.pages["/tin/"] = listing("/bai-1.html")
    paper.pages["/bai-1.html"] = article(1)
    body = (sitemap if where == "sitemap" else feed)(paper.url("/bai-&i;.html")).body
    paper.pages["/sitemap.xml"] = paper.pages["/tin.rss"] = Answer(prolog.encode() + body)
    crawler.run()
    assert crawler.titles() == ["Hội nghị lần thứ 1"]
    found = [url for (url,) in crawler.rows("SELECT url FROM frontier WHERE kind IN ('article', 'story')")]
    assert all(len(url) < 60 for url in found), found
    assert crawler.peak() < 300
