"""Site files: article URLs, keys, canonical URLs and starts."""

from __future__ import annotations

import pytest

from crawler.site import Site
from crawler.sites import load_sites

SITES = load_sites()

# Site, key, canonical URL, other URLs of the article.
ARTICLES = [
    (
        "nhandan",
        "684254",
        "https://nhandan.vn/hoi-nghi-so-ket-post684254.html",
        (
            "http://nhandan.vn/hoi-nghi-so-ket-post684254.html?utm_source=zalo&utm_medium=social",
            "https://m.nhandan.vn/hoi-nghi-so-ket-post684254.html#binh-luan",
            "https://www.nhandan.vn/hoi-nghi-so-ket-post684254.amp",
        ),
    ),
    (
        "nhandan",
        "684254",
        "https://nhandan.vn/tin-tuc-giao-duc/hoi-nghi-so-ket-684254/",
        ("http://nhandan.vn/tin-tuc-giao-duc/hoi-nghi-so-ket-684254/",),
    ),
    ("nhandan", "666402", "https://nhandan.com.vn/tin-tuc-xa-hoi/hoi-nghi--666402/", ()),
    ("nhandan", "39134302", "https://nhandan.com.vn/chinhtri/tin-tuc/item/39134302-hoi-nghi.html", ()),
    (
        "vietnamplus",
        "425361",
        "https://www.vietnamplus.vn/hoi-nghi-so-ket/425361.vnp",
        ("http://vietnamplus.vn/hoi-nghi-so-ket/425361.vnp?ref=zalo",),
    ),
    (
        "vietnamplus",
        "425361",
        "https://www.vietnamplus.vn/hoi-nghi-so-ket-post425361.vnp",
        ("https://m.vietnamplus.vn/hoi-nghi-so-ket-post425361.amp",),
    ),
    ("baoquangbinh", "2193384", "https://baoquangbinh.vn/chinh-tri/202201/hoi-nghi-2193384/", ()),
    ("baoquangbinh", "9344c18", "https://baoquangbinh.vn/kinh-te/nong-nghiep/202508/hoi-nghi-9344c18/", ()),
    (
        "dukcqtw",
        "4630",
        "http://dukcqtw.dcs.vn/hoi-nghi-so-ket-duk4630.aspx",
        ("https://dukcqtw.dcs.vn/hoi-nghi-so-ket-duk4630.aspx?utm_source=zalo",),
    ),
    (
        "hanoi",
        "2839910",
        "https://hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3/2839910/hoi-nghi.html",
        (
            "http://www.hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3/2839910/hoi-nghi.html;jsessionid=kX7.app2",
        ),
    ),
    (
        "hanoi",
        "2839910",
        "https://hanoi.gov.vn/mobile_chitiet_tintuc/-/hn/VWY2FnKi7zTm/3/2839910/hoi-nghi.html",
        (),
    ),
    ("baolaocai", "404649", "https://baolaocai.vn/song-dep-post404649.html", ()),
    ("baocantho", "196670", "https://baocantho.com.vn/thanh-tra-a196670.html", ()),
]

NOT_ARTICLES = [
    ("nhandan", "https://nhandan.vn/xay-dung-dang/"),
    ("nhandan", "https://nhandan.vn/tu-khoa/dai-hoi-dang-tag3324.html"),
    ("nhandan", "https://en.nhandan.vn/meeting-post684254.html"),
    ("nhandan", "https://img.nhandan.com.vn/Files/Images/2021/09/07/anh.jpg"),
    ("vietnamplus", "https://www.vietnamplus.vn/chinhtri/trang2.vnp"),
    ("vietnamplus", "https://www.vietnamplus.vn/dang-uy-khoi-tag232277.vnp"),
    ("vietnamplus", "https://www.vietnamplus.vn/chude/dai-hoi-dang/205.vnp"),
    ("vietnamplus", "https://zh.vietnamplus.vn/hoi-nghi-post425361.vnp"),
    ("baoquangbinh", "https://baoquangbinh.vn/xay-dung-dang/?paged=2"),
    ("dukcqtw", "http://dukcqtw.dcs.vn/xay-dung-dang-cm12.aspx?page=2"),
    ("dukcqtw", "http://tuyengiao.hungyen.dcs.vn/hoi-nghi-duk4630.aspx"),
    ("hanoi", "https://hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3.html"),
    ("hanoi", "https://english.hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3/2839910/x.html"),
    ("baocantho", "https://baocantho.com.vn/thoi-su/"),
]


@pytest.mark.parametrize(("site", "key", "url", "others"), ARTICLES)
def test_every_url_of_an_article_has_its_key_and_canonical_form(
    site: str, key: str, url: str, others: tuple[str, ...]
) -> None:
    for address in (url, *others):
        assert (SITES[site].article_key(address), SITES[site].canonical_url(address)) == (key, url)


@pytest.mark.parametrize(("site", "url"), NOT_ARTICLES)
def test_sections_tags_and_other_sites_are_not_articles(site: str, url: str) -> None:
    assert SITES[site].article_key(url) is None


@pytest.mark.parametrize("site", SITES.values(), ids=lambda site: site.name)
def test_starts_are_on_the_site(site: Site) -> None:
    assert [start.url for start in site.starts if not site.owns(start.url)] == []
