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

import pytest

from archive.article import Article
from crawler.parse.generic import read_generic
from crawler.read_any import read_any

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


def described(name: str) -> tuple[dict[str, Any], bytes]:
    """What a page is said to hold, and its bytes."""
    said: dict[str, Any] = json.loads((SHARED / f"{name}.json").read_text("utf-8"))
    return said, (SHARED / f"{name}.html").read_bytes()


def fields_of(article: Article) -> dict[str, Any]:
    """The fields of an article as JSON has them."""
    return as_compared(json.loads(json.dumps(asdict(article))))


def as_compared(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields with the addresses of pictures in their full size."""
    images = [image | {"src": THUMBNAIL.sub("", image["src"])} for image in fields["images"]]
    return fields | {"images": images}
