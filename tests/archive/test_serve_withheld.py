"""No word of a withheld article is served: table pages, rows, SQL, tables of the search index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from article_builder import story
from served_archive import Served, serving

from archive.store import Store
from archive.withheld import withhold

WORDS = ("xuyenmocthanh", "quabcdlinh", "ngocbichxa", "7731-ct/tw", "7731")
TEXT = f"{' '.join(WORDS[:3])} và Chỉ thị số 7731-CT/TW vào chiều thứ bảy, "
TEXT += "rồi cùng bàn việc sửa đường, đào mương ở thôn Hạ."
DURATION = re.compile(r'"query_ms": [\d.]+')  # may have any digits
INDEX_TABLES = [
    f"articles_{index}_{part}"
    for index in ("exact", "folded")
    for part in ("data", "idx", "docsize", "config")
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("withheld") / "archive.db"
    with Store.open(path) as store:
        with store.writing():
            store.save(story(TEXT, key="1", on=1))
            store.save(story(f"{TEXT} Thêm {WORDS[0]}.", key="1", on=2))
            store.save(story("Một bài khác về hội nghị của Ban Thường vụ Tỉnh ủy.", key="2", on=2))
        with store.writing():
            withhold(store, 1, "letter 17")
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    with serving(path) as served:
        yield served


@pytest.fixture(scope="module")
def tables(path: Path) -> list[str]:
    with Store.open(path) as store:
        found = store.db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    return [name for (name,) in found]


def words_in(body: bytes) -> list[str]:
    """Return the words of the withheld article in a response, in hexadecimal too."""
    text = DURATION.sub("", body.decode("utf-8", "replace").lower())
    return [word for word in WORDS if word in text or word.encode().hex() in text]


def test_no_page_of_a_table_has_a_word(served: Served, tables: list[str]) -> None:
    forms = (
        "",
        ".json?_shape=objects",
        ".csv?_stream=on",
        "/1",
        "/1.json",
        "/1,1.json",
        "/1,2",
        "/1.blob?_blob_column=block",
    )
    pages = [f"/archive/{name}{form}" for name in (*tables, "sqlite_master") for form in forms]
    pages += [
        "/",
        "/search",
        "/search.csv",
        "/search.jsonl",
        "/search.atom",
        "/coverage",
        "/documents",
        "/people",
    ]
    pages += [f"/trend.csv?q={WORDS[0]}", "/archive/documents"]
    pages += [f"/article/1/{part}" for part in ("compare", "captured", "citation.bib", "captures.warc.gz")]
    shown = {page: words for page in pages if (words := words_in(served.get(page).body))}
    assert shown == {}


def test_no_query_returns_a_word(served: Served, tables: list[str]) -> None:
    queries = [f"SELECT * FROM [{name}]" for name in tables]
    queries += [f"SELECT hex(block) FROM {name}" for name in INDEX_TABLES]
    queries += [f"SELECT hex(term), CAST(term AS TEXT) FROM {name.upper()}" for name in INDEX_TABLES]
    queries += [
        'SELECT hex(block) FROM main."articles_exact_data"',
        "WITH data AS (SELECT * FROM [articles_folded_DATA]) SELECT hex(block), quote(block) FROM data",
        "SELECT title, body FROM articles_exact WHERE rowid = 1",
        "SELECT highlight(articles_folded, 2, '', '') FROM articles_folded WHERE rowid = 1",
        "SELECT term FROM words_exact",
        "SELECT term FROM words_folded",
        "SELECT hex(data) FROM sqlite_dbpage",
        "SELECT number FROM document_references",
        "SELECT count(*) FROM document_references WHERE number = '7731'",
        "SELECT raw FROM (SELECT * FROM main.document_references)",
        "SELECT tags, section, source_mark, published_raw FROM articles",
    ]
    shown = {
        sql: words for sql in queries if (words := words_in(str(served.query(sql).get("rows")).encode()))
    }
    assert shown == {}


@pytest.mark.parametrize("table", INDEX_TABLES)
def test_tables_of_the_search_index_are_refused(served: Served, table: str) -> None:
    assert "visible_articles" in served.query(f"SELECT * FROM {table}")["error"]
    assert served.get(f"/archive/{table}").status == 403


def test_rows_of_a_withheld_article_are_not_found(served: Served) -> None:
    rows = [f"/archive/articles/{id}{form}" for id in (1, 99) for form in (".json", ".csv", ".blob", "/x")]
    rows += [f"/archive/revisions/1,{number}{form}" for number in (1, 2, 9) for form in ("", ".json", ".csv")]
    rows += ["/article/1", "/article/1.json", "/archive/visible_articles/1.json"]
    assert {row: served.get(row).status for row in rows} == dict.fromkeys(rows, 404)


@pytest.mark.parametrize(
    ("row", "leads_to"),
    [
        ("articles/2.json", "visible_articles.json?id=2"),
        ("articles/2.csv", "visible_articles.csv?id=2"),
        ("revisions/2,1", "visible_revisions?article_id=2&number=1"),
        ("revisions/2,1.json", "visible_revisions.json?article_id=2&number=1"),
    ],
)
def test_rows_of_other_articles_lead_to_the_views(served: Served, row: str, leads_to: str) -> None:
    answer = served.get(f"/archive/{row}")
    assert (answer.status, answer.headers["location"]) == (302, f"/archive/{leads_to}")
    assert b"Ban Th" in served.get(f"/archive/{leads_to}").body


def test_search_still_finds_the_other_articles(served: Served) -> None:
    assert served.search(q="Thường vụ").texts("ol li a, .hit a, article a") != []
    assert served.query("SELECT count(*) AS n FROM articles_exact WHERE articles_exact MATCH 'hội'")[
        "rows"
    ] == [{"n": 1}]


def test_list_of_tables_is_served_without_an_error(served: Served) -> None:
    hidden = json.loads(served.get("/archive.json").body)["tables"]
    counts = {table["name"]: table["count"] for table in hidden}
    assert {counts[name] for name in INDEX_TABLES} == {None}  # not counted: it could take long
    assert counts["captures"] == 0
