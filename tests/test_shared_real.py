"""Pages as newspapers served them, beside the checkout, are read field by field as they say.

Each is read by its site file or by the family of its CMS, and by the general reader.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive.article import Article
from crawler.discover import Sitemap
from crawler.parse.generic import read_generic
from crawler.read_any import read_any
from crawler.sites import load_sites

SHARED = Path(__file__).parents[1] / ".." / "shared" / "real"
PAGES = sorted(file.stem for file in SHARED.glob("*.json"))
THUMBNAIL = re.compile(r"/thumb_w/\d+")  # VCCorp's smaller copy of a picture
HTML = "text/html; charset=utf-8"
if not SHARED.exists():
    pytest.skip("no ../shared beside the checkout", allow_module_level=True)


@pytest.mark.parametrize("name", PAGES)
def test_page_reads_as_it_says_by_site_file_or_family(name: str) -> None:
    said, body = described(name)
    captured = datetime.fromisoformat(said["captured"])
    article = read_any(body, said["url"], content_type=HTML, captured=captured).article
    assert differences(article, said) == {}
    assert article.flags == ()


@pytest.mark.parametrize("name", PAGES)
def test_picture_has_the_address_that_is_shown(name: str) -> None:
    said, body = described(name)
    captured = datetime.fromisoformat(said["captured"])
    article = read_any(body, said["url"], content_type=HTML, captured=captured).article
    assert [image.src for image in article.images] == [image["src"] for image in said["expect"]["images"]]


@pytest.mark.parametrize("name", PAGES)
def test_page_reads_as_it_says_with_the_general_reader(name: str) -> None:
    pytest.importorskip("trafilatura")
    said, body = described(name)
    captured = datetime.fromisoformat(said["captured"])
    article = read_generic(body, said["url"], content_type=HTML, captured=captured).article
    assert differences(article, said) == {}
    assert article.flags == ("generic",)


@pytest.mark.parametrize("name", ["baolaocai_2026_real", "baocantho_2026_real"])
def test_page_reads_by_its_family_on_another_host_as_on_its_own(name: str) -> None:
    said, body = described(name, SHARED.parent / "pages")
    captured = datetime.fromisoformat(said["captured"])
    on_its_own, elsewhere = (
        read_any(
            body, f"https://{host}{urlsplit(said['url']).path}", content_type=HTML, captured=captured
        ).article
        for host in (urlsplit(said["url"]).netloc, "bao-la.example")
    )
    assert (on_its_own.site, elsewhere.site) == (said["site"], "bao-la.example")
    texts = [
        (each.title, each.lead, each.body, each.byline, each.published) for each in (on_its_own, elsewhere)
    ]
    assert texts[0] == texts[1]


def test_list_feed_and_sitemap_give_the_links_of_articles() -> None:
    baochinhphu, bnews = load_sites()["baochinhphu"], load_sites()["bnews"]
    feed, listing = baochinhphu.starts
    for start, file, count in (
        (feed, "feed-baochinhphu.cut.xml", 4),
        (listing, "list_baochinhphu_cut.html", 3),
    ):
        found = start.read((SHARED / file).read_bytes(), start.url)
        assert (len(found.stories), found.why) == (count, None)
        assert None not in map(baochinhphu.article_key, found.stories)
    sitemap = next(start for start in bnews.starts if isinstance(start, Sitemap))
    url = "https://bnews.vn/sitemap/news-2026-9.xml"
    assert sitemap.month_of(url) == "2026-09"
    stories = sitemap.read((SHARED / "sitemap-bnews-2026-9.xml").read_bytes(), url).stories
    assert [story for story in stories if bnews.article_key(story) is None] == [
        "https://bnews.vn",
        "https://bnews.vn/photo/trang-1.html",
        "https://bnews.vn/video/trang-1.html",
    ]


def differences(article: Article, said: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields that are not as they should be, with both values, and boilerplate in the text."""
    found, accepted = fields_of(article), said.get("accept", {})
    wrong = {
        name: (found[name], value)
        for name, value in as_compared(said["expect"]).items()
        if found[name] != value and found[name] not in accepted.get(name, ())
    }
    boilerplate = [words for words in said["absent"] if words in f"{article.title}\n{article.text}"]
    return wrong | ({"absent": (boilerplate, [])} if boilerplate else {})


def described(name: str, folder: Path = SHARED) -> tuple[dict[str, Any], bytes]:
    """What a page is said to hold, and its bytes."""
    said: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return said, (folder / f"{name}.html").read_bytes()


def fields_of(article: Article) -> dict[str, Any]:
    """The fields of an article as JSON has them."""
    return as_compared(json.loads(json.dumps(asdict(article))))


def as_compared(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields with the addresses of pictures in their full size."""
    images = [image | {"src": THUMBNAIL.sub("", image["src"])} for image in fields["images"]]
    return fields | {"images": images}
