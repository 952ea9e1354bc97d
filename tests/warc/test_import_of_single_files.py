"""Import of single HTML pages and text dumps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from paper_imports import GENERIC, URL, bring_in, outcomes, page

from archive.database.rows import fetch_rows
from archive.store import Store
from archive.warc.reader import read_record
from crawler.ingest.single_files import SinglePage


def test_single_page_is_stored_as_one_record(store: Store) -> None:
    when = datetime(2026, 3, 2, tzinfo=UTC)
    for expected in ("stored", "unchanged"):
        report = bring_in(store, page("Đại hội"), name="page.html", page=SinglePage(URL, when))
        assert outcomes(report) == {URL: (expected, None)}
        assert report.exit_code == 0
    (row,) = fetch_rows(store.db, "SELECT * FROM captures")
    held = read_record(store.captures / row["file"], row["offset"])
    assert (held.kind, held.url, held.body, row["captured"]) == (
        "resource", URL, page("Đại hội"), "2026-03-02T00:00:00Z"
    )  # fmt: skip


def test_single_page_may_declare_its_own_url(store: Store) -> None:
    says = page("Đại hội").replace(
        b"<body>", f"<head><link rel='canonical' href='{URL}'></head><body>".encode()
    )
    assert outcomes(bring_in(store, says, name="page.html")) == {URL: ("stored", None)}


@pytest.mark.parametrize(
    ("data", "options", "why"),
    [
        (page("Đại hội"), {}, "refused (url)"),
        (page("Đại hội"), {"page": SinglePage("https://other.vn/x-post1.html")}, "refused (site:unknown)"),
        (
            page("Đại hội"),
            {"page": SinglePage("http://../x-post1.html"), "scope": GENERIC},
            "refused (site:unknown)",
        ),
        ("Không ai biết bài này của báo nào.".encode(), {}, "refused (site:unknown)"),
        (b"<html>" + bytes(5_000_000), {"page": SinglePage(URL)}, "refused (too_large)"),
        (b"", {}, "refused"),
    ],
)
def test_file_of_an_unknown_site_is_reported(
    store: Store, data: bytes, options: dict[str, Any], why: str
) -> None:
    report = bring_in(store, data, name="page.html", **options)
    assert [d.what[: len(why)] for d in report.damages] == [why]
    assert (report.exit_code, report.outcomes) == (7, {})
    assert not store.captures.exists()


def test_text_dump_is_recognised_and_stored_once(store: Store) -> None:
    dump = "Đại hội chi bộ\n\nPAPER - Ngày 2-3, chi bộ tổ chức đại hội.\n\nĐại hội bầu cấp ủy mới.\n".encode()
    for expected in ("stored", "unchanged"):
        report = bring_in(store, dump, name="dump.txt")
        assert [o for o, _ in outcomes(report).values()] == [expected]
    (row,) = fetch_rows(store.db, "SELECT * FROM captures")
    (article,) = fetch_rows(store.db, "SELECT * FROM articles")
    assert (row["url"], article["url"], article["layout"], article["site"]) == (
        None,
        None,
        "text-dump",
        "paper",
    )
    assert read_record(store.captures / row["file"], row["offset"]).body == dump


def test_dump_may_be_imported_with_a_url(store: Store) -> None:
    dump = "Đại hội chi bộ\n\nPAPER - Ngày 2-3, chi bộ tổ chức đại hội.\n\nĐại hội bầu cấp ủy mới.\n".encode()
    assert outcomes(bring_in(store, dump, name="dump.txt", page=SinglePage(URL))) == {URL: ("stored", None)}
    assert store.db.execute("SELECT url, key FROM articles").fetchall() == [(URL, "1")]
