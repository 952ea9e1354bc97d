"""Web pages of the archive, over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from article_builder import story
from sample_articles import COPY, EDITED, MEETING, NAM, UNDATED
from served_archive import Served, serving

from archive.errors import NotAnArchive
from archive.store import Store
from archive.ui.server import CannotServe, archive_app, serve
from archive.withheld import withhold


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "báo đảng.db"
    with Store.open(path) as store, store.writing():
        run = store.start_run("crawl", ["nhandan", "hanoi"])
        for article in (MEETING, EDITED, COPY, NAM, UNDATED):
            store.save(article)
        store.record_outcome(run, "nhandan", "https://nhandan.vn/a1.html", "stored")
        store.record_outcome(run, "nhandan", "https://nhandan.vn/a7.html", "refused", "layout")
        store.finish_run(run, "hanoi under its floor", 4)
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    with serving(path) as running:
        yield running


def test_front_page_summarises_the_archive(served: Served) -> None:
    front = served.get("/")
    assert front.texts(".sum") == [
        "4 articles of 3 sites, published from 2018-05-15 to 2019-06-01. 1 was edited after the first "
        "capture, 1 is a copy of another article, 0 are gone from the site, 1 has no date. "
        "Based on 5 captured pages."
    ]
    assert front.texts(".plot .site") == ["nhandan", "hanoi", "vietnamplus"]
    assert front.texts(".plot .bar") == [
        "nhandan, 2018-05: 1",
        "nhandan, 2019-06: 1",
        "vietnamplus, 2018-05: 1",
    ]
    (run,) = front.texts(".runs tbody tr")
    assert run.endswith("crawl nhandan, hanoi 1 stored 1 refused hanoi under its floor (exit 4)")


def test_bar_of_the_plot_links_to_the_articles_of_its_month(served: Served) -> None:
    links = [link.get("href") for link in served.get("/").page.cssselect(".plot a:has(.bar)")]
    assert served.get(links[1]).texts(".hits h2") == ["Được mùa ở Nam Định"]


def test_search_respects_typed_diacritics(served: Served) -> None:
    assert sorted(served.search(q="nam").texts(".hits h2")) == [
        *("Hội nghị sơ kết ba năm", "Tin vắn", "Được mùa ở Nam Định")
    ]
    assert served.search(q="năm", site="hanoi").texts(".hits mark") == ["Năm"]
    assert served.search(q="dang uy khoi", site="nhandan").texts(".hits mark") == ["Đảng", "ủy", "Khối"] * 2


def test_results_can_be_filtered_by_site_year_and_section(served: Served) -> None:
    found = served.search(q="nam")
    assert found.texts(".facets li") == [
        *("nhandan 2", "hanoi 1", "vietnamplus 1"),
        *("2019 1", "2018 2", "no date 1"),
        *("Xây dựng Đảng 2", "Kinh tế 1"),
    ]
    for facet, left in (("vietnamplus", 1), ("2018", 2), ("no date", 1), ("Xây dựng Đảng", 2)):
        (link,) = (a.get("href") for a in found.page.cssselect(".facets a") if a.text == facet)
        narrowed = served.get(link)
        assert narrowed.texts(".total b")[0] == str(left)
        (back,) = (a.get("href") for a in narrowed.page.cssselect(".facets a.chosen"))
        assert back == "/search?q=nam"


def test_without_a_query_all_articles_are_shown_newest_first(served: Served) -> None:
    assert served.get("/search").texts(".hits h2") == [
        "Được mùa ở Nam Định",
        "Hội nghị sơ kết ba năm",
        "Tin vắn",
    ]


@pytest.mark.parametrize(
    "query", ['"', "OR", "AND NOT", "*", "site:", "from:gestern", "(", "NEAR(a b)", "\x00", "-"]
)
def test_any_query_is_answered(served: Served, query: str) -> None:
    assert served.search(q=query).status == 200


def test_url_query_leads_to_its_article_or_last_outcome(served: Served) -> None:
    redirect = served.search(q="https://m.nhandan.vn/a1.html")
    assert (redirect.status, redirect.headers["location"]) == (302, "/article/1")
    (refused,) = served.search(q="https://nhandan.vn/a7.html").texts(".warning")
    assert refused.endswith("had the outcome refused: layout.")
    assert served.search(q="https://nhandan.vn/a8.html").texts(".warning") == [
        "No article is stored under this URL, and no run has requested it."
    ]


def test_article_page_shows_text_and_source(served: Served) -> None:
    article = served.get("/article/1")
    assert article.texts("article > *") == [
        "nhandan · Xây dựng Đảng",
        "Hội nghị sơ kết ba năm",
        "2018-05-15 19:24 · LÊ HÀ",
        "(NDĐT) Ngày 15-5, tại Hà Nội, tổ chức Hội nghị.",
        "Tại hội nghị, đồng chí Bí thư Đảng ủy Khối nêu rõ.",
        "Đảng ủy Khối xác định bốn nội dung.",
    ]
    assert article.texts(".pictures li") == ["Quang cảnh hội nghị. image on the site external"]
    assert article.texts(".copies li") == [
        "Hội nghị sơ kết ba năm nhandan, published 2018-05-15, first seen 2026-03-01, this article",
        "Hội nghị sơ kết ba năm vietnamplus, published 2018-05-15, first seen 2026-03-05, identical text",
    ]
    assert article.texts(".revisions li") == [
        "captured 2026-03-01 08:00",
        "captured 2026-03-04 08:00 changed: title show changes",
    ]
    record = dict(zip(article.texts(".record dt"), article.texts(".record dd"), strict=True))
    assert record == {
        "URL": "https://nhandan.vn/a1.html external",
        "Other URLs": "https://m.nhandan.vn/a1.html external",
        "Captured": "2026-03-04 08:00 2026-03-04T01:00:00Z",
        "WARC file": "paper/paper-1.warc.gz, offset 2000, 900 bytes",
        "WARC record": "urn:uuid:2",
        "Payload digest": "sha1:2 HTTP status 200",
        "Layout": "2026, reader version 1",
        "Date as printed": "Thứ Ba, 15/05/2018, 19:24:18",
        "Authors": "Lê Hà",
        "Tags": "học tập Bác",
        "Repairs": "eth",
        "SHA-256 of the text": EDITED.text_sha256,
        "As captured": "page and calendar of captures",
        "Cite": "BibLaTeX, CSL-JSON, RIS or Zotero's button on this page",
        "Download": "2 WARC records",
        "Database": "article 1: row, JSON, captures",
    }


def test_cited_documents_link_to_all_articles_that_cite_them(tmp_path: Path) -> None:
    texts = (
        "Học tập Chỉ thị 05-CT/TW. Làm theo Chỉ thị 05.",
        "Chỉ thị số 05- CT/TW của Bộ Chính trị.",
        "Tin.",
    )
    with Store.open(tmp_path / "archive.db") as store, store.writing():
        for number, text in enumerate(texts, start=1):
            store.save(story(text, key=str(number), on=number, title=f"Tin {number}"))
    with serving(tmp_path / "archive.db") as served:
        article = served.get("/article/1")
        assert article.texts(".references li") == ["Chỉ thị 05-CT/TW 2 times, by code"]
        (link,) = article.page.cssselect(".references a")
        about = served.get(link.get("href"))
        assert sorted(about.texts("td.col-title")) == ["Tin 1", "Tin 2"]
        documents = served.get("/archive/documents")
        assert documents.texts("td.col-articles") == ["2"]
        assert [a.get("href") for a in documents.page.cssselect("td a")] == [link.get("href")]


def test_revision_page_shows_its_text_and_changes(served: Served) -> None:
    first = served.get("/article/1/revision/1")
    assert first.texts("article h1") == ["Hội nghị sơ kết hai năm"]
    assert first.texts(".warning") == ["This is revision 1 of 2, captured 2026-03-01 08:00. Newest text"]
    changes = served.get("/article/1/changes/2")
    assert (changes.texts("dd del"), changes.texts("dd ins")) == (["hai"], ["ba"])


def test_non_web_url_is_shown_without_a_link(served: Served) -> None:
    article = served.get("/article/4")
    assert article.texts(".record dd")[0] == "javascript:alert(1)"
    links = [link.get("href") for link in article.page.cssselect("a")]
    assert not [link for link in links if not link.startswith(("/", "#", "https://datasette.io/"))]


@pytest.mark.parametrize(
    "address", ["/article/99", "/article/1/revision/9", "/article/1/changes/1", "/article/9" * 3, "/nothing"]
)
def test_missing_page_is_explained_in_a_sentence(served: Served, address: str) -> None:
    answer = served.get(address)
    assert (answer.status, len(answer.texts(".warning"))) == (404, 1)


def test_every_canned_query_has_rows(served: Served) -> None:
    values = urlencode({"day": "2018-05-15", "author": "Lê Hà", "url": "https://nhandan.vn/a7.html"})
    questions = [link.get("href") for link in served.get("/").page.cssselect(".queries a")]
    rows = {
        question: len(served.get(f"{question}?{values}").texts(".rows-and-columns tbody tr"))
        for question in questions
    }
    assert rows == {
        "/archive/published_on_a_day": 2,
        "/archive/new_today": 0,
        "/archive/changed_after_publication": 1,
        "/archive/gone_from_the_site": 0,
        "/archive/told_by_several_papers": 1,
        "/archive/by_author": 2,
        "/archive/documents": 0,
        "/archive/about_a_document": 0,
        "/archive/not_read": 1,
        "/archive/why_not_this_page": 1,
        "/archive/without_a_date": 1,
        "/archive/sections": 3,
    }


def test_tables_link_to_the_articles(served: Served) -> None:
    assert served.get("/archive/visible_articles?site=hanoi").texts("td.col-title") == ["Tin vắn"]
    answer = served.get("/archive?sql=select+duplicate_of+from+duplicates")
    assert [link.get("href") for link in answer.page.cssselect("td a")] == ["/article/1"]
    answer = served.get("/archive/visible_articles?id=2")
    assert [link.get("href") for link in answer.page.cssselect("td.col-id a")] == ["/article/2"]


@pytest.mark.parametrize(
    ("table", "leads_to"),
    [
        ("articles?site=hanoi", "visible_articles?site=hanoi"),
        ("articles.json?id=1", "visible_articles.json?id=1"),
        ("revisions", "visible_revisions"),
        ("articles/2", "/article/2"),
    ],
)
def test_tables_with_withheld_texts_redirect_to_views(served: Served, table: str, leads_to: str) -> None:
    answer = served.get(f"/archive/{table}")

    assert (answer.status, urljoin("/archive/", leads_to)) == (302, answer.headers["location"])


def test_withheld_article_is_on_no_page(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    copy.write_bytes(path.read_bytes())
    with Store.open(copy) as store, store.writing():
        withhold(store, 1, "a complaint")
    with serving(copy) as served:
        assert [served.get(f"/article/1{part}").status for part in ("", "/revision/1", "/changes/2")] == [
            404
        ] * 3
        assert served.search(q="Đảng ủy Khối").texts(".hits .note b") == ["vietnamplus"]
        assert served.get("/search").texts(".hits .note b") == ["nhandan", "vietnamplus", "hanoi"]
        assert served.get("/").texts(".plot .count") == ["1", "1", "1"]
        assert served.get("/article/3").texts(".copies li") == []
        assert [row["article_id"] for row in served.query("SELECT article_id FROM withheld")["rows"]] == [1]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT title FROM articles",
        "SELECT count(*) FROM articles WHERE body LIKE '%Khối%'",
        "SELECT body FROM revisions",
        "SELECT * FROM (SELECT id, lead FROM articles)",
    ],
)
def test_texts_cannot_be_read_around_the_views(served: Served, sql: str) -> None:
    answer = served.query(sql)

    assert not answer["ok"]
    assert "visible_articles" in answer["error"]


def test_served_archive_can_be_written(tmp_path: Path) -> None:
    with Store.open(tmp_path / "archive.db") as store, serving(tmp_path / "archive.db") as served:
        assert served.get("/").texts(".sum")[0].startswith("No articles yet.")
        with store.writing():
            store.save(NAM)
        assert served.search(q="Nam Định").texts(".hits h2") == ["Được mùa ở Nam Định"]


def test_restored_archive_is_served_without_restart(path: Path, tmp_path: Path) -> None:
    served_path, restored = tmp_path / "archive.db", tmp_path / "restored.db"
    served_path.write_bytes(path.read_bytes())
    with Store.open(restored) as store, store.writing():
        store.save(NAM)
    with serving(served_path) as served:
        assert served.get("/search").texts(".total b")[0] == "4"
        restored.rename(served_path)
        assert served.get("/search").texts(".hits h2") == ["Được mùa ở Nam Định"]
        served_path.unlink()
        gone = served.get("/search")
        assert (gone.status, gone.texts(".warning")[0].startswith("No archive at ")) == (503, True)


def test_only_archives_are_served_and_only_on_localhost(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="No archive at"):
        archive_app(tmp_path / "none.db")
    for host in ("0.0.0.0", "192.168.1.7", "::", "paper.vn"):
        with pytest.raises(CannotServe, match=r"Use 127\.0\.0\.1"):
            serve(path, host=host)


def test_port_in_use_is_reported(path: Path, served: Served) -> None:
    with pytest.raises(CannotServe, match="Use another port: partynews serve --port 8002"):
        serve(path, port=int(served.url.rpartition(":")[2]))


def test_variables_of_a_failed_request_are_not_printed_where_rich_is_installed(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "rich.py").write_text("def get_console():\n    raise RuntimeError('printed')\n")
    command = [sys.executable, "-m", "crawler", "serve", "--port", "0", "--db", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        served = Served.announced(process.stdout.readline(), process.pid)
        answer = served.get("/no/such/page")
        process.terminate()
    assert answer.status == 404
