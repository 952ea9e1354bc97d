"""Site files agree with the list of outlets beside the checkout: hosts, families, forms of article URLs."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from crawler.site import Site
from crawler.sites import load_sites, site_of

OUTLETS = Path(__file__).parents[1] / ".." / "shared" / "OUTLETS.csv"
if not OUTLETS.exists():
    pytest.skip("no ../shared beside the checkout", allow_module_level=True)

SITES = load_sites()
ROWS = list(csv.DictReader(OUTLETS.read_text("utf-8").splitlines()))
ORGAN = re.compile(
    r"Party Cttee|Central Committee|Vietnam News Agency|Bộ |Quân ủy|Chính phủ|TTXVN"
    r"|CA Hà Nội|TW Đoàn|MTTQ|TAND|^TP\.HCM"
)
# The form of an article's URL in the list, and an URL of this form.
EXAMPLES = (
    (r"/{section}[/{sub}]/YYYYMM/slug-ID/", "/kinh-te/nong-nghiep/202508/bep-chung-9344c18/"),
    (r"-(\d{15,})\.htm", "/bep-chung-102260905122709839.htm"),
    (r"*.htm", "/bep-chung-102260905122709839.htm"),
    (r"/slug/(\d+)\.html", "/bep-chung/435525.html"),
    (r"/section/slug-(\d+)\.html", "/xay-dung-dang/bep-chung-594886.html"),
    (r"/-/2018/(\d+)/", "/web/guest/kinh-te/-/2018/825472/bep-chung.aspx"),
    (r"/-/hn/X/CAT/ID/slug.html", "/tintuc_sukien/-/hn/VWY2FnKi7zTm/3/2839910/bep-chung.html"),
    (r"*.ldo", "/thoi-su/bep-chung-1404649.ldo"),
    (r"-i(\d+)/", "/xa-hoi/bep-chung-i684254/"),
    (r"-(\d+)$", "/xa-hoi/bep-chung-894886"),
    (r"-(\d+)\.html", "/bep-chung-1314409.html"),
    (r"-(\d+)\.htm", "/bep-chung-258512.htm"),
    (r"-a(\d+)\.html", "/bep-chung-a196670.html"),
    (r"-duk(\d+)\.aspx", "/bep-chung-duk4630.aspx"),
    (r"-post(\d+)\.vnp", "/bep-chung-post1061517.vnp"),
    (r"-post(\d+)\.antd", "/bep-chung-post604649.antd"),
    (r"-post(\d+)\.tpo", "/bep-chung-post1704649.tpo"),
    (r"-post(\d+)", "/bep-chung-post404649.html"),
)


def is_wanted(row: dict[str, str]) -> bool:
    """Return whether a site file must exist: a Party or State organ on a family whose markup is known."""
    known = row["family"].split()[0] in ("Z", "E", "A", "B") if row["family"] else False
    return known and row["confidence"] in ("high", "medium") and bool(ORGAN.search(row["owner"]))


def example(form: str) -> str | None:
    """Return the path of an article with a URL of this form, None for an unknown form."""
    return next((path for known, path in EXAMPLES if form.startswith(known)), None)


def listed() -> list[tuple[str, Site, str]]:
    """Return host, site and an article's URL for each outlet in the list that has a site file."""
    found = []
    for row in ROWS:
        site, path = site_of(f"https://{row['host']}/", SITES), example(row["article_url"])
        if site is not None and path is not None:
            found.append((row["host"], site, f"https://{row['host']}{path}"))
    return found


every_outlet = pytest.mark.parametrize(
    ("host", "site", "url"), listed(), ids=[host for host, _, _ in listed()]
)


def test_every_known_organ_has_a_site_file() -> None:
    hosts = [row["host"] for row in ROWS if is_wanted(row)]
    assert len(hosts) > 25
    assert [host for host in hosts if site_of(f"https://{host}/", SITES) is None] == []


def test_there_are_forty_outlets() -> None:
    assert len(SITES) >= 40
    assert len(listed()) >= 40


@every_outlet
def test_article_url_of_the_list_has_a_key(host: str, site: Site, url: str) -> None:
    key = site.article_key(url)
    assert key is not None
    assert key in url
    assert site.canonical_url(url) is not None


@every_outlet
def test_family_is_that_of_the_list(host: str, site: Site, url: str) -> None:
    family = next(row["family"] for row in ROWS if row["host"] == host).split()
    if family and len(family[0]) == 1:  # a family of the list, else a system of its own
        assert site.family == family[0]


@every_outlet
def test_listings_and_tags_are_no_articles(host: str, site: Site, url: str) -> None:
    paths = ("/", "/chinh-tri/", "/chinh-tri.html", "/tu-khoa/dai-hoi-tag3324.html", "/dai-hoi-event321.html")
    assert [path for path in paths if site.article_key(f"https://{host}{path}")] == []
