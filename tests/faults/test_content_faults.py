"""Wrong, hostile and odd page content, through a crawl into the archive."""

from __future__ import annotations

import sqlite3
import time
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from article_builder import story
from awkward_strings import AWKWARD
from crawl_runner import Crawler
from faulty_responses import HEAD, stream
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_server import Answer, PaperServer, article, listing

from archive.fixity.verify import verify
from archive.store import Store
from crawler.discover import ListApi
from crawler.parse.dump import read_dump
from crawler.parse.layout import Layout, TextLayout
from crawler.parse.read import LARGEST_PAGE, read_article
from crawler.parse.refusal import Refused
from crawler.site import Site

CAPTURED = datetime(2026, 3, 2, 1, tzinfo=UTC)
URL = "https://bao.example/bai-1.html"
MARKUP = Layout("markup", marker="article.paper", title="h1", lead=".lead", body=".text", published="time")
BY_MARKUP, BY_TEXT = (
    Site("bao", "Báo", ("bao.example",), (r"^/bai-(?P<key>\d+)\.html$",), (layout,), marks=("BAO",))
    for layout in (MARKUP, TextLayout("text", r"\d\d:\d\d \d\d/\d\d/\d{4}", ("Các tin khác",)))
)
SITES = (BY_MARKUP, BY_TEXT)


def article_with(more: str, number: int = 1) -> Answer:
    """Return an article page with `more` at the end of its text."""
    page = article(number)
    return Answer(
        page.body.replace(b"</p></div>", b"</p>" + more.encode("utf-8", "surrogatepass") + b"</div>")
    )


def read(body: bytes, site: Site) -> str:
    """Return the text of a page, or the class of its refusal."""
    try:
        return read_article(body, URL, site=site, content_type="text/html", captured=CAPTURED).body
    except Refused as refused:
        return refused.cls


CONTROLS = "".join(map(chr, [*range(32), *range(127, 160)])) + "\ufeff\u200b\u202e\u2066\u2029\ufffe"


@pytest.mark.slow
def test_control_and_invisible_characters_are_removed_from_the_text_only(
    paper: PaperServer, crawler: Crawler
) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html")
    paper.pages["/bai-1.html"] = article_with("".join(f"<p>Chi{mark}bộ.</p>" for mark in CONTROLS))
    crawler.run()
    ((body, length),) = crawler.rows("SELECT body, length(body) FROM articles")
    assert length == len(body)
    assert not set(CONTROLS) & set(body.replace("\n\n", ""))
    assert set(body.split("\n\n")[3:]) == {"Chibộ.", "Chi bộ."}
    assert verify(crawler.db).findings == []


HOSTILE_JSON = (
    '{"name": "\\ud800"}',
    '{"n": ' + "9" * 5000 + "}",
    "[" * 100_000,
    '{"a": {"b": 1}}',
    '{"a": 1}',
)


@pytest.mark.slow
def test_hostile_json_in_a_page_is_harmless(paper: PaperServer, crawler: Crawler) -> None:
    paths = [f"/bai-{number}.html" for number in range(len(HOSTILE_JSON))]
    paper.pages["/tin/"] = listing(*paths)
    for number, data in enumerate(HOSTILE_JSON):
        paper.pages[paths[number]] = article_with(
            f'<script type="application/ld+json">{data}</script>', number
        )
    crawler.run()
    assert len(crawler.titles()) == len(HOSTILE_JSON)
    assert crawler.rows("SELECT 1 FROM articles WHERE body LIKE '%{%' OR body LIKE '%[%'") == []


@pytest.mark.parametrize("data", HOSTILE_JSON, ids=["surrogate", "digits", "nested", "object", "number"])
def test_hostile_json_of_a_list_api_is_refused_with_a_reason(data: str) -> None:
    for items in ("a", "a.b", "n"):
        found = ListApi("https://bao.example/api?p={page}", items).read(data.encode(), URL)
        assert (found.stories, bool(found.why)) == ((), True)


@pytest.mark.slow
def test_same_text_in_another_normal_form_is_a_duplicate(paper: PaperServer, crawler: Crawler) -> None:
    composed = article(1).body.decode()
    mixed = " ".join(
        unicodedata.normalize("NFD", word) if number % 2 else word
        for number, word in enumerate(composed.split(" "))
    )
    paths = ["/bai-1.html", "/bai-2.html", "/bai-3.html"]
    paper.pages["/tin/"] = listing(*paths)
    for path, text in zip(paths, (composed, unicodedata.normalize("NFD", composed), mixed), strict=True):
        paper.pages[path] = Answer(text.encode())
    crawler.run()
    assert crawler.rows("SELECT count(*), count(DISTINCT body_sha256) FROM articles") == [(3, 1)]
    assert crawler.rows("SELECT kind, count(*) FROM duplicates GROUP BY 1") == [("exact", 2)]


@pytest.mark.slow
def test_page_of_40_megabytes_is_refused_and_one_below_the_limit_is_cheap(
    paper: PaperServer, crawler: Crawler
) -> None:
    paper.pages["/tin/"] = listing("/bai-1.html", "/bai-2.html", "/bai-3.html")
    paper.pages["/bai-1.html"] = stream(HEAD + b"\r\n", (b"<p>" * 2**18 for _ in range(54)))
    small_enough = "<p>" * ((LARGEST_PAGE - 2000) // 3)
    paper.pages["/bai-2.html"] = article_with(small_enough, 2)
    paper.pages["/bai-3.html"] = article(3)
    crawler.run(settings={"RETRY_TIMES": 0})
    assert crawler.outcomes() == {
        "/tin/": "listed",
        "/bai-1.html": "failed too_large",
        "/bai-2.html": "stored",
        "/bai-3.html": "stored",
    }
    assert crawler.peak() < 512


FLOODS = (
    "<!--",
    "<![CDATA[",
    "<",
    "<p>",
    "<b>",
    "<a href=x>",
    "<table><td>",
    "<ul><li>",
    "&#1;",
    "<p title='",
)


@pytest.mark.parametrize("unit", FLOODS)
def test_flood_of_markup_is_parsed_in_bounded_time(unit: str) -> None:
    page = article_with(unit * (200_000 // len(unit))).body
    begun = time.process_time()
    for site in SITES:
        read(page, site)
    assert time.process_time() - begun < 20  # two readers, ten seconds each at most


@pytest.mark.slow
def test_only_an_edit_of_the_text_is_a_revision(paper: PaperServer, crawler: Crawler) -> None:
    around = [("", "Xem: 1"), ("", "Xem: 2"), ("Quảng cáo A", "Xem: 3"), ("Quảng cáo B", "Xem: 4")]
    paper.pages["/tin/"] = listing("/bai-1.html")
    for advert, counter in around:
        body = article(1).body.replace(b"</article>", f"</article><p>{counter}</p>{advert}".encode())
        paper.pages["/bai-1.html"] = Answer(body)
        crawler.change("UPDATE frontier SET due = '2026-01-01'") if crawler.db.exists() else None
        crawler.run()
    assert crawler.rows("SELECT count(*) FROM captures WHERE status = 200 AND url LIKE '%bai%'") == [(4,)]
    assert crawler.rows("SELECT count(*) FROM revisions") == [(1,)]
    paper.pages["/bai-1.html"] = Answer(article(1).body.replace("bàn về".encode(), "bàn thêm về".encode(), 1))
    crawler.change("UPDATE frontier SET due = '2026-01-01'")
    crawler.run()
    assert crawler.rows("SELECT count(*) FROM revisions") == [(2,)]


TAGS = (
    "<p>",
    "</p>",
    "<div class=text>",
    "</div>",
    "<h1>",
    "<table>",
    "<td>",
    "<br>",
    "<!--",
    "-->",
    "<svg>",
)
ODD = (
    "&#xD800;",
    "&#0;",
    "\0",
    "<base href='http://['>",
    "<img src='http://[x'>",
    "</html>",
    "08:15 02/03/2026",
)
WORDS = ("Đảng ủy", "Các tin khác", "Ảnh: Anh Dũng", "(1)", ">> x", "., ", "«", "Ð", "BAO -", "\n")
anything = st.binary(max_size=400) | st.lists(st.sampled_from(TAGS + ODD + WORDS), max_size=40).map(
    lambda pieces: "".join(pieces).encode()
)


@pytest.mark.slow
@settings(max_examples=2000, database=None)
@given(anything)
def test_two_thousand_random_pages_and_dumps_are_parsed_or_refused(body: bytes) -> None:
    for html in (body, article_with("{}").body.replace(b"{}", body)):
        for site in SITES:
            read(html, site).encode()
        with suppress(Refused):
            read_dump(html, sites=SITES, captured=CAPTURED)


def test_awkward_strings_are_stored_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    texts = [text for text in AWKWARD if not any("\ud800" <= sign <= "\udfff" for sign in text)]
    with Store.open(path) as store, store.writing():
        for number, text in enumerate(texts):
            url = f"https://paper.vn/{number}?{text}"
            store.save(story(text, key=f"{number} {text}", title=text, url=url, tags=(text,)))
    with sqlite3.connect(path) as db:
        kept = db.execute("SELECT title, body, key, url FROM articles ORDER BY id").fetchall()
    assert kept == [
        (text, text, f"{n} {text}", f"https://paper.vn/{n}?{text}") for n, text in enumerate(texts)
    ]
    assert verify(path).findings == []
