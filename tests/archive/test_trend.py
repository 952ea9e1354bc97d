"""Trend of a word: on the page, as CSV, and in the terminal; all from one covering index."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from article_builder import story

from archive.errors import QueryError
from archive.store import Store
from archive.trend import TrendRow, load_trend, of_all_sites
from archive.withheld import withhold
from crawler.cli import main

ARTICLES = (
    ("nhandan", "2018-05-15T19:24:18+07:00", "Chuyển đổi số ở xã."),
    ("nhandan", "2018-05-31", "Đảng bộ xã."),
    ("nhandan", "2018-07-01", "Chuyen doi so: chuyển đổi số."),
    ("hanoi", "2018-05-02", "Chuyển đổi số ở phường."),
    ("hanoi", None, "Chuyển đổi số, không ngày."),
    ("hanoi", "2018-06-02", "Chuyển đổi số, bị gỡ."),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trend") / "archive.db"
    with Store.open(path) as store:
        with store.writing():
            for number, (site, published, body) in enumerate(ARTICLES, start=1):
                key = str(number)
                url = f"https://{site}.vn/{key}.html"
                store.save(story(body, key=key, site=site, url=url, published=published, title=f"Tin {key}"))
        with store.writing():
            withhold(store, len(ARTICLES), "letter 17")
    return path


@pytest.fixture
def archive(path: Path) -> Iterator[Store]:
    with Store.open(path) as store:
        yield store


def test_articles_and_matches_are_counted_by_month_and_site(archive: Store) -> None:
    rows = load_trend(archive.db, '"chuyển đổi số"')
    assert rows == [
        TrendRow("2018-05", "hanoi", 1, 1),
        TrendRow("2018-05", "nhandan", 2, 1),
        TrendRow("2018-07", "nhandan", 1, 1),
    ]
    assert of_all_sites(rows) == [TrendRow("2018-05", "all", 3, 2), TrendRow("2018-07", "all", 1, 1)]
    assert of_all_sites(rows)[0].as_dict()["share"] == 0.666667


@pytest.mark.parametrize(
    ("typed", "filters", "matches"),
    [
        ("xã", {}, 2),
        ("xa -dang", {}, 1),
        ("đảng OR phuong", {}, 2),
        ("chuyển xa", {}, 1),
        ("xa site:hanoi", {}, 0),
        ("so", {"site": "nhandan"}, 2),
        ("so", {"since": "2018-06"}, 1),
        ("so from:2018-05-15 to:2018-05", {}, 1),
    ],
)
def test_query_is_that_of_search(archive: Store, typed: str, filters: dict[str, str], matches: int) -> None:
    assert sum(row.matches for row in load_trend(archive.db, typed, **filters)) == matches


def test_query_without_a_word_is_refused(archive: Store) -> None:
    with pytest.raises(QueryError, match="no word to count"):
        load_trend(archive.db, "site:nhandan")


@pytest.mark.parametrize("filters", [{}, {"since": "2018", "until": "2019"}, {"site": "nhandan"}])
def test_no_article_is_read(archive: Store, filters: dict[str, str]) -> None:
    statements: list[str] = []
    archive.db.set_trace_callback(statements.append)
    load_trend(archive.db, '"chuyển đổi số" -mật', **filters)
    archive.db.set_trace_callback(None)
    (sql,) = (sql for sql in statements if "WITH RECURSIVE months" in sql)
    plan = [row[3] for row in archive.db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    counted = [step for step in plan if step.startswith("SEARCH articles USING ") and "(site=" in step]
    index = "COVERING INDEX articles_by_site (site=? AND published>? AND published<?)"
    assert counted == [f"SEARCH articles USING {index}"]
    assert [step for step in plan if step.startswith("SCAN articles") and "VIRTUAL TABLE" not in step] == []


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as ended:
        main(["trend", *arguments])
    return ended.value.code, capsys.readouterr().out


def test_command_prints_a_table_csv_or_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = ('"chuyển đổi số"', "--db", str(path))
    assert printed(capsys, *query) == (
        0,
        f"2018-05        2        3   66.67%  {'█' * 27}\n2018-07        1        1  100.00%  {'█' * 40}\n",
    )
    _, table = printed(capsys, *query, "--by-site", "--csv")
    assert table.splitlines()[:2] == ["month,site,articles,matches,share", "2018-05,hanoi,1,1,1.0"]
    _, lines = printed(capsys, *query, "--json")
    assert [json.loads(line)["matches"] for line in lines.splitlines()] == [2, 1]
    assert printed(capsys, "xyz", "--db", str(path)) == (0, "")
    assert printed(capsys, "site:nhandan", "--db", str(path))[0] == 2


def test_page_shows_bars_that_link_to_their_articles(path: Path) -> None:
    pytest.importorskip("datasette", reason="the extra `ui` is not installed")
    from served_archive import serving

    with serving(path) as served:
        page = served.get("/trend?q=%22chuyen+doi+so%22")
        assert page.texts(".plot .site") == ["all sites", "nhandan", "hanoi"]
        assert page.texts(".plot .bar")[0] == "all sites, 2018-05: 2 of 3 articles, 67 %"
        assert page.texts(".plot .empty") == ["2018-06: no article in the archive"]
        links = [link.get("href") for link in page.page.cssselect(".plot a:has(.bar)")]
        assert [served.get(link).texts(".total b")[0] for link in links] == ["2", "1", "1", "1", "1"]
        table = served.get("/trend.csv?q=%22chuyen+doi+so%22").body.decode("utf-8-sig")
        assert [row["matches"] for row in csv.DictReader(io.StringIO(table))] == ["1", "1", "1"]
        assert served.get("/trend?q=site:nhandan").texts(".warning") == [
            'The query has no word to count. Type a word, or a "phrase" in quotes.'
        ]
        assert (
            served.get("/trend?q=so+author:x").texts(".warning")[0].startswith("There is no field 'author:'")
        )
        assert served.get("/trend?q=<script>").page.cssselect("script") == []
