"""Site: canonical URLs, article keys and hosts."""

import pytest

from crawler.site import Site

VIETNAMPLUS = Site(
    "vietnamplus",
    "Thông tấn xã Việt Nam",
    hosts=("www.vietnamplus.vn",),
    articles=(r"(?:/|-post)(?P<key>\d{5,})\.vnp$",),
    layouts=(),
    amp=".vnp",
)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.vietnamplus.vn/slug/425361.vnp",
        "http://vietnamplus.vn/slug/425361.vnp?utm_source=zalo&utm_medium=social",
        "https://m.vietnamplus.vn:443/slug/425361.vnp#comments",
        "https://www.vietnamplus.vn/slug/425361.vnp;jsessionid=kX7.app2",
    ],
)
def test_url_variants_have_one_canonical_url(url):
    assert VIETNAMPLUS.canonical_url(url) == "https://www.vietnamplus.vn/slug/425361.vnp"
    assert VIETNAMPLUS.article_key(url) == "425361"


def test_amp_url_maps_to_the_page():
    url = "https://www.vietnamplus.vn/slug-post1060917.amp"
    assert VIETNAMPLUS.canonical_url(url) == "https://www.vietnamplus.vn/slug-post1060917.vnp"


@pytest.mark.parametrize(
    "url",
    [
        "https://en.vietnamplus.vn/slug/425361.vnp",
        "https://www.vietnamplus.vn.evil.example/slug/425361.vnp",
        "https://user@www.vietnamplus.vn/slug/425361.vnp",
        "https://www.vietnamplus.vn:8080/slug/425361.vnp",
        "https://www.vietnamplus.vn:x/slug/425361.vnp",
        "ftp://www.vietnamplus.vn/slug/425361.vnp",
        "javascript:void(0)",
        "",
    ],
)
def test_urls_of_other_hosts_are_refused(url):
    assert not VIETNAMPLUS.owns(url)
    assert VIETNAMPLUS.canonical_url(url) is None


def test_listing_url_keeps_its_page_number_without_tracking():
    url = "http://vietnamplus.vn/chinhtri.vnp?page=2&utm_source=x"
    assert VIETNAMPLUS.canonical_url(url) == "https://www.vietnamplus.vn/chinhtri.vnp?page=2"
