"""Pages that are read rightly raise no doubt: no flag on any of the samples, the site pages and ../shared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.sites import load_sites, site_of

ROOT = Path(__file__).parents[1]
SHARED = ROOT / ".." / "shared"
SITES = load_sites()
Served = tuple[str, bytes, str]  # address, body, time of capture


def in_folder(folder: Path) -> Iterator[Served]:
    """The pages of a folder that has a JSON beside each."""
    for file in sorted(folder.rglob("*.json")):
        said = json.loads(file.read_text("utf-8"))
        yield said["url"], file.with_suffix(".html").read_bytes(), said["captured"]


def in_warcs(folder: Path) -> Iterator[Served]:
    """The pages that WARC files hold, answered with 200."""
    for file in sorted(folder.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                headers = record.rec_headers
                if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                    body = record.content_stream().read()
                    yield headers["WARC-Target-URI"], body, headers["WARC-Date"].replace("Z", "+00:00")


@pytest.mark.parametrize(
    ("served", "folder", "least"),
    [
        (in_folder, ROOT / "tests" / "sites", 18),
        (in_warcs, ROOT / "samples", 70),
        (in_folder, SHARED / "pages", 14),
        (in_warcs, SHARED / "captures", 280),
    ],
    ids=["sites", "samples", "shared pages", "shared captures"],
)
def test_pages_that_are_read_rightly_raise_no_doubt(served, folder: Path, least: int) -> None:
    if not folder.exists():
        pytest.skip("no ../shared beside the checkout")
    read, flagged = 0, {}
    for url, body, captured in served(folder):
        site = site_of(url, SITES)
        if site is None or site.article_key(url) is None:
            continue
        try:
            article = read_article(
                body, url, site=site, content_type="text/html", captured=datetime.fromisoformat(captured)
            )
        except Refused:
            continue
        read += 1
        if article.flags:
            flagged[url] = article.flags
    assert flagged == {}
    assert read >= least
