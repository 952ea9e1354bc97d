"""Import: articles once and in order of time, outcomes of other records, damage."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warc_bytes import HTML, by_hand, http_block, record, response

from archive.database.rows import fetch_rows
from archive.store import Store
from archive.warc.reader import read_record
from archive.warc.revisits import read_payload
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.import_scope import ImportScope
from crawler.ingest.single_files import SinglePage
from crawler.parse.layout import Layout
from crawler.site import Site

LAYOUT = Layout("paper", marker="h1.title", title="h1.title", body=".content", published=".date")
PAPER = Site(
    "paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,), marks=("PAPER",)
)  # fmt: skip
SITES = {"paper": PAPER}
URL = "https://paper.vn/dai-hoi-post1.html"
GENERIC = ImportScope(generic=True)
KEPT = ("articles", "aliases", "revisions", "captures", "duplicates")


SENTENCES = (
    "Sáng nay, chi bộ thôn Đông tổ chức sinh hoạt chuyên đề về học tập và làm theo Bác.",
    "Đồng chí Bí thư Đảng ủy xã dự và phát biểu, ghi nhận những việc chi bộ đã làm được trong năm qua.",
    "Các đảng viên trao đổi về việc xây dựng nông thôn mới, giữ gìn môi trường và phát triển kinh tế.",
    "Kết thúc buổi sinh hoạt, chi bộ thống nhất ba nhiệm vụ trọng tâm và phân công người phụ trách.",
)


def page(title: str, text: str = "Chi bộ bàn việc học tập nghị quyết.") -> bytes:
    return (
        f"<html><body><h1 class='title'>{title}</h1><p class='date'>02/03/2026 08:00</p>"
        f"<div class='content'><p>{title}: đoạn một.</p><p>{text}</p></div></body></html>"
    ).encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "archive.db") as store:
        yield store


def bring_in(store: Store, *parts: bytes, name: str = "in.warc.gz", **options: Any) -> ImportReport:
    path = store.path.parent / name
    path.write_bytes(b"".join(parts))
    return import_files(store, SITES, [path], **options)


def outcomes(report: ImportReport) -> dict[str, tuple[str, str | None]]:
    return {url: (settled.outcome, settled.reason) for url, settled in report.outcomes.items()}


def kept(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: store.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in KEPT}


def titles(store: Store) -> list[tuple[str, str]]:
    return store.db.execute("SELECT url, title FROM articles ORDER BY id").fetchall()


def aliases(store: Store) -> list[str]:
    return [url for (url,) in store.db.execute("SELECT url FROM aliases ORDER BY url")]


def test_captures_of_all_files_are_imported_in_order_of_time(store: Store, tmp_path: Path) -> None:
    days = {"a": "2026-03-04", "b": "2026-03-02", "c": "2026-03-03"}
    files = []
    for name, day in days.items():
        files.append(tmp_path / f"{name}.warc.gz")
        files[-1].write_bytes(response(URL, page(f"Bản {day}"), when=f"{day}T00:00:00Z"))
    report = import_files(store, SITES, files)
    history = store.db.execute("SELECT number, title, captured FROM revisions ORDER BY number").fetchall()
    assert history == [
        (1, "Bản 2026-03-02", "2026-03-02T00:00:00Z"),
        (2, "Bản 2026-03-03", "2026-03-03T00:00:00Z"),
        (3, "Bản 2026-03-04", "2026-03-04T00:00:00Z"),
    ]
    assert titles(store) == [(URL, "Bản 2026-03-04")]
    assert outcomes(report) == {URL: ("stored", None)}
    assert report.edits == {"paper": 2}


def test_each_kind_of_response_has_its_outcome(store: Store) -> None:
    site = "https://paper.vn"
    report = bring_in(
        store,
        response(URL, page("Đại hội")),
        response(f"{site}/", b"<html></html>"),
        response(f"{site}/a-post2.html", b"", status="404 Not Found"),
        response(f"{site}/a-post3.html", b"", status="503 Busy"),
        response(f"{site}/a-post4.html", b"%PDF", headers=[("Content-Type", "application/pdf")]),
        response(f"{site}/a-post5.html", page("Hội nghị").replace(b"h1", b"h2")),
        response(f"{site}/a-post6.html", b"cut", headers=[*HTML, ("Content-Encoding", "gzip")]),
        response(f"{site}/a-post7.html", b"", status="304 Not Modified"),
        response(f"{site}/r", b"", status="302 Found", headers=[("Location", "https://other.vn/")]),
        response(f"{site}/s", b"", status="302 Found", headers=[]),
        response("https://other.vn/a-post1.html", page("Nơi khác")),
        record("request", URL, b""),
        record("metadata", URL, b"x"),
    )
    found = {
        url.removeprefix(site): (outcome, (reason or "").split()[:1])
        for url, (outcome, reason) in outcomes(report).items()
    }
    assert found == {
        "/dai-hoi-post1.html": ("stored", []),
        "/": ("skipped", ["url"]),
        "/a-post2.html": ("gone", ["status:404"]),
        "/a-post3.html": ("failed", ["status:503"]),
        "/a-post4.html": ("skipped", ["type"]),
        "/a-post5.html": ("refused", ["layout:unknown"]),
        "/a-post6.html": ("failed", ["corrupt"]),
        "/a-post7.html": ("failed", ["status:304"]),
        "/r": ("skipped", ["blocked:offsite"]),
        "/s": ("failed", ["redirects"]),
        "https://other.vn/a-post1.html": ("skipped", ["site:unknown"]),
    }
    assert (report.passed_over, report.damages, report.exit_code) == ({"request": 1, "metadata": 1}, [], 0)
    recorded = store.db.execute("SELECT url, outcome FROM outcomes").fetchall()
    assert dict(recorded) == {url: outcome for url, (outcome, _) in outcomes(report).items()}
    assert len(recorded) == 11
    assert store.db.execute("SELECT count(*) FROM captures WHERE site = 'paper'").fetchone() == (10,)


def test_redirects_become_aliases_in_any_order(store: Store) -> None:
    def moved(source: str, target: str, when: str) -> bytes:
        return response(source, b"", status="301 Moved", headers=[("Location", target)], when=when)

    bring_in(
        store,
        moved("https://paper.vn/r/1", "/r/2", "2026-03-01T00:00:00Z"),
        moved("http://paper.vn/dai-hoi-post1.html", URL, "2026-03-01T00:00:00Z"),
        response(URL, page("Đại hội"), when="2026-03-02T00:00:00Z"),
        moved("https://paper.vn/r/2", URL, "2026-03-03T00:00:00Z"),
        moved("https://paper.vn/r/3", "/r/4", "2026-03-03T00:00:00Z"),
        moved("https://paper.vn/r/4", "/r/3", "2026-03-03T00:00:00Z"),
    )
    assert aliases(store) == [
        "http://paper.vn/dai-hoi-post1.html", URL, "https://paper.vn/r/1", "https://paper.vn/r/2"
    ]  # fmt: skip


def test_gone_article_keeps_its_text(store: Store) -> None:
    gone = response(URL, b"", status="410 Gone", when="2026-03-05T00:00:00Z")
    report = bring_in(store, response(URL, page("Đại hội")), gone)
    assert titles(store) == [(URL, "Đại hội")]
    assert store.db.execute("SELECT gone_since FROM articles").fetchone() == ("2026-03-05T00:00:00Z",)
    assert outcomes(report) == {URL: ("stored", None)}


def test_second_import_changes_nothing(store: Store) -> None:
    parts = [response(URL, page("Đại hội")), response("https://paper.vn/x-post2.html", page("Hội nghị"))]
    bring_in(store, *parts)
    before = kept(store)
    report = bring_in(store, *parts)
    assert kept(store) == before
    assert {outcome for outcome, _ in outcomes(report).values()} == {"unchanged"}
    assert len(list((store.captures / "imported").iterdir())) == 1


def test_damage_is_reported_with_offset_and_the_rest_imported(store: Store) -> None:
    first, second = (
        response(URL, page("Đại hội")),
        response("https://paper.vn/x-post2.html", page("Hội nghị")),
    )
    report = bring_in(store, first, second[:-30], response("https://paper.vn/x-post3.html", page("Tập huấn")))
    assert [url for url, _ in titles(store)] == [URL, "https://paper.vn/x-post3.html"]
    assert [(d.file, d.offset) for d in report.damages] == [(store.path.parent / "in.warc.gz", len(first))]
    assert report.exit_code == 7
    assert store.db.execute("SELECT reason, exit_code FROM runs").fetchall() == [("finished", 7)]


@pytest.mark.parametrize("cut", [0, 200])
def test_file_with_one_gzip_member_is_stored_unpacked(store: Store, cut: int) -> None:
    urls = [f"https://paper.vn/x-post{n}.html" for n in range(30)]
    texts = [" ".join(f"việc {n * 100 + word}" for word in range(20)) for n in range(30)]  # no copies
    pages = [page(f"Hội nghị {url}", text) for url, text in zip(urls, texts, strict=True)]
    whole = b"".join(response(url, body, zipped=False) for url, body in zip(urls, pages, strict=True))
    packed = gzip.compress(whole)
    report = bring_in(store, packed[: len(packed) - cut])
    (copied,) = (store.captures / "imported").iterdir()
    assert copied.name.endswith("-in.warc")
    found = [url for url, _ in titles(store)]
    assert found == urls[: len(found)]
    assert (len(found) == 30, report.exit_code) == ((True, 0) if not cut else (False, 7))


def test_bomb_is_skipped_and_the_rest_imported(store: Store) -> None:
    bomb = gzip.compress(gzip.compress(bytes(300_000_000), 1), 1)
    encoded = [*HTML, ("Content-Encoding", "gzip, gzip")]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = bring_in(
        store,
        response("https://paper.vn/x-post2.html", bomb, headers=encoded),
        by_hand(http_block(bytes(100_000_000)), zipped=True, WARC_Target_URI="https://paper.vn/x-post3.html"),
        response(URL, page("Đại hội")),
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        url[-10:]: (outcome, (why or "").split()[:1]) for url, (outcome, why) in outcomes(report).items()
    }
    assert found == {
        "post1.html": ("stored", []),
        "post2.html": ("failed", ["too_large"]),
        "post3.html": ("failed", ["too_large"]),
    }
    assert report.without_digest == 1
    assert peak - before < 300_000


def test_revisit_is_a_capture_of_the_original_payload(store: Store, tmp_path: Path) -> None:
    first = response(URL, page("Đại hội"))
    (tmp_path / "first.warc.gz").write_bytes(first)
    digest = read_record(tmp_path / "first.warc.gz", 0).payload_digest
    fields = {"WARC-Payload-Digest": digest, "WARC-Refers-To-Target-URI": URL}
    again = record("revisit", URL, when="2026-03-09T00:00:00Z", headers=(), fields=fields)
    twin = "https://paper.vn/ban-in-post9.html"
    of_twin = record("revisit", twin, when="2026-03-10T00:00:00Z", headers=(), fields=fields)
    report = bring_in(store, first, again, of_twin)
    assert outcomes(report) == {URL: ("stored", None), twin: ("duplicate", "exact:1")}
    capture = store.db.execute(
        "SELECT captures.* FROM articles JOIN captures ON captures.id = capture_id WHERE articles.url = ?",
        [twin],
    )
    names = [column[0] for column in capture.description]
    row = dict(zip(names, capture.fetchone(), strict=True))
    assert (row["url"], row["captured"]) == (twin, "2026-03-10T00:00:00Z")


def test_revisit_finds_its_original_in_the_archive(store: Store, tmp_path: Path) -> None:
    first = response(URL, page("Đại hội"))
    (tmp_path / "first.warc.gz").write_bytes(first)
    digest = read_record(tmp_path / "first.warc.gz", 0).payload_digest
    later = record("revisit", URL, when="2026-03-09T00:00:00Z", fields={"WARC-Payload-Digest": digest})
    assert outcomes(bring_in(store, later)) == {URL: ("skipped", "revisit:no original")}
    bring_in(store, first, name="first.warc.gz")
    assert outcomes(bring_in(store, later)) == {URL: ("unchanged", None)}
    assert store.db.execute("SELECT count(*) FROM revisions").fetchone() == (1,)


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


def test_captures_of_an_import_can_be_imported_elsewhere(store: Store, tmp_path: Path) -> None:
    dump = "Đại hội chi bộ\n\nPAPER - Ngày 2-3, chi bộ tổ chức đại hội.\n\nĐại hội bầu cấp ủy mới.\n".encode()
    bring_in(store, dump, name="dump.txt")
    bring_in(store, page("Hội nghị"), name="page.html", page=SinglePage(URL))
    files = sorted(store.captures.rglob("*.warc.gz"))
    with Store.open(tmp_path / "b.db", captures=tmp_path / "elsewhere") as other:
        import_files(other, SITES, files)
        assert sorted(titles(other), key=str) == sorted(titles(store), key=str)


def test_wacz_is_imported_inside_the_captures_folder(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wacz:
        wacz.writestr("archive/data.warc.gz", response(URL, page("Đại hội")))
        wacz.writestr("archive/../../../evil.warc.gz", response("https://paper.vn/x-post2.html", page("X")))
        wacz.writestr("datapackage.json", json.dumps({}))
    before = {p for p in tmp_path.parent.rglob("*") if tmp_path not in p.parents}
    report = import_files(store, SITES, [path])
    assert outcomes(report) == {URL: ("stored", None)}
    assert {p for p in tmp_path.parent.rglob("*") if tmp_path not in p.parents} == before


def test_killed_import_is_completed_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "in.warc.gz"
    path.write_bytes(
        b"".join(
            response(f"https://paper.vn/x-post{n}.html", page(f"Hội nghị {n}", f"Số {n}."))
            for n in range(250)
        )
    )
    program = textwrap.dedent("""
        import os, sys
        sys.path.insert(0, sys.argv[3])
        from pathlib import Path
        from test_import import SITES
        from archive.store import Store
        from crawler.ingest.import_files import import_files
        def die_in_the_middle(done, total):
            if done >= int(sys.argv[2]):
                os.kill(os.getpid(), 9)
        folder = Path(sys.argv[1])
        with Store.open(folder / "a.db") as store:
            import_files(store, SITES, [folder / "in.warc.gz"], progress=die_in_the_middle)
    """)
    for done in (100, 200):
        arguments = [sys.executable, "-c", program, tmp_path, str(done), Path(__file__).parent]
        assert subprocess.run(arguments, env=os.environ).returncode == -9
    with Store.open(tmp_path / "a.db") as store, Store.open(tmp_path / "undisturbed.db") as undisturbed:
        import_files(store, SITES, [path])
        import_files(undisturbed, SITES, [path])
        assert kept(store) == kept(undisturbed)
        assert len(titles(store)) == 250
        runs = store.db.execute("SELECT reason, exit_code FROM runs").fetchall()
        assert runs == [("killed", 137), ("killed", 137), ("finished", 0)]


def test_payload_of_every_capture_can_be_read_again(store: Store, tmp_path: Path) -> None:
    first = response(URL, page("Đại hội"))
    (tmp_path / "first.warc.gz").write_bytes(first)
    digest = read_record(tmp_path / "first.warc.gz", 0).payload_digest
    again = record("revisit", URL, when="2026-03-09T00:00:00Z", fields={"WARC-Payload-Digest": digest})
    bring_in(store, first, again)
    for capture in store.captures_read_before(1, 10**6):
        assert read_payload(store.db, store.captures, capture).body == page("Đại hội")
