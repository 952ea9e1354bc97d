"""Web pages of the archive in Chromium: reading, searching, and script injection."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")

from article_builder import capture, story
from chromium import follow, texts
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from served_archive import Served, serving

from archive.article import Article, Image
from archive.store import Store

RAN = "document.title='RAN'"
PAYLOADS = (
    f"<script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    f"<img src=x onerror={RAN}>",
    f"<svg onload={RAN}>",
    f"<svg><script>{RAN}</script></svg>",
    f'"><script>{RAN}</script>',
    f"'><img src=x onerror={RAN}>",
    f"</title><script>{RAN}</script>",
    f"</textarea><script>{RAN}</script>",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    f"<body onload={RAN}>",
    f"<details open ontoggle={RAN}>",
    f"<a href='javascript:{RAN}'>x</a>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={RAN}></style>",
    f"<input autofocus onfocus={RAN}>",
    f"<template><script>{RAN}</script></template><script>{RAN}</script>",
    f"&lt;script&gt;{RAN}&lt;/script&gt;",
    f"{{{{ cycler.__init__.__globals__ }}}}<script>{RAN}</script>",
    f"<mark>\x02<script>{RAN}</script>\x03</mark>",
    f'" onmouseover="{RAN}" autofocus onfocus="{RAN}',
)
MADE_OF_TEXT = (
    "script, iframe, img, math, template, [onfocus], [onerror], [onload], [ontoggle], [onmouseover],"
    " [href^='javascript:'], [href^='data:']"
)
ADDRESSES = (
    f"javascript:{RAN}",
    f"data:text/html,<script>{RAN}</script>",
    f'https://paper.vn/"onfocus="{RAN}',
)


def poisoned(number: int, payload: str) -> Article:
    """Return an article with `payload` in every field that a site controls."""
    return story(
        f"Tin độc. {payload}\n\n{payload}",
        key=f"độc{number}",
        number=100 + number,
        url=ADDRESSES[number % len(ADDRESSES)] + str(number),
        title=f"Tin {payload}",
        lead=payload,
        byline=payload,
        authors=(payload,),
        section=payload,
        source_mark=payload,
        published_raw=payload,
        tags=(payload,),
        flags=(payload,),
        images=(Image(f"javascript:{RAN}", payload, payload),),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    meeting = story(
        "Đảng ủy Khối xác định bốn nội dung.\n\nHội nghị khen thưởng.",
        number=1,
        title="Hội nghị lần hai",
        published="2018-05-15T19:24:18+07:00",
        section="Xây dựng Đảng",
    )
    edited = replace(
        meeting, captured="2026-03-04T01:00:00Z", capture=capture(2, on=4), title="Hội nghị lần ba"
    )
    with Store.open(path) as store, store.writing():
        run = store.start_run("crawl", ["paper"])
        for article in (meeting, edited, story("Nam Định được mùa.", key="2", number=3, title="Được mùa")):
            store.save(article)
        for number, payload in enumerate(PAYLOADS):
            store.save(poisoned(number, payload))
            store.record_outcome(run, "paper", f"https://paper.vn/{payload}", "refused", payload)
        store.finish_run(run, PAYLOADS[0], 4)
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    with serving(path) as running:
        yield running


def search_for(browser: Chrome, served: Served, query: str) -> None:
    browser.get(f"{served.url}/")
    browser.find_element(By.NAME, "q").send_keys(query)
    follow(browser, By.CSS_SELECTOR, "form.search button")


def test_search_without_diacritics_and_open_an_article(browser: Chrome, served: Served) -> None:
    search_for(browser, served, "dang uy khoi")
    assert texts(browser, ".hits h2") == ["Hội nghị lần ba"]
    assert texts(browser, ".hits mark") == ["Đảng", "ủy", "Khối"]
    follow(browser, By.CSS_SELECTOR, ".hits h2 a")
    assert texts(browser, "article > *") == [
        "paper · Xây dựng Đảng",
        "Hội nghị lần ba",
        "2018-05-15 19:24",
        "Đảng ủy Khối xác định bốn nội dung.",
        "Hội nghị khen thưởng.",
    ]
    follow(browser, By.LINK_TEXT, "show changes")
    assert (texts(browser, ".fields del"), texts(browser, ".fields ins")) == (["hai"], ["ba"])


def test_search_with_diacritics_finds_only_exact_words(browser: Chrome, served: Served) -> None:
    search_for(browser, served, "năm")
    assert texts(browser, ".hits li") == ["No articles found. Try fewer words, or words without diacritics."]
    search_for(browser, served, "nam")
    assert texts(browser, ".hits h2") == ["Được mùa"]


def test_facet_can_be_applied_and_removed(browser: Chrome, served: Served) -> None:
    browser.get(f"{served.url}/search")
    follow(browser, By.LINK_TEXT, "Xây dựng Đảng")
    assert texts(browser, ".hits h2") == ["Hội nghị lần ba"]
    follow(browser, By.CSS_SELECTOR, ".facets .chosen")
    assert texts(browser, ".total b")[0] == str(2 + len(PAYLOADS))


def test_pages_are_styled_and_obey_the_content_security_policy(browser: Chrome, served: Served) -> None:
    for page in (
        "/",
        "/search?q=nam",
        "/article/1",
        "/archive",
        "/archive/visible_articles?id=1",
        "/archive?sql=select+1",
    ):
        browser.get(served.url + page)
        background = browser.find_element(By.TAG_NAME, "html").value_of_css_property("background-color")
        assert (page, background) == (page, "rgba(253, 252, 249, 1)")
        assert browser.get_log("browser") == []


def test_scripts_in_archived_texts_do_not_run(browser: Chrome, served: Served) -> None:
    articles = [f"/article/{number}" for number in range(3, 3 + len(PAYLOADS))]
    lists = [
        "/",
        "/search?q=tin",
        "/search?page=2",
        "/archive/visible_articles",
        "/archive/outcomes",
        "/archive/not_read",
        "/coverage",
        "/documents",
        "/people",
        "/trend?q=tin",
        "/article/3/compare",
        "/article/3/captured",
    ]
    echoes = [f"/search?q={quote(payload)}" for payload in PAYLOADS]
    echoes += [f"/trend?q={quote(PAYLOADS[0])}", f"/people?q={quote(PAYLOADS[1])}"]
    echoes += [f"/search?site={quote(PAYLOADS[0])}", f"/archive?sql={quote('select ' + PAYLOADS[0])}"]
    for page in (*articles, *lists, *echoes):
        browser.get(served.url + page)
        assert (page, ran(browser)) == (page, False)


def ran(browser: Chrome) -> bool:
    """Return whether any payload ran or became markup."""
    try:
        browser.switch_to.alert.dismiss()
    except NoAlertPresentException:
        return browser.title == "RAN" or bool(browser.find_elements(By.CSS_SELECTOR, MADE_OF_TEXT))
    return True


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO articles (site) VALUES ('x')",
        "UPDATE articles SET title = 'x'",
        "DELETE FROM articles",
        "REPLACE INTO aliases VALUES ('x', 1)",
        "CREATE TABLE t (x)",
        "DROP TABLE articles",
        "ATTACH DATABASE '/tmp/stolen.db' AS stolen",
        "PRAGMA writable_schema = 1",
        "SELECT load_extension('/tmp/x.so')",
        "VACUUM INTO '/tmp/stolen.db'",
        "WITH x AS (SELECT 1) DELETE FROM articles",
        "SELECT * FROM pragma_journal_mode('off')",
    ],
)
def test_sql_field_cannot_write(browser: Chrome, served: Served, path: Path, sql: str) -> None:
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    browser.get(f"{served.url}/archive")
    field = browser.find_element(By.NAME, "sql")
    field.clear()
    field.send_keys(sql)
    follow(browser, By.CSS_SELECTOR, "form.sql button")
    assert len(texts(browser, ".message-error, .warning")) == 1
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_endless_query_is_stopped_and_reported(browser: Chrome, served: Served) -> None:
    sql = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    browser.get(f"{served.url}/archive?sql={quote(sql)}")
    assert texts(browser, ".warning") == [
        "The query was stopped because it took too long. Narrow it down: one site, one year, fewer words."
    ]
