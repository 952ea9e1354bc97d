"""Links from listings, sitemaps, feeds and list APIs, including damaged ones."""

from __future__ import annotations

import json

import pytest

from crawler.discover import Feed, Found, ListApi, Listing, Sitemap

HOME = "https://bao.example/"
MONTHS = r"/news-(?P<year>\d{4})-(?P<month>\d{1,2})\.xml$"


def test_listing_gives_story_links_and_next_page_without_menus() -> None:
    page = b"""<nav><a href="/menu">Menu</a></nav>
    <h2 class="story"><a href="/a.html">A</a></h2><h2 class="story"><a href="b.html">B</a></h2>
    <h2 class="story"><a href="/a.html">A</a></h2><a class="next" href="?page=2">Sau</a>"""
    listing = Listing(HOME + "tin/", ".story a", "a.next")
    assert listing.read(page, HOME + "tin/") == Found(
        (HOME + "a.html", HOME + "tin/b.html"), (HOME + "tin/?page=2",)
    )


def test_listing_takes_links_inside_selected_elements() -> None:
    page = b'<base href="/x/"><ul><li><a href="a">A</a><li><a class="next" href="2">2</a></ul>'
    assert Listing(HOME, "li", "a.next").read(page, HOME) == Found((HOME + "x/a",), (HOME + "x/2",))


def test_empty_listing_names_the_selector() -> None:
    assert Listing(HOME, ".story a").read(b"<p>Redesigned</p>", HOME) == Found(
        why="empty: no link at '.story a'"
    )


def test_impossible_links_are_left_out() -> None:
    page = b'<h2><a href="http://[">A</a><a href=" ">B</a><a>C</a><a href="mailto:x@y">D</a></h2>'
    assert Listing(HOME, "h2 a").read(page, HOME).stories == ("mailto:x@y",)


def test_sitemap_index_gives_its_months_newest_first() -> None:
    names = ("news-2025-9.xml", "categories.xml", "news-2025-12.xml", "news-2025-10.xml")
    index = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in names)
    body = f'<?xml version="1.0"?><sitemapindex xmlns="http://x">{index}</sitemapindex>'.encode()
    assert Sitemap(HOME + "sitemap.xml", MONTHS).read(body, HOME) == Found(
        (), (HOME + "news-2025-12.xml", HOME + "news-2025-10.xml", HOME + "news-2025-9.xml")
    )


def test_truncated_sitemap_keeps_complete_entries_only() -> None:
    whole = "".join(f"<url><loc>{HOME}bai-{n}.html</loc></url>" for n in range(19))
    body = f"<urlset>{whole}<url><loc>{HOME}bai-1".encode()
    found = Sitemap(HOME, MONTHS).read(body, HOME)
    assert found.stories == tuple(f"{HOME}bai-{n}.html" for n in range(19))
    assert (found.why or "").startswith("xml: ")


LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;">]>"""


@pytest.mark.parametrize("entity", ["&d;", "&file;"])
def test_entities_in_sitemaps_are_not_expanded(entity: str) -> None:
    doctype = LAUGHS.replace(b"]>", b'<!ENTITY file SYSTEM "file:///etc/hostname">]>')
    entry = f"<urlset><url><loc>{HOME}{entity}</loc></url><url><loc>{HOME}b</loc></url></urlset>"
    assert Sitemap(HOME).read(doctype + entry.encode(), HOME).stories == (HOME + "b",)


def test_html_page_is_not_a_sitemap() -> None:
    found = Sitemap(HOME).read(b"<!DOCTYPE html><html><body><p>404<br></body></html>", HOME)
    assert (found.stories, found.pages) == ((), ())
    assert (found.why or "").startswith("xml: ")


def test_feed_gives_the_links_of_its_entries() -> None:
    rss = f"<rss><channel><item><link>{HOME}a</link></item><item><link>/b</link></item></channel></rss>"
    assert Feed(HOME).read(rss.encode(), HOME) == Found((HOME + "a", HOME + "b"))
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{HOME}a"/></entry></feed>'
    assert Feed(HOME).read(atom.encode(), HOME) == Found((HOME + "a",))


def test_truncated_feed_gives_complete_links_only() -> None:
    rss = f"<rss><channel><item><link>{HOME}a</link></item><item><link>{HOME}bai-1"
    found = Feed(HOME).read(rss.encode(), HOME)
    assert found.stories == (HOME + "a",)
    assert (found.why or "").startswith("xml: ")


def test_list_api_reads_html_in_json_and_the_next_page() -> None:
    api = ListApi(HOME + "api/more-{page}.html", "data.articles", stories="a.story")
    body = json.dumps({"data": {"articles": '<a class="story" href="/a">A</a><a href="/x">X</a>'}}).encode()
    assert api.read(body, HOME + "api/more-7.html") == Found((HOME + "a",), (HOME + "api/more-8.html",))


def test_list_api_reads_objects() -> None:
    api = ListApi(HOME + "api?p={page}", "data.contents")
    body = json.dumps({"data": {"contents": [{"url": "/a"}, {"title": "no url"}, "odd"]}}).encode()
    assert api.read(body, HOME + "api?p=1").stories == (HOME + "a",)


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"data": 5}', b"[" * 100_000])
def test_invalid_list_api_response_is_reported(body: bytes) -> None:
    found = ListApi(HOME, "data.contents").read(body, HOME)
    assert found.stories == ()
    assert (found.why or "").startswith("json: ")
