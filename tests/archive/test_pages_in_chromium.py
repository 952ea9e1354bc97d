"""Every page of the archive in Chromium at two widths, light and dark: accessible, and nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")
pytest.importorskip("axe_selenium_python", reason="axe is not installed")

import axe_selenium_python
from article_builder import story
from chromium import show_as
from sample_articles import COPY, EDITED, MEETING, NAM, UNDATED
from selenium.webdriver import Chrome
from served_archive import Served, serving

from archive.store import Store

AXE = Path(axe_selenium_python.__file__).parent / "node_modules/axe-core/axe.min.js"
# Scripts of the driver are exempt from the content security policy.
RUN_AXE = """
const [rules, done] = arguments;
const chosen = rules.length ? {runOnly: {type: 'rule', values: rules}} : {};
axe.run(document, {resultTypes: ['violations'], ...chosen}).then(
    found => done(found.violations.filter(rule => ['serious', 'critical'].includes(rule.impact)).flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))));
"""
# Boxes that end right of the window, except inside a region that can be scrolled with the keyboard.
CUT_OFF = """
return [...document.querySelectorAll('body *')].filter(element =>
    element.getBoundingClientRect().right > window.innerWidth + 1
    && !element.closest('[tabindex="0"]') && !(element instanceof SVGElement && !element.matches('svg'))
).map(element => element.outerHTML.slice(0, 160));
"""
SHOWN = "return [window.innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"
LONG = "mộtđịachỉrấtdàikhôngcóchỗngắt" * 4
PAGES = (
    *(
        "/",
        "/search",
        "/search?q=hoi+nghi",
        "/search?copies=all",
        "/trend",
        "/trend?q=nam",
        "/trend?q=xyz",
        "/trend?q=nam&measure=count",
        "/search?q=%22",
        "/search?q=https://nhandan.vn/a7.html",
    ),
    *(
        "/article/1",
        "/article/1/revision/1",
        "/article/1/changes/2",
        "/article/1/compare",
        "/article/1/captured",
        "/article/4",
        "/article/99",
    ),
    *("/coverage", "/documents", "/people", "/people?q=x"),
    *("/archive", "/archive/visible_articles", "/archive/visible_articles?site=nhandan&_sort=published"),
    *("/archive/captures/1", "/archive/outcomes", "/archive/runs/1", "/archive/documents"),
    *("/archive/published_on_a_day?day=2018-05-15", "/archive?sql=select+1", "/archive?sql=selec"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    long_words = story(
        f"{LONG}\n\nThực hiện Chỉ thị số 05-CT/TW.",
        key="9",
        number=6,
        title=LONG,
        byline=LONG,
        section=LONG,
        url=f"https://paper.vn/{'x' * 150}.html",
        published="2001-02-03",
        flags=("partial:paged",),
    )
    with Store.open(path) as store, store.writing():
        run = store.start_run("crawl", ["nhandan", "hanoi", "paper"])
        for article in (MEETING, EDITED, COPY, NAM, UNDATED, long_words):
            store.save(article)
        store.record_outcome(run, "nhandan", "https://nhandan.vn/a7.html", "refused", "layout")
        store.finish_run(run, "hanoi under its floor", 4)
        store.db.execute("UPDATE captures SET source = 'wayback' WHERE id = 1")
    with serving(path) as running:
        yield running


VIEWS = tuple(product((1280, 390), ("light", "dark")))


def test_no_page_has_a_serious_finding_of_axe_or_is_cut_off(browser: Chrome, served: Served) -> None:
    script = AXE.read_text("utf-8")
    found: dict[tuple[Any, ...], list[Any]] = {}
    for page in PAGES:
        browser.get(served.url + page)
        browser.execute_script(script)
        for width, scheme in VIEWS:
            show_as(browser, width, scheme)
            assert browser.execute_script(SHOWN) == [width, scheme == "dark"]
            rules = ["color-contrast"] if scheme == "dark" else []  # the only rule that depends on colours
            findings = [*browser.execute_async_script(RUN_AXE, rules), *browser.execute_script(CUT_OFF)]
            if findings:
                found[page, width, scheme] = findings
    assert found == {}


def test_dark_pages_are_dark_and_printed_ones_are_light(browser: Chrome, served: Served) -> None:
    def brightness() -> int:
        colour = browser.execute_script(
            "return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)"
        )
        return sum(colour[:3]) // 3

    show_as(browser, 1280, "dark")
    browser.get(f"{served.url}/article/1")
    assert brightness() < 40
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert brightness() == 255
    assert browser.execute_script("return document.querySelector('.masthead').offsetHeight") == 0
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_focus_is_visible_on_every_element_that_has_it(browser: Chrome, served: Served) -> None:
    show_as(browser, 1280, "light")
    browser.get(f"{served.url}/search?q=hoi")
    outlines = browser.execute_script("""
        return [...document.querySelectorAll('a[href], button, input, summary')].flatMap(element => {
            element.focus({focusVisible: true});
            return document.activeElement === element ? [getComputedStyle(element).outlineStyle] : []});
    """)
    assert (len(outlines) > 20, set(outlines)) == (True, {"solid"})


def test_archived_texts_are_marked_as_vietnamese(served: Served) -> None:
    assert served.get("/").page.get("lang") == "en"
    for page, css in (
        ("/search?q=hoi", ".hits h2"),
        ("/search?q=hoi", ".snippet"),
        ("/article/1", "article"),
        ("/article/1/changes/2", ".fields dd"),
        ("/archive/visible_articles", "td.col-title"),
        ("/archive/documents", "td.col-named_as"),
    ):
        languages = {element.get("lang") for element in served.get(page).page.cssselect(css)}
        assert (page, css, languages) == (page, css, {"vi"})
