"""Damaged sitemaps and feeds are read like browsers and search engines read them."""

from __future__ import annotations

import gzip

import pytest
from crawl_runner import Crawler
from paper_server import Answer, PaperServer, article

from crawler.discover import Feed, Found, Sitemap

HOME = "https://bao.example/"
A, B, C = (HOME + name for name in "abc")
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def urlset(*urls: str) -> str:
    return f"<urlset {NS}>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>"


def rss(*links: str, title: str = "Tin") -> str:
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'


SITEMAPS = {
    "BOM and line break": ("\ufeff\r\n" + DECLARATION + urlset(A, B), (A, B)),
    "text before the declaration": ("Notice: x\n" + DECLARATION + urlset(A, B), (A, B)),
    "bare ampersand": (urlset(A + "?x=1&y=2", B), (A + "?x=1&y=2", B)),
    "ampersand in CDATA": (
        urlset(f"<![CDATA[{A}?x=1&y=2]]>", B + "?x=1&y=2"),
        (A + "?x=1&y=2", B + "?x=1&y=2"),
    ),
    "control character": (urlset(A, B).replace("</loc>", "</loc><title>a\x0bb</title>"), (A, B)),
    "undefined entity": (urlset(A, B).replace("</loc>", "</loc><title>a&nbsp;b</title>"), (A, B)),
    "text after the root": (urlset(A, B) + "<script>1</script>", (A, B)),
    "prefix": (
        f'<s:urlset xmlns:s="x"><s:url><s:loc>{A}?x&y</s:loc></s:url>'
        f"<s:url><s:loc>{B}</s:loc></s:url></s:urlset>",
        (A + "?x&y", B),
    ),
    "plain text": (f"{A}\r\n\r\n{B}\r\n# end\n", (A, B)),
    "feed": (rss(A, B), (A, B)),
}
FEEDS = {
    "bare ampersand": (rss(A, title="Kinh t\u1ebf & x\u00e3 h\u1ed9i"), (A,)),
    "undefined entity": (rss(A, B, title="Tin&nbsp;m\u1edbi"), (A, B)),
    "BOM and line breaks": ("\ufeff\n\n" + DECLARATION + rss(A, B), (A, B)),
    "control character": (rss(A, B, title="a\x0bb"), (A, B)),
    "script after the root": (rss(A, B) + "<script>1</script>", (A, B)),
}


@pytest.mark.parametrize(("text", "urls"), SITEMAPS.values(), ids=SITEMAPS)
def test_damaged_sitemap_gives_all_its_urls(text: str, urls: tuple[str, ...]) -> None:
    assert Sitemap(HOME).read(text.encode(), HOME) == Found(urls)


@pytest.mark.parametrize(("text", "urls"), FEEDS.values(), ids=FEEDS)
def test_damaged_feed_gives_all_its_links(text: str, urls: tuple[str, ...]) -> None:
    assert Feed(HOME).read(text.encode(), HOME) == Found(urls)


def test_invalid_bytes_do_not_end_a_sitemap() -> None:
    body = urlset(A, B, C).encode().replace(b"<loc>", b"<title>\xc3\x28</title><loc>", 1)
    assert Sitemap(HOME).read(body, HOME).stories == (A, B, C)


def test_entries_after_an_unreadable_one_count_and_the_damage_is_told() -> None:
    found = Sitemap(HOME).read(urlset(A, "<b>x", B).encode(), HOME)
    assert found.stories == (A, B)
    assert (found.why or "").startswith("xml: ")


def test_truncated_damaged_sitemap_keeps_complete_entries_only() -> None:
    text = urlset(A + "?x&y", B, HOME + "bai-12")
    found = Sitemap(HOME).read(text[: text.index("12")].encode(), HOME)
    assert found.stories == (A + "?x&y", B)
    assert (found.why or "").startswith("xml: ")


def test_feed_truncated_between_entries_keeps_the_last_one() -> None:
    text = rss(A, B)
    found = Feed(HOME).read(text[: text.rindex("</channel>")].encode(), HOME)
    assert found.stories == (A, B)
    assert (found.why or "").startswith("xml: ")


def test_gzip_files_without_content_encoding_are_read(paper: PaperServer, crawler: Crawler) -> None:
    crawler.starts = "sitemap feed"
    index = f"<sitemapindex><sitemap><loc>{paper.url('/news-2026-3.xml')}</loc></sitemap></sitemapindex>"
    paper.pages |= {
        "/sitemap.xml": Answer(gzip.compress(index.encode())),
        "/news-2026-3.xml": Answer(gzip.compress(urlset(paper.url("/bai-1.html")).encode())),
        "/tin.rss": Answer(gzip.compress(rss("/bai-2.html").encode())),
        "/bai-1.html": article(1),
        "/bai-2.html": article(2),
    }
    crawler.run()
    assert len(crawler.titles()) == 2
    paper.pages["/tin.rss"] = Answer(gzip.compress(rss("/bai-2.html").encode())[:-9])
    crawler.run()
    assert crawler.outcomes()["/tin.rss"] == "failed truncated"
