"""The pages beside the checkout that other readers get wrong are read as they say, paragraph by paragraph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from test_shared_pages import fields_of, folded, read

from archive.article import Article
from crawler.parse.refusal import Refused

PAGES = sorted((Path(__file__).parents[1] / ".." / "shared" / "reading").glob("*.json"))
if not PAGES:
    pytest.skip("no ../shared beside the checkout", allow_module_level=True)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_page_is_right_or_doubted(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    try:
        article = read(file.with_suffix(".html").read_bytes(), said["url"], said["site"], said["captured"])
    except Refused:
        assert said.get("may_refuse")
        return
    if {flag.partition(":")[0] for flag in article.flags} & set(said.get("doubt", ())):
        return
    expected = expected_of(said, article)
    assert {name: shown(article)[name] for name in expected} == expected
    assert [words for words in said.get("absent", ()) if words in f"{article.title}\n{article.text}"] == []


def expected_of(said: dict[str, Any], article: Article) -> dict[str, Any]:
    """The fields that the page says, with those other values that are as good where the article has them."""
    expected = {name: folded(value) for name, value in said["expect"].items()}
    found = shown(article)
    for name, values in said.get("accept", {}).items():
        if found[name] in map(folded, values):
            expected[name] = found[name]
    if "images" in expected:
        expected["images"] = [
            {**image, "src": urljoin(said["url"], image["src"])} for image in expected["images"]
        ]
    return expected


def shown(article: Article) -> dict[str, Any]:
    """The fields of an article as they are compared; of an image, its address and caption."""
    fields = fields_of(article)
    images = [{"src": image["src"], "caption": image["caption"]} for image in fields["images"]]
    return fields | {"paragraphs": folded(article.text.split("\n\n")), "images": images}
