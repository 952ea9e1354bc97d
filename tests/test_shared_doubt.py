"""The misleading and broken pages beside the checkout are read correctly, flagged, or refused."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from test_shared_pages import fields_of, folded

from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.sites import load_sites

PAGES = sorted((Path(__file__).parents[1] / ".." / "shared" / "doubt").glob("*.json"))
if not PAGES:
    pytest.skip("no ../shared beside the checkout", allow_module_level=True)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_page_is_right_flagged_or_refused(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    try:
        article = read_article(
            file.with_suffix(".html").read_bytes(),
            said["url"],
            site=load_sites()[said["site"]],
            content_type=said["content_type"],
            captured=datetime.fromisoformat(said["captured"]),
        )
    except Refused:
        assert said["expect"] is None or said.get("may_refuse")
        return
    if {flag.partition(":")[0] for flag in article.flags} & set(said["doubt"]):
        return
    assert said["expect"], f"{said['why']}: not refused or flagged"
    fields = fields_of(article) | {"paragraphs": folded(article.text.split("\n\n"))}
    assert {name: fields[name] for name in said["expect"]} == folded(said["expect"])
    assert [words for words in said["absent"] if words in f"{article.title}\n{article.text}"] == []
