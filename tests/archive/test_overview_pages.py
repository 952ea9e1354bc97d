"""Pages that sum up the archive: coverage with gaps, cited documents by year, authors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from article_builder import story
from served_archive import Served, serving

from archive.store import Store
from archive.withheld import withhold

HOSTILE = "<script>x</script>"
ARTICLES = (
    ("nhandan", "2018-05-15", "Học tập Chỉ thị 05-CT/TW. Làm theo Chỉ thị 05-CT/TW.", ("Lê Hà",)),
    ("nhandan", "2018-09-01", "Một tin.", ("Lê Hà", HOSTILE)),
    ("nhandan", "2019-01-01", "Chỉ thị số 05-CT/TW của Bộ Chính trị.", ()),
    ("hanoi", "2018-06-02", "Tin của Hà Nội.", ("LÊ HÀ",)),
    ("hanoi", None, "Không ngày.", ("Trần An",)),
    ("hanoi", "2001-01-01", "Mật: Nghị quyết số 99-NQ/TW.", ("Người Bị Gỡ",)),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    with Store.open(path) as store:
        with store.writing():
            for number, (site, published, body, authors) in enumerate(ARTICLES, start=1):
                key = str(number)
                url = f"https://{site}.vn/{key}.html"
                store.save(
                    story(body, key=key, site=site, url=url, published=published, authors=authors, title=key)
                )
        with store.writing():
            withhold(store, len(ARTICLES), "letter 17")
    with serving(path) as running:
        yield running


def test_coverage_shows_months_and_the_gaps_between_them(served: Served) -> None:
    page = served.get("/coverage")
    assert page.texts(".heat title") == [
        "hanoi, 2018-06: 1",
        "nhandan, 2018-05: 1",
        "nhandan, 2018-09: 1",
        "nhandan, 2019-01: 1",
        "nhandan, 2018-06 to 2018-08: no article",
        "nhandan, 2018-10 to 2018-12: no article",
    ]
    assert page.texts(".heat .peak") == ["2018-06 to 2018-06", "2018-05 to 2019-01, 6 missing"]
    assert "1 article without a date is not shown." in page.texts(".note")[0]
    (cell, *_) = (link.get("href") for link in page.page.cssselect(".heat a:has(rect)"))
    assert served.get(cell).texts(".hits h2") == ["4"]


def test_documents_are_counted_by_year(served: Served) -> None:
    page = served.get("/documents")
    assert page.texts(".plot title") == ["Chỉ thị 05-CT/TW, 2018: 1", "Chỉ thị 05-CT/TW, 2019: 1"]
    assert page.texts(".plot .sums") == ["2 3 mentions"]
    assert page.page.cssselect(".plot .site")[0].get("lang") == "vi"
    link = page.page.cssselect(".plot .site")[0].get("href")
    assert sorted(served.get(link).texts("td.col-title")) == ["1", "3"]


def test_authors_are_counted_and_can_be_searched(served: Served) -> None:
    page = served.get("/people")
    assert page.texts(".people tbody tr") == [
        "Lê Hà 2 nhandan 2018-05-15 2018-09-01",
        f"{HOSTILE} 1 nhandan 2018-09-01 2018-09-01",
        "LÊ HÀ 1 hanoi 2018-06-02 2018-06-02",
        "Trần An 1 hanoi no date no date",
    ]
    assert page.page.cssselect("script") == []
    link = page.page.cssselect(".people a")[0].get("href")
    assert sorted(served.get(link).texts("td.col-title")) == ["1", "2"]
    assert served.get("/people?q=Tr%E1%BA%A7n").texts(".people tbody td:first-child") == ["Trần An"]
    assert served.get("/people?q=100%25").texts(".sum") == ["No author with this name."]


def test_withheld_article_is_in_no_overview(served: Served) -> None:
    for page in ("/coverage", "/documents", "/people"):
        body = served.get(page).body.decode()
        assert [word for word in ("2001", "99-NQ", "Người Bị Gỡ") if word in body] == []
