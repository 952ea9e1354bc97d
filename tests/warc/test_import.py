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
from pathlib import Path
from typing import Any

import pytest
from paper_imports import SITES, URL, bring_in, outcomes, page
from warc_bytes import HTML, by_hand, http_block, record, response

from archive.store import Store
from archive.warc.reader import read_record
from archive.warc.revisits import read_payload
from crawler.ingest.import_files import import_files
from crawler.ingest.single_files import SinglePage

KEPT = ("articles", "aliases", "revisions", "captures", "duplicates")


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
        from paper_imports import SITES
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
