"""Shared acceptance pages and captures are parsed as annotated, field by field."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.article import Article
from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.sites import load_sites

SHARED = Path(__file__).parents[1] / ".." / "shared"
PAGES = sorted((SHARED / "pages").glob("*.json"))
TRUTHS = sorted((SHARED / "captures").glob("*.truth.json"))
if not SHARED.exists():
    pytest.skip("no ../shared beside the checkout", allow_module_level=True)

HTML = "text/html; charset=utf-8"
TEXTS = ("lead", "body")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_shared_page_is_parsed_as_annotated(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    try:
        article = read(file.with_suffix(".html").read_bytes(), said["url"], said["site"], said["captured"])
    except Refused:
        assert said["expect"] is None or said.get("may_refuse")
        return
    assert said["expect"] is not None, said["why"]
    expected = expected_fields(said)
    fields = fields_of(article)
    for name, values in said.get("accept", {}).items():
        if fields[name] in map(folded, values):
            expected[name] = fields[name]
    assert {name: fields[name] for name in expected} == expected
    assert [words for words in said["absent"] if words in f"{article.title}\n{article.text}"] == []


@pytest.mark.parametrize("truth_file", TRUTHS, ids=lambda file: file.name.split(".")[0])
def test_every_capture_gives_a_version_of_its_article(truth_file: Path) -> None:
    truth = json.loads(truth_file.read_text("utf-8"))
    newest: dict[str, Any] = {}
    for article in truth["articles"]:
        for url in article["urls"]:
            for captured, body in captures_of(truth_file).get(url, ()):
                found = version(read(body, url, truth["site"], captured))
                newest[url] = found
                assert found in versions(article), (url, captured)
    assert newest == {
        url: versions(article)[0] for article in truth["articles"] for url in article["urls"] if url in newest
    }
    assert {article["key"] for article in truth["articles"]} == {
        article["key"] for article in truth["articles"] if newest.keys() & set(article["urls"])
    }


@pytest.mark.parametrize("truth_file", TRUTHS, ids=lambda file: file.name.split(".")[0])
def test_non_article_pages_are_refused(truth_file: Path) -> None:
    truth = json.loads(truth_file.read_text("utf-8"))
    for url in truth["refuse"]:
        for captured, body in captures_of(truth_file)[url]:
            with pytest.raises(Refused):
                read(body, url, truth["site"], captured)


@pytest.mark.parametrize("truth_file", TRUTHS, ids=lambda file: file.name.split(".")[0])
def test_page_with_broken_bytes_is_parsed_and_flagged(truth_file: Path) -> None:
    truth = json.loads(truth_file.read_text("utf-8"))
    broken = truth["broken_encoding"]
    ((captured, body),) = captures_of(truth_file)[broken["url"]]
    article = read(body, broken["url"], truth["site"], captured)
    assert (article.title, article.repairs) == (broken["title"], ("invalid:3",))


def read(body: bytes, url: str, site: str, captured: str) -> Article:
    """Return the article of a page served as HTML."""
    return read_article(
        body, url, site=load_sites()[site], content_type=HTML, captured=datetime.fromisoformat(captured)
    )


def expected_fields(said: dict[str, Any]) -> dict[str, Any]:
    """Return the expected fields for comparison, with lead and body as one text."""
    expect = said["expect"]
    fields = {name: folded(value) for name, value in expect.items() if name not in TEXTS}
    fields["text"] = folded(" ".join(expect[name] or "" for name in TEXTS))
    fields["images"] = [
        {**folded(image), "src": urljoin(said["url"], image["src"])} for image in expect["images"]
    ]
    return fields


def fields_of(article: Article) -> dict[str, Any]:
    """Return the fields of an article for comparison."""
    fields = {name: folded(value) for name, value in json.loads(json.dumps(article.as_dict())).items()}
    return fields | {"text": folded(article.text)}


def folded(value: Any) -> Any:
    """Return `value` with white space collapsed."""
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).strip()
    if isinstance(value, dict):
        return {name: folded(part) for name, part in value.items()}
    return [folded(part) for part in value] if isinstance(value, list) else value


def version(article: Article) -> tuple[str, str | None, str]:
    """Return title, date and text hash, which identify a version."""
    return article.title, article.published, hashlib.sha256(article.text.encode()).hexdigest()


def versions(article: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    """Return the versions of an article, newest first."""
    first = article.get("first_revision", article)
    return [
        (version["title"], article["published"], version["lead_body_sha256"]) for version in (article, first)
    ]


@cache
def captures_of(truth_file: Path) -> dict[str, list[tuple[str, bytes]]]:
    """Return time and body of every 200 response by URL, in order of time."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    for url, captured, body in responses(
        truth_file.with_name(truth_file.name.replace(".truth.json", ".warc.gz"))
    ):
        found.setdefault(url, []).append((captured, body))
    return {url: sorted(captures) for url, captures in found.items()}


def responses(file: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield URL, time and body of the 200 responses in a WARC file."""
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                url = record.rec_headers.get_header("WARC-Target-URI")
                captured = record.rec_headers.get_header("WARC-Date")
                yield url, captured, record.content_stream().read()
