"""All outlets are replayed in one run, from a listing to an article, under the URLs of the newspapers."""

from __future__ import annotations

import sqlite3
from io import BytesIO
from pathlib import Path

from forked_command import run_forked
from outlet_pages import PAGES
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.sites import load_sites

# A headline in the markup of each CMS.
HEADLINE = """
<article class="story">
<h2 class="story__heading"><a class="cms-link" href="{url}">Bếp chung</a></h2></article>
<h2 class="h2cate"><a href="{url}">Bếp chung</a></h2>
<h3 class="b-grid__title"><a data-linktype="newsdetail" href="{url}">Bếp chung</a></h3>
<div class="box-title list-news"><a href="{url}">Bếp chung</a></div>
"""


def test_every_outlet_is_replayed_from_its_listing_to_an_article(tmp_path: Path) -> None:
    captures, db = tmp_path / "outlets.warc.gz", tmp_path / "archive.db"
    with captures.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for site in load_sites().values():
            pages = [page for page in PAGES if page.site == site.name]
            listing = "".join(HEADLINE.format(url=page.url) for page in pages)
            for start in site.starts if pages else ():
                if start.kind == "listing":
                    add(writer, start.url, f"<html><body>{listing}</body></html>")
            for page in pages:
                add(writer, page.url, page.html())
    done = run_forked("replay", str(captures), "--db", str(db))
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(db) as archive:
        outcomes = dict(archive.execute("SELECT url, outcome FROM outcomes").fetchall())
    # The pages have the same text: the first is stored, the others are its duplicates.
    missing = {page.url: outcomes.get(page.url) for page in PAGES}
    assert {url: outcome for url, outcome in missing.items() if outcome not in ("stored", "duplicate")} == {}


def add(writer: WARCWriter, url: str, html: str) -> None:
    """Write a page as a capture."""
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(html.encode()),
        http_headers=headers,
        warc_headers_dict={"WARC-Date": "2026-09-16T01:00:00Z"},
    )
    writer.write_record(record)
