"""Coverage by site and year in `status` and on the front page; where a capture came from in `show`."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from backfill_runner import PAPER, Backfiller, captured, page
from served_archive import serving
from web_archive_server import WebArchiveServer

from archive.capture_sources import enter_sources
from archive.database.rows import fetch_rows, row_sha256
from archive.store import Store
from crawler.cli import partynews
from crawler.ingest.import_files import import_files
from crawler.ingest.single_files import SinglePage


@pytest.fixture
def filled(web_archive: WebArchiveServer, backfiller: Backfiller) -> Backfiller:
    """Captures of 2017 and 2019 are backfilled, one page of today is imported."""
    web_archive.captures = [
        captured(1, "20170101000000"),
        captured(1, "20170201000000", "edited"),
        captured(2, "20190101000000"),
    ]
    backfiller.run()
    path = backfiller.db.with_name("page.html")
    path.write_bytes(page(3))
    with Store.open(backfiller.db) as store:
        import_files(store, {"paper": PAPER}, [path], page=SinglePage("https://paper.vn/bai-3.html"))
    return backfiller


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    partynews.main(list(words), standalone_mode=False)
    return capsys.readouterr().out


def test_status_has_captures_and_articles_by_year(
    filled: Backfiller, capsys: pytest.CaptureFixture[str]
) -> None:
    coverage = json.loads(run(capsys, "status", "--json", "--db", str(filled.db)))["coverage"]
    assert [list(row.values()) for row in coverage[:3]] == [
        ["paper", 2017, 1, 0, 2, 0],
        ["paper", 2018, 0, 0, 0, 0],
        ["paper", 2019, 1, 0, 1, 0],
    ]
    assert coverage[-1] == {**coverage[-1], "articles": 1, "live": 0, "backfilled": 0, "imported": 1}
    text = run(capsys, "status", "--db", str(filled.db))
    assert "Captures by year, and the articles on them" in text


def test_show_prints_the_address_in_the_web_archive(
    filled: Backfiller, capsys: pytest.CaptureFixture[str]
) -> None:
    address = filled.server.url("/web/20190101000000/https://paper.vn/bai-2.html")
    assert f", {address}\n" in run(capsys, "show", "https://paper.vn/bai-2.html", "--db", str(filled.db))


def test_pages_show_coverage_and_the_address_in_the_web_archive(filled: Backfiller) -> None:
    with serving(filled.db) as served:
        titles = served.get("/").texts(".coverage title")
        assert titles[:3] == [
            "paper, 2017: 0 live, 0 imported, 2 backfilled; 1 article",
            "paper, 2018: 0 live, 0 imported, 0 backfilled; 0 articles",
            "paper, 2019: 0 live, 0 imported, 1 backfilled; 1 article",
        ]
        article = served.get("/article/2")
        assert "Wayback Machine" in article.texts("dd")
        address = filled.server.url("/web/20190101000000/https://paper.vn/bai-2.html")
        assert address in [link.get("href") for link in article.page.cssselect("dd a")]


def test_older_captures_get_their_source_when_an_archive_is_migrated(
    filled: Backfiller,
) -> None:
    """Those of a crawl are live, others imported; the checksums of the rows are right."""
    with Store.open(filled.db) as store, store.writing():
        crawl = store.start_run("crawl", ["paper"])
        row = fetch_rows(store.db, "SELECT * FROM captures ORDER BY id")[0]
        file = f"paper/paper-20260101000000-{crawl}.warc.gz"
        store.db.execute("UPDATE captures SET source = NULL")
        store.db.execute("UPDATE captures SET file = ? WHERE id = ?", [file, row["id"]])
        enter_sources(store.db)
        rows = fetch_rows(store.db, "SELECT * FROM captures ORDER BY id")
    assert [row["source"] for row in rows] == ["live", "import", "import", "import"]
    assert all(row["row_sha256"] == row_sha256(row) for row in rows)


def test_page_of_an_archive_with_a_bad_address_has_no_link(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [captured(1, "20170101000000")]
    archive = backfiller.wayback()
    archive.source_url = lambda _: "javascript:alert(1)"  # type: ignore[method-assign]
    backfiller.sites = {"paper": replace(PAPER, floor=0)}
    backfiller.run(archive)
    with serving(backfiller.db) as served:
        assert "Wayback Machine" not in served.get("/article/1").texts("dd")
