"""Security of the web pages: no writes, no other hosts, bounded queries."""

from __future__ import annotations

import hashlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from article_builder import story
from served_archive import Served, serving

from archive.store import Store

PAGES = (
    *("/", "/search?q=tin", "/search", "/article/1", "/article/9", "/article/1/revision/1", "/nothing"),
    *(
        "/archive",
        "/archive/visible_articles",
        "/archive/captures/1",
        "/archive/sections",
        "/archive?sql=select+1",
    ),
    *("/trend", "/trend?q=tin", "/trend.csv?q=tin", "/coverage", "/documents", "/people", "/search.csv"),
    *("/search.atom", "/article/1/compare", "/article/1/captured", "/article/1/citation.ris"),
    *("/archive?sql=selec", "/archive/visible_articles.json", "/-/versions", "/static/partynews.css"),
)
POLICY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
ROWS = "WITH RECURSIVE n(x, y) AS (SELECT 1, zeroblob(5e6) UNION ALL SELECT x + 1, y FROM n) SELECT * FROM n"
ALL_WITH_ALL = "SELECT count(*) FROM " + ", ".join(f"captures AS c{number}" for number in range(30))
LONG = "replace(hex(zeroblob(2400000)), '0', 'a')"  # 4.8 million letters


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    with Store.open(path) as store, store.writing():
        for number in range(1, 4):
            store.save(story(f"Tin {number}.", key=str(number), number=number))
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    with serving(path) as running:
        yield running


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("page", PAGES)
def test_every_response_has_the_policy_and_no_external_resources(served: Served, page: str) -> None:
    answer = served.get(page)
    assert {name: answer.headers.get(name) for name in POLICY} == POLICY
    if answer.headers["content-type"].startswith("text/html"):
        assert answer.page.cssselect("script, style, iframe, object, embed") == []
        loaded = [e.get("src") or e.get("href") for e in answer.page.cssselect("link, img, [src]")]
        assert [address for address in loaded if not re.match(r"/[^/]", address)] == []


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil.example:127", "[::2]", ""],
)
def test_another_host_name_is_refused(served: Served, host: str) -> None:
    answer = served.get("/archive/articles.json", headers={"Host": host})
    assert (answer.status, "Tin" in answer.body.decode()) == (403, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9000", "LOCALHOST", "[::1]:8001"])
def test_localhost_names_are_accepted(served: Served, host: str) -> None:
    assert served.get("/", headers={"Host": host}).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize(
    "page", ["/", "/archive/articles", "/archive/articles/-/insert", "/-/logout", "/-/messages"]
)
def test_only_get_and_head_are_answered(served: Served, path: Path, method: str, page: str) -> None:
    before = sum_of(path)
    assert served.get(page, method=method).status == 405
    assert sum_of(path) == before


@pytest.mark.parametrize(
    "address",
    [
        *(
            "//evil.example/",
            "//evil.example/%2e%2e/",
            "/\\evil.example/",
            "/%5cevil.example/",
            "/%5Cevil.example",
        ),
        *(
            "///evil.example/",
            "http://evil.example/",
            "//evil.example/?x=%2f",
            "\\\\evil.example/",
            "/\\/evil.example/",
        ),
    ],
)
def test_no_url_redirects_to_another_host(served: Served, address: str) -> None:
    answer = served.get(address, headers={"Host": "127.0.0.1"})
    assert (answer.status, answer.headers.get("location")) == (400, None)


@pytest.mark.parametrize("address", ["/archive/", "/%2f%2fevil.example/", "/%09//evil.example/", "/search/"])
def test_redirects_stay_on_the_host(served: Served, address: str) -> None:
    assert re.match(r"/[^/\\]", served.get(address).headers["location"])


def test_cross_origin_requests_are_refused(served: Served) -> None:
    asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert served.get("/archive?sql=select+1", headers=asked).status == 403
    assert served.get("/article/1", headers=followed).status == 200


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO articles (site) VALUES ('x')",
        "UPDATE articles SET title = 'x'",
        "DELETE FROM articles",
        "REPLACE INTO aliases VALUES ('x', 1)",
        "CREATE TABLE t (x)",
        "DROP TABLE articles",
        "ALTER TABLE articles ADD COLUMN x",
        "ATTACH DATABASE '/tmp/stolen.db' AS stolen",
        "VACUUM INTO '/tmp/stolen.db'",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = OFF",
        "BEGIN EXCLUSIVE",
        "REINDEX",
        "SELECT load_extension('/tmp/x.so')",
        "SELECT fts3_tokenizer('simple', x'00')",
        "WITH x AS (SELECT 1) INSERT INTO articles (site) SELECT 'x'",
        "WITH x AS (SELECT 1) UPDATE articles SET title = 'x'",
        "WITH x AS (SELECT 1) DELETE FROM articles",
        "EXPLAIN DELETE FROM articles",
        "SELECT 1; DELETE FROM articles",
        "SELECT * FROM pragma_journal_mode('off')",
        "SELECT * FROM pragma_query_only(0)",
        "INSERT INTO articles_exact (articles_exact) VALUES ('delete-all')",
        "WITH x AS (SELECT 1) INSERT INTO articles_exact (articles_exact) SELECT 'rebuild'",
    ],
)
def test_sql_that_writes_is_refused(served: Served, path: Path, sql: str) -> None:
    before = sum_of(path)
    answer = served.query(sql)
    assert (answer["ok"], answer.get("rows", [])) == (False, [])
    assert sum_of(path) == before
    assert not Path("/tmp/stolen.db").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
        ROWS,
        f"{ROWS} ORDER BY y",
        ALL_WITH_ALL,
        "SELECT zeroblob(9e8)",
        "SELECT hex(randomblob(900000000))",
        "SELECT printf('%.*c', 900000000, 'x')",
        "SELECT format('%900000000d', 1)",
        f"SELECT {LONG} LIKE '%' || substr({LONG}, 1, 97) || 'b'",
        f"SELECT {LONG} LIKE '{'%' * 90}'",
        f"SELECT {LONG} LIKE '{'%a' * 45}b'",
        f"SELECT {LONG} GLOB '{'*[a-z]' * 15}b'",
        f"SELECT instr({LONG}, substr({LONG}, 1, 2000000) || 'b')",
        f"SELECT replace({LONG}, substr({LONG}, 1, 2000000) || 'b', '')",
        f"SELECT length(replace({LONG}, 'a', {LONG}))",
        f"SELECT trim({LONG}, replace({LONG}, 'a', 'b') || 'a')",
        f"SELECT group_concat({LONG}) FROM captures a, captures b",
        "SELECT json_array_length('[' || replace(hex(zeroblob(1200000)), '00', '1,') || '1]')",
    ],
)
def test_expensive_query_ends_within_two_seconds_and_little_memory(served: Served, sql: str) -> None:
    before = served.cpu_seconds
    served.query(sql)
    assert served.cpu_seconds - before < 2
    assert served.peak_memory < 300
    assert served.get("/article/1").status == 200


STRANGE = (
    *(
        "'",
        '"',
        "''",
        "1' OR '1'='1",
        "1; DROP TABLE articles",
        "1) UNION SELECT 1 --",
        "a' UNION SELECT title --",
    ),
    *(
        "'; ATTACH 'x' AS y; --",
        "0x31",
        "1/**/OR/**/1",
        "%27",
        "\\'",
        "sqlite_master",
        "(select 1)",
        "[id",
        "id]",
    ),
    *(
        "\x00",
        "\ud7ff",
        "x" * 3000,
        "-1",
        "9" * 30,
        "NaN",
        "1e400",
        "..",
        "*",
        ":id",
        "?",
        "@x",
        "$x",
        "NULL",
    ),
)


@pytest.mark.parametrize("value", STRANGE, ids=range(len(STRANGE)))
def test_filters_sorting_and_column_names_do_not_run_sql(served: Served, path: Path, value: str) -> None:
    before, strange = sum_of(path), quote(value, safe="")
    addresses = [
        f"/search?{name}={strange}" for name in ("q", "site", "year", "month", "section", "sort", "page")
    ]
    addresses += [
        f"/archive/visible_articles?{name}={strange}"
        for name in ("title", "_sort", "_sort_desc", "_facet", "_next")
    ]
    addresses += [
        f"/archive/visible_articles?{strange}={strange}",
        f"/archive/visible_articles?title__contains={strange}",
    ]
    answers = {address: served.get(address).status for address in addresses}
    assert {address: status for address, status in answers.items() if status >= 500} == {}
    assert sum_of(path) == before


TORN = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 5")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE articles SET title = 'torn' || hex(zeroblob(20000))")
os.kill(os.getpid(), 9)
"""


def test_half_written_transaction_of_a_killed_crawl_is_rolled_back(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        store.save(story("Tin.", title="Trọn vẹn"))
    tear(path)
    with serving(path) as served:
        assert served.get("/search").texts(".hits h2") == ["Trọn vẹn"]
        tear(path)
        assert served.get("/search").texts(".hits h2") == ["Trọn vẹn"]
        assert served.get("/archive/visible_articles").texts("td.col-title") == ["Trọn vẹn"]


def tear(path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", TORN, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.with_name("archive.db-journal").stat().st_size > 0
