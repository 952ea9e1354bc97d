"""Every site file reads a page in the markup of its CMS, and declares what it must.

A page is a template in designs/ with our own text, see outlet_pages.py. Sites with pages under sites/ are
tested by test_sites.py.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from outlet_pages import (
    BYLINE,
    CAPTION,
    CAPTURED,
    FIRST,
    IMAGE,
    LEAD,
    PAGES,
    PUBLISHED,
    SECOND,
    THIRD,
    TITLE,
    Page,
)

from archive.article import Image
from crawler.families import family_site
from crawler.fetch.soft_errors import error_page_reason
from crawler.parse.layout import TextLayout
from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.site import Site
from crawler.sites import load_sites, publishing_sites

SITES = load_sites()
IN_PAGES = {folder.name for folder in (Path(__file__).parent / "sites").iterdir()}
NOT_TEXT = ("Quảng cáo giữa bài", "Gửi bình luận", "Nhập bình luận", "Sửa cầu treo", "Giấy phép số", CAPTION)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.site}-{page.design}")
every_site = pytest.mark.parametrize("site", SITES.values(), ids=lambda site: site.name)


@every_page
def test_page_of_a_site_is_read_in_every_field(page: Page) -> None:
    article = page.read()
    has_lead = "lead" not in page.lacking
    assert (article.site, article.key, article.url) == (
        page.site,
        SITES[page.site].article_key(page.url),
        page.url,
    )
    assert (article.title, article.lead) == (TITLE, LEAD if has_lead else None)
    assert article.body.split("\n\n") == [*(() if has_lead else (LEAD,)), FIRST, SECOND, THIRD]
    assert article.source_mark == ("BNEWS" if page.site == "bnews" else page.mark)
    assert (article.byline, article.authors) == (BYLINE, (BYLINE,))
    assert article.section == (None if "section" in page.lacking else "Đời sống")
    assert article.tags == (() if "tags" in page.lacking else ("bếp chung",))
    assert article.images == (Image(IMAGE, CAPTION, None),)
    assert [words for words in NOT_TEXT if words in f"{article.title}{article.lead}{article.body}"] == []


@every_page
def test_date_of_a_page_is_read_without_doubts(page: Page) -> None:
    article = page.read()
    assert (article.published, article.flags) == (PUBLISHED, ())


def test_every_site_has_a_page_here_or_under_sites() -> None:
    assert {page.site for page in PAGES} | IN_PAGES == set(SITES)


@every_page
def test_page_of_a_family_is_read_on_any_host_and_port(page: Page) -> None:
    family = SITES[page.site].family
    url = f"http://www.bao-la.example:8080{urlsplit(page.url).path}"
    site = family_site(url, page.html().encode())
    if family is None or page.site == "baobinhduong":  # markup of this site only
        assert site is None
        return
    assert site is not None
    article = read_article(page.html().encode(), url, site=site, content_type="text/html", captured=CAPTURED)
    assert (site.name, site.family, article.title) == ("bao-la.example:8080", family, TITLE)


def test_page_of_another_cms_with_a_common_marker_is_of_no_family() -> None:
    page = f'<html><body><h1 class="post-title">{TITLE}</h1><div><p>{FIRST}</p></div></body></html>'
    assert family_site("https://blog.example/bep-chung-20260915", page.encode()) is None


@every_site
def test_site_file_declares_what_it_must(site: Site) -> None:
    assert site.publisher
    assert site.owner
    assert site.starts
    assert site.floor or site.note, "no floor: say why in `note`"
    assert not (site.ended and site.floor)
    assert [start.url for start in site.starts if not site.is_current(start.url)] == []
    assert len({layout.name for layout in site.layouts}) == len(site.layouts)
    for layout in site.layouts:
        assert (layout.evidence == "stored text") == isinstance(layout, TextLayout)


def test_merged_newspapers_that_publish_no_more_are_crawled_by_name_only() -> None:
    ended = set(SITES) - set(publishing_sites())
    assert ended == {"baoapbac", "baobackan", "baobariavungtau", "baobinhduong"}


def test_no_host_belongs_to_two_sites() -> None:
    hosts = [host for site in SITES.values() for host in (*site.hosts, *site.past_hosts)]
    assert sorted(set(hosts)) == sorted(hosts)
    owners = [[site.name for site in SITES.values() if site.owns(f"https://{host}/")] for host in hosts]
    assert [names for names in owners if len(names) != 1] == []


def test_spider_file_and_site_have_one_name() -> None:
    files = {file.stem for file in (Path(__file__).parents[1] / "spiders").glob("*.py")} - {"__init__"}
    assert files == set(SITES)


def test_article_on_a_past_host_has_its_key_and_is_not_requested() -> None:
    site = SITES["baoquangninh"]
    url = "http://m.baoquangninh.com.vn/bep-chung-3164333.html?utm_source=zalo"
    assert site.owns(url)
    assert site.article_key(url) == "3164333"
    assert site.canonical_url(url) == "https://baoquangninh.com.vn/bep-chung-3164333.html"
    assert (site.is_current(url), site.is_current("https://www.baoquangninh.vn/")) == (False, True)


def test_one_article_of_tap_chi_cong_san_has_one_key_under_many_paths() -> None:
    site = SITES["tapchicongsan"]
    paths = (
        "/web/guest/van_hoa_xa_hoi/-/2018/1041102/xay-dung-nen-van-hoa%2C-tien-bo.aspx",
        "/web/guest/nghien-cu/-/2018/1041102/view_content",
        "/en_US/web/guest/van_hoa_xa_hoi/-/2018/1041102/xay-dung.aspx",
        "/-/2018/1041102",
    )
    assert {site.article_key(f"https://tapchicongsan.org.vn{path}") for path in paths} == {"1041102"}


@pytest.mark.parametrize("before", ["", FIRST])
def test_encrypted_article_is_refused_with_this_reason(before: str) -> None:
    cipher = "U2FsdGVkX19c4Tq0" + "kP3vZ/w8+Yb6" * 9 + "=="
    url = "https://baophutho.vn/bep-chung-258512.htm"
    page = Page("baophutho", "P", url, replace=(("$first", before), ("$second", cipher), ("$third", cipher)))
    with pytest.raises(Refused, match="encrypted") as refused:
        page.read()
    assert refused.value.cls == "text:encrypted"


def test_page_with_two_roots_is_read_whole_and_says_so() -> None:
    page = next(page for page in PAGES if page.site == "baotayninh")
    assert "early_end" in page.read().repairs


def test_page_that_sets_a_cookie_and_loads_again_is_a_challenge() -> None:
    stub = (
        b'<html><body><script>document.cookie="D1N=abc";window.location.reload(true);</script></body></html>'
    )
    reason = error_page_reason(stub, "text/html")
    assert reason is not None
    assert reason.startswith("challenge ")
    with_text = stub.replace(b"<body>", b"<body><p>B\xc3\xa0i vi\xe1\xba\xbft</p>")
    assert error_page_reason(with_text, "text/html") is None
