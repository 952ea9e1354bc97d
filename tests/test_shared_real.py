"""Pages as newspapers served them, beside the checkout: family Z is read field by field as they say."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.article import Article
from crawler.families import family_site
from crawler.parse.read import read_article

SHARED = Path(__file__).parents[1] / ".." / "shared" / "real"
FAMILY_Z_PAGES = ("tinnhanhck_2026_real",)
HTML = "text/html; charset=utf-8"
if not SHARED.exists():
    pytest.skip("no ../shared beside the checkout", allow_module_level=True)


@pytest.mark.parametrize("name", FAMILY_Z_PAGES)
def test_page_of_family_z_reads_as_it_says(name: str) -> None:
    said, body = described(name)
    site = family_site(said["url"], body)
    assert site is not None
    article = read_article(
        body, said["url"], site=site, content_type=HTML, captured=datetime.fromisoformat(said["captured"])
    )
    expected = said["expect"]
    fields = fields_of(article)
    for field, values in said.get("accept", {}).items():
        if fields[field] in values:
            expected[field] = fields[field]
    assert {field: fields[field] for field in expected} == expected
    assert [words for words in said["absent"] if words in f"{article.title}\n{article.text}"] == []
    assert article.flags == ()


def described(name: str) -> tuple[dict[str, Any], bytes]:
    """What a page is said to hold, and its bytes."""
    said: dict[str, Any] = json.loads((SHARED / f"{name}.json").read_text("utf-8"))
    return said, (SHARED / f"{name}.html").read_bytes()


def fields_of(article: Article) -> dict[str, Any]:
    """The fields of an article as JSON has them."""
    return {
        **{name: getattr(article, name) for name in Article.__dataclass_fields__},
        "authors": list(article.authors),
        "tags": list(article.tags),
        "images": [
            {"src": image.src, "caption": image.caption, "credit": image.credit} for image in article.images
        ],
    }
