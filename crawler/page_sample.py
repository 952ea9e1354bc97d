"""Test pages of site files: a page as served, and beside it a JSON with what it must be parsed to."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.article import Article
from archive.clock import format_utc
from crawler.parse.read import READER_VERSION, read_article
from crawler.parse.refusal import Refused
from crawler.site import Site

NOT_OF_THE_PAGE = ("site", "capture", "captured", "reader_version", "text_sha256", "body_sha256")
LONGEST_SLUG = 40  # letters of a file name


def read_sample(
    body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime
) -> Article | Refused:
    """Return the article on a page, or why there is none."""
    try:
        return read_article(body, url, site=site, content_type=content_type, captured=captured)
    except Refused as refused:
        return refused


def parsed_fields(
    body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime
) -> dict[str, Any]:
    """Return the fields of a page as its JSON has them: the body as a list of paragraphs, or the refusal."""
    article = read_sample(body, url, site=site, content_type=content_type, captured=captured)
    if isinstance(article, Refused):
        return {"refused": article.cls, "why": article.why}
    fields = {name: value for name, value in article.as_dict().items() if name not in NOT_OF_THE_PAGE}
    output: dict[str, Any] = json.loads(json.dumps(fields | {"body": article.body.split("\n\n")}))
    return output


def golden_of(output: dict[str, Any]) -> dict[str, Any]:
    """Return reader version and hash of the fields of a page."""
    text = json.dumps(output, ensure_ascii=False, sort_keys=True)
    return {"reader_version": READER_VERSION, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def write_json(page: Path, said: dict[str, Any]) -> None:
    """Write the JSON beside the file `page`."""
    text = json.dumps(said, ensure_ascii=False, indent=2)
    page.with_suffix(".json").write_text(text + "\n", "utf-8")


def save_page(
    folder: Path, body: bytes, url: str, *, site: Site, content_type: str | None, captured: datetime
) -> Path:
    """Write a page and its JSON into the folder of `site` in `folder`; return the path of the page.

    The file is named by year and slug. A page that was saved before is not written again.
    """
    output = parsed_fields(body, url, site=site, content_type=content_type, captured=captured)
    year = str(output.get("published") or format_utc(captured))[:4]
    page = _unused(folder / site.name / f"{year}_{_slug(url)}.html", body)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(body)
    said: dict[str, Any] = {
        "url": url,
        "site": site.name,
        "origin": "real",
        "captured": format_utc(captured),
        "content_type": content_type,
        "absent": [],
        "expect": output,
        "golden": golden_of(output),
    }
    write_json(page, said)
    return page


def _slug(url: str) -> str:
    """Return the words of the last part of a URL that names something."""
    parts = [part for part in urlsplit(url).path.split("/") if re.search(r"[a-z]{3}", part)] or ["page"]
    words = re.sub(r"\.\w{2,5}$", "", unquote(parts[-1]).lower())
    return re.sub(r"[^a-z0-9]+", "-", words)[:LONGEST_SLUG].strip("-") or "page"


def _unused(path: Path, body: bytes) -> Path:
    """Return `path`, with a number where another page has that name."""
    number, free = 1, path
    while free.exists() and free.read_bytes() != body:
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
