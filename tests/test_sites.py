"""Every page under sites/<site>/ is parsed as its JSON says.

For a page without JSON, or with a JSON without `expect`, the test writes the result into the JSON and fails:
compare it with the page line by line. If it is wrong, correct the layout, not the JSON. `golden` is the last
accepted result; other output needs a higher READER_VERSION.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from crawler.page_sample import golden_of, parsed_fields, write_json
from crawler.sites import load_sites

PAGES = sorted((Path(__file__).parent / "sites").glob("*/*.html"))

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")


@every_page
def test_page_is_parsed_as_its_json_says(page: Path) -> None:
    said = json_beside(page)
    output = read(page, said)
    if "expect" not in said:
        write_json(page, said | {"expect": output, "golden": said.get("golden", golden_of(output))})
        pytest.fail(f"{page.with_suffix('.json')} was written: compare it with the page line by line")
    assert output == said["expect"]


@every_page
def test_boilerplate_is_absent_from_title_lead_and_body(page: Path) -> None:
    said = json_beside(page)
    output = read(page, said)
    text = "\n".join((output.get("title") or "", output.get("lead") or "", *output.get("body", ())))
    assert [words for words in said.get("absent", ()) if words in text] == []


@every_page
def test_changed_output_needs_a_new_reader_version(page: Path) -> None:
    said = json_beside(page)
    if "golden" not in said:
        pytest.skip("the JSON was just written")
    golden = golden_of(read(page, said))
    verdict = judge(said["golden"], golden)
    if verdict == "raised":
        write_json(page, said | {"golden": golden})
    assert verdict == "same", {
        "changed": "the output changed: raise READER_VERSION in crawler/parse/read.py",
        "raised": f"READER_VERSION was raised, {page.with_suffix('.json')} was written: commit it",
    }.get(verdict)


def test_golden_fails_until_the_version_is_raised() -> None:
    before = {"reader_version": 1, "sha256": "a"}
    assert judge(before, {"reader_version": 2, "sha256": "a"}) == "same"
    assert judge(before, {"reader_version": 1, "sha256": "b"}) == "changed"
    assert judge(before, {"reader_version": 2, "sha256": "b"}) == "raised"


def test_every_page_belongs_to_a_site() -> None:
    assert {page.parent.name for page in PAGES} <= set(load_sites())


def json_beside(page: Path) -> dict[str, Any]:
    """Return the JSON of the page, or default values if there is none."""
    file = page.with_suffix(".json")
    if file.exists():
        said: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return said
    addresses = html.fromstring(page.read_bytes()).xpath("//link[@rel='canonical']/@href")
    assert addresses, f"{page.name} has no canonical URL: write {file.name} with its `url`"
    return {
        "url": addresses[0],
        "site": page.parent.name,
        "origin": "real",
        "captured": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "content_type": "text/html; charset=utf-8",
        "absent": [],
    }


def read(page: Path, said: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the page."""
    return parsed_fields(
        page.read_bytes(),
        said["url"],
        site=load_sites()[said["site"]],
        content_type=said.get("content_type"),
        captured=datetime.fromisoformat(said["captured"]),
    )


def judge(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Return `same`, `changed` (under one reader version), or `raised` (changed with a higher version)."""
    if before["sha256"] == now["sha256"]:
        return "same"
    return "raised" if now["reader_version"] > before["reader_version"] else "changed"
