"""Search results on the web page: folded copies, files and the Atom feed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from article_builder import capture, day, story
from served_archive import Served, serving

from archive.article import Article
from archive.store import Store
from archive.withheld import withhold

SAME = "Hội nghị sơ kết ba năm học tập và làm theo tấm gương đạo đức, nêu bốn nội dung lớn."
HOSTILE = "=1+1 <b>Tin</b> & \x02\x0b ]]> ' \""
ATOM = "{http://www.w3.org/2005/Atom}"


def paper(number: int, body: str, site: str = "paper", **other: object) -> Article:
    url = f"https://{site}.vn/a{number}.html"
    return story(body, key=str(number), number=number, on=number, site=site, url=url, **other)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    first = paper(1, SAME, published="2018-05-15")
    withheld = paper(5, f"{SAME} Mật.", title="Bài bị gỡ", published="2020-01-01")
    with Store.open(path) as store:
        with store.writing():
            for article in (
                first,
                paper(2, SAME, "other", title="Bản sao", published="2018-05-16"),
                paper(3, SAME, "third", published="2018-05-17"),
                paper(4, "Hội nghị khác.", title=HOSTILE, published="2019-01-02"),
                withheld,
                replace(first, body=f"{SAME} Sửa.", captured=day(9), capture=capture(9, on=9, url=first.url)),
                paper(10, SAME, "fourth", published="2018-05-18"),
            ):
                store.save(article)
        with store.writing():
            withhold(store, 5, "letter 17")
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    with serving(path) as running:
        yield running


def test_identical_articles_are_folded_under_the_first_hit(served: Served) -> None:
    found = served.search(q="hoi nghi", sort="date")
    assert found.texts(".total b")[0] == "5"
    assert [link.get("href") for link in found.page.cssselect(".hits h2 a")] == [
        "/article/4",
        "/article/6",
        "/article/1",
    ]
    assert found.texts(".hits summary") == ["2 copies"]
    assert found.texts(".hits details li") == [
        "Bản sao other, 2018-05-16",
        "Hội nghị sơ kết third, 2018-05-17",
    ]


def test_switch_shows_all_copies(served: Served) -> None:
    folded = served.search(sort="date")
    (link,) = (a.get("href") for a in folded.page.cssselect(".total a") if a.text == "all copies")
    every = served.get(link)
    assert (len(folded.texts(".hits h2")), len(every.texts(".hits h2"))) == (3, 5)
    assert every.texts(".hits details") == []


@pytest.mark.parametrize(
    ("query", "total"),
    [("hoi nghi site:third", 1), ("site:third", 1), ("hoi nghi from:2018-05-16 to:2018", 3), ("ba -sua", 3)],
)
def test_total_counts_what_the_query_says(served: Served, query: str, total: int) -> None:
    found = served.search(q=query, copies="all")
    assert (found.texts(".total b")[0], len(found.texts(".hits h2"))) == (str(total), total)


@pytest.mark.parametrize(
    ("query", "says", "hits"),
    [
        ('"hội nghị', 'A quote (") is not closed: the phrase goes on to the end of the query.', 3),
        ("hội site:thirt", "The archive has no articles of site 'thirt'. Did you mean 'third'?", 0),
    ],
)
def test_page_says_what_it_did_not_understand(served: Served, query: str, says: str, hits: int) -> None:
    found = served.search(q=query)
    (warning,) = found.texts(".warning")
    assert warning.startswith(says)
    assert len(found.texts(".hits h2")) == hits


def test_pages_have_all_results_once(tmp_path: Path) -> None:
    with Store.open(tmp_path / "archive.db") as store, store.writing():
        for number in range(1, 51):
            store.save(
                paper(number % 28 + 1, f"Bản tin số {number % 45}.", f"paper{number % 2}", title="Tin")
            )
    with serving(tmp_path / "archive.db") as served:
        for query in ("", "ban tin"):
            shown = [
                link.get("href")
                for page in ("1", "2", "3", "4")
                for link in served.search(q=query, page=page, copies="all").page.cssselect(".hits h2 a")
            ]
            assert sorted(shown) == sorted(set(shown))
            assert str(len(shown)) == served.search(q=query).texts(".total b")[0]
        pages = [served.search(q="ban tin", page=page, copies="all") for page in ("1", "2")]
        assert [page.texts(".pages a") for page in pages] == [["Next"], ["Previous"]]
        assert served.search(q="ban tin", page="99").texts(".hits .nothing") != []


def test_copy_is_shown_where_the_first_is_filtered_out(served: Served) -> None:
    assert served.search(site="third").texts(".hits h2") == ["Hội nghị sơ kết"]


@pytest.mark.parametrize("query", ["", "hoi nghi"])
def test_results_can_be_saved_as_csv_and_json_lines(served: Served, query: str) -> None:
    table = served.get(f"/search.csv?q={query.replace(' ', '+')}&site=paper")
    assert table.headers["content-disposition"] == 'attachment; filename="partynews-results.csv"'
    rows = list(csv.DictReader(io.StringIO(table.body.decode("utf-8-sig"))))
    assert sorted((row["id"], row["title"]) for row in rows) == [
        ("1", "Hội nghị sơ kết"),
        ("4", f"'{HOSTILE}"),
    ]
    lines = served.get(f"/search.jsonl?q={query.replace(' ', '+')}&site=paper").body.decode().splitlines()
    assert sorted(json.loads(line)["title"] for line in lines) == [HOSTILE, "Hội nghị sơ kết"]


def test_file_of_an_invalid_query_says_what_is_wrong(served: Served) -> None:
    answer = served.get("/search.csv?q=from:gestern")
    assert (answer.status, answer.texts(".warning")) == (
        400,
        ["'gestern' is not a valid date. Use 2018, 2018-05 or 2018-05-15."],
    )


def entries(feed: bytes) -> list[tuple[str | None, str, str]]:
    """Return updated, first category and alternate link of each entry."""
    return [
        (entry.findtext(f"{ATOM}updated"), *_attributes(entry))
        for entry in fromstring(feed).iter(f"{ATOM}entry")
    ]


def _attributes(entry: Element) -> tuple[str, str]:
    category, link = entry.find(f"{ATOM}category"), entry.find(f"{ATOM}link")
    assert category is not None
    assert link is not None
    return category.attrib["term"], link.attrib["href"]


def test_feed_lists_new_and_edited_articles_newest_first(served: Served) -> None:
    answer = served.get("/search.atom?site=paper")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert entries(answer.body) == [
        (day(9), "edited", f"{served.url}/article/1"),
        (day(4), "new", f"{served.url}/article/4"),
    ]
    assert len(entries(served.get("/search.atom").body)) == 5
    assert [link for *_, link in entries(served.get("/search.atom?q=sua").body)] == [
        f"{served.url}/article/1"
    ]


def test_feed_is_well_formed_whatever_a_site_prints(served: Served) -> None:
    titles = [entry.findtext(f"{ATOM}title") for entry in fromstring(served.get("/search.atom").body)]
    assert HOSTILE.replace("\x02", "\ufffd").replace("\x0b", "\ufffd") in titles


def test_search_page_names_its_feed(served: Served) -> None:
    (link,) = served.search(q="hoi nghi", sort="date").page.cssselect("link[type='application/atom+xml']")
    assert served.get(link.get("href")).status == 200


def test_withheld_article_is_in_no_file_and_feed(served: Served) -> None:
    for form in ("csv", "jsonl", "atom"):
        body = served.get(f"/search.{form}").body.decode()
        assert (form, "Bài bị gỡ" in body, "Mật" in body) == (form, False, False)
