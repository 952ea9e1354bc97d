"""Which hosts an import reads: those of one site, of a CMS family, or any."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_imports import GENERIC, LAYOUT, PAPER, SENTENCES, SITES, URL, bring_in, outcomes, page
from warc_bytes import response

from archive.store import Store
from crawler.ingest.import_files import import_files
from crawler.ingest.import_scope import ImportScope
from crawler.site import Site


def test_run_names_only_the_sites_that_its_files_are_of(store: Store, tmp_path: Path) -> None:
    sites = {"paper": PAPER, "other": Site("other", "Other", ("other.vn",), (), (LAYOUT,))}
    path = tmp_path / "in.warc.gz"
    path.write_bytes(response(URL, page("Đại hội")))
    report = import_files(store, sites, [path])
    empty = import_files(store, sites, [])
    assert store.db.execute("SELECT id, sites FROM runs").fetchall() == [
        (report.run_id, '["paper"]'),
        (empty.run_id, "[]"),
    ]


def test_only_the_requested_site_is_imported(store: Store) -> None:
    other = Site("other", "Other", ("other.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,))
    path = store.path.parent / "in.warc.gz"
    path.write_bytes(
        response(URL, page("Đại hội")) + response("https://other.vn/x-post2.html", page("Hội nghị"))
    )
    report = import_files(store, SITES | {"other": other}, [path], scope=ImportScope(only="other"))
    assert [(s.site, s.outcome) for s in report.outcomes.values()] == [("other", "stored")]


def test_unknown_host_is_read_by_a_matching_family(store: Store) -> None:
    def by_marks(url: str, body: bytes) -> Site | None:
        return Site("new.vn", "New", ("new.vn",), PAPER.articles, (LAYOUT,)) if b"h1 class" in body else None

    report = bring_in(
        store,
        response("https://new.vn/x-post2.html", page("Hội nghị")),
        response("https://odd.vn/x-post2.html", b"<html></html>"),
        scope=ImportScope(detect=by_marks),
    )
    assert [(s.site, s.outcome, s.reason) for s in report.outcomes.values()] == [
        ("new.vn", "stored", None), ("odd.vn", "skipped", "site:unknown")
    ]  # fmt: skip


def test_generic_reader_is_used_only_on_request_for_unknown_sites(store: Store) -> None:
    pytest.importorskip("trafilatura")
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    odd = f"<html><head><title>Tin</title></head><body><article><h1>Tin lạ</h1>{text}</article></body></html>"
    elsewhere, known = "https://odd.vn/tin-1.html", "https://paper.vn/x-post2.html"
    report = bring_in(store, response(elsewhere, odd.encode()), response(known, odd.encode()), scope=GENERIC)
    assert outcomes(report)[elsewhere][0] == "stored"
    assert outcomes(report)[known][0] == "refused"
    assert store.db.execute("SELECT site, layout FROM articles").fetchall() == [("odd.vn", "generic")]
