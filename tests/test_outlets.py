"""Every site file reads a page in the markup of its CMS, and declares what it must.

A page is a template in designs/ with our own text. For sites with pages under sites/, see test_sites.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import pytest

from archive.article import Article, Image
from crawler.families import family_site
from crawler.fetch.soft_errors import error_page_reason
from crawler.parse.layout import TextLayout
from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.site import Site
from crawler.sites import load_sites, publishing_sites

SITES = load_sites()
DESIGNS = Path(__file__).parent / "designs"
IN_PAGES = {folder.name for folder in (Path(__file__).parent / "sites").iterdir()}

TITLE = "Bếp chung của xóm Đồi Sim mở cửa từ bốn giờ sáng"
LEAD = "Mười một gia đình ở xóm Đồi Sim góp gạo, góp củi, thay nhau nấu bữa sáng cho trẻ đi học xa."
FIRST = (
    "Bếp đặt trong nhà kho cũ của hợp tác xã. Mỗi nhà trực một ngày, ghi số gạo đã dùng, cuối tháng đọc sổ."
)
SECOND = "Bà Lường Thị Vân, người giữ sổ, nói tháng đầu nấu thiếu vì không ai tính phần trẻ bên kia suối."
THIRD = "Từ tháng này, trường cho mượn hai nồi lớn. Chi bộ xóm bàn việc dựng thêm mái che trước mùa mưa."
BYLINE = "Hà Lâm"
CAPTION = "Nồi cháo đầu tiên lúc năm giờ sáng."
IMAGE = "https://anh.example/2026/09/15/bep-chung.jpg"
PUBLISHED = "2026-09-15T08:19:00+07:00"
CAPTURED = datetime(2026, 9, 16, 1, tzinfo=UTC)
NOT_TEXT = ("Quảng cáo giữa bài", "Gửi bình luận", "Nhập bình luận", "Sửa cầu treo", "Giấy phép số", CAPTION)


@dataclass(frozen=True)
class Page:
    """A page of a site: the template, its URL, and what differs from other pages."""

    site: str
    design: str
    url: str
    mark: str | None = None
    lacking: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()

    def html(self) -> str:
        """Return the page with our text."""
        markup = (DESIGNS / f"{self.design}.html").read_text("utf-8")
        for old, new in self.replace:
            assert old in markup
            markup = markup.replace(old, new)
        return Template(markup).substitute(
            url=self.url,
            publisher=SITES[self.site].publisher,
            slug="doi-song",
            title=TITLE,
            lead=LEAD,
            mark=f"({self.mark}) - " if self.mark else "",
            first=FIRST,
            second=SECOND,
            third=THIRD,
            byline=BYLINE,
            caption=CAPTION,
            image=IMAGE,
            section="Đời sống",
            tag="bếp chung",
            related="Sửa cầu treo trước mùa lũ",
        )

    def read(self) -> Article:
        """Return the article that the site file reads."""
        site = SITES[self.site]
        return read_article(
            self.html().encode(), self.url, site=site, content_type="text/html", captured=CAPTURED
        )


def z(site: str, url: str, mark: str | None = None) -> Page:
    """Return a page of family Z."""
    return Page(site, "Z", url, mark)


def e(site: str, url: str, mark: str | None = None) -> Page:
    """Return a page of family E, which prints no tags."""
    return Page(site, "E", url, mark, lacking=("tags",))


PAGES = (
    z("baogialai", "https://baogialai.com.vn/bep-chung-post404649.html", "GLO"),
    z("baohatinh", "https://baohatinh.vn/bep-chung-post404649.html"),
    z("sggp", "https://www.sggp.org.vn/bep-chung-post804649.html", "SGGPO"),
    z("anninhthudo", "https://www.anninhthudo.vn/bep-chung-post604649.antd", "ANTĐ"),
    z("tienphong", "https://tienphong.vn/bep-chung-post1704649.tpo", "TPO"),
    z("tinnhanhchungkhoan", "https://www.tinnhanhchungkhoan.vn/bep-chung-post397051.html"),
    z("plo", "https://plo.vn/bep-chung-post885915.html", "PLO"),
    z("baophapluat", "https://baophapluat.vn/bep-chung-post514649.html", "PLVN"),
    z("bienphong", "https://www.bienphong.com.vn/bep-chung-post484649.html"),
    e("baoquangtri", "https://baoquangtri.vn/doi-song/202609/bep-chung-9344c18/", "QTO"),
    e("baodaklak", "https://baodaklak.vn/xa-hoi/doi-song/202609/bep-chung-d0f7a12/"),
    e("baodongnai", "https://baodongnai.com.vn/xa-hoi/202609/bep-chung-9344c18/"),
    Page(
        "baothainguyen",
        "E",
        "https://baothainguyen.vn/xa-hoi/202609/bep-chung-d0f7a12/",
        lacking=("tags",),
        replace=(
            ("<p><strong>$mark$lead</strong></p>", ""),
            (
                '<div id="content" class="content-detail">',
                '<div class="desc">$mark$lead</div><div class="content-detail">',
            ),
        ),
    ),
    e("baotuyenquang", "https://baotuyenquang.com.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baokhanhhoa", "https://baokhanhhoa.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baovinhlong", "https://baovinhlong.com.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baolamdong", "https://baolamdong.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baoapbac", "https://baoapbac.vn/xa-hoi/202609/bep-chung-1021345/"),
    e("baobariavungtau", "https://baobariavungtau.com.vn/xa-hoi/202609/bep-chung-1021345/"),
    e("baobackan", "https://baobackan.org.vn/xa-hoi/202609/bep-chung-1021345/"),
    Page("baoangiang", "A", "https://baoangiang.com.vn/bep-chung-a464618.html"),
    Page(
        "baotayninh",
        "A",
        "https://baotayninh.vn/bep-chung-a196670.html",
        replace=(
            ('<html lang="vi"><head>', '<html lang="vi"></html><head>'),
            ('<div class="detail-desc"><p>$mark$lead</p></div>', '<h4 class="sapo">$mark$lead</h4>'),
        ),
    ),
    Page("baodongthap", "A", "https://baodongthap.vn/bep-chung-a236670.html"),
    Page(
        "baobinhduong",
        "A",
        "https://baobinhduong.vn/bep-chung-a346670.html",
        replace=(
            ("margintopbot10 fw700", "title"),
            ('id="newscontents"', 'id="contentNews"'),
            ("content-fck slider-jsgallery", "singular-content"),
        ),
    ),
    Page("baodongkhoi", "A", "https://dongkhoi.baovinhlong.vn/bep-chung-a146670.html"),
    Page("baotravinh", "A", "https://travinh.baovinhlong.vn/bep-chung-a46670.html"),
    Page("hanoimoi", "O", "https://hanoimoi.vn/bep-chung-714409.html", "HNMO"),
    Page("hanoimoi", "O_2024", "https://hanoimoi.vn/bep-chung-654409.html", "HNMO"),
    Page("baonghean", "O", "https://baonghean.vn/bep-chung-10314409.html"),
    Page("baohaiphong", "O", "https://baohaiphong.vn/bep-chung-514409.html"),
    Page("baodanang", "O", "https://baodanang.vn/bep-chung-3314409.html"),
    Page("congly", "O", "https://congly.vn/bep-chung-414409.html"),
    Page("daidoanket", "O_2024", "https://daidoanket.vn/bep-chung-10294409.html"),
    Page("baochinhphu", "V", "https://baochinhphu.vn/bep-chung-102260915081900001.htm", "Chinhphu.vn"),
    Page("suckhoedoisong", "V", "https://suckhoedoisong.vn/bep-chung-169260915081900001.htm", "SKĐS"),
    Page("nld", "V", "https://nld.com.vn/bep-chung-196260915081900001.htm", "NLĐO"),
    Page("baohungyen", "N", "https://baohungyen.vn/bep-chung-3184333.html"),
    Page("baoquangninh", "N", "https://baoquangninh.vn/bep-chung-3164333.html"),
    Page("baocaobang", "N", "https://baocaobang.vn/bep-chung-3174333.html"),
    Page("cand", "B", "https://cand.com.vn/doi-song/bep-chung-i684254/", "CAND"),
    Page("qdnd", "Q", "https://www.qdnd.vn/xa-hoi/doi-song/bep-chung-894886", "QĐND Online"),
    Page("dangcongsan", "Q", "https://dangcongsan.vn/xa-hoi/bep-chung-594886.html", "ĐCSVN"),
    Page("baothanhhoa", "P", "https://baothanhhoa.vn/bep-chung-244736.htm", lacking=("tags",)),
    Page("baophutho", "P", "https://baophutho.vn/bep-chung-258512.htm", lacking=("tags",)),
    Page("bnews", "L", "https://bnews.vn/bep-chung/435525.html"),
    Page(
        "tapchicongsan",
        "tapchicongsan",
        "https://www.tapchicongsan.org.vn/web/guest/van_hoa_xa_hoi/-/2018/825472/bep-chung.aspx",
        "TCCS",
        lacking=("lead", "section", "tags"),
    ),
    Page("laodong", "laodong", "https://laodong.vn/xa-hoi/bep-chung-1404649.ldo"),
)

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
