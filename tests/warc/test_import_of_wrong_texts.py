"""Imports of captures with wrong texts: texts stay, doubts can be accepted or rejected, rereads go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from click.testing import CliRunner
from warc_bytes import record, response

from archive.doubts.decision import accept_doubt, doubt_difference, list_open_doubts, reject_doubt
from archive.store import Store
from crawler.cli import partynews
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.reread import reread
from crawler.parse.layout import Layout
from crawler.site import Site

LAYOUT = Layout("paper", marker="h1.title", title="h1.title", body=".content", published=".date")
PAPER = Site(
    "paper",
    publisher="Paper",
    hosts=("paper.vn",),
    articles=(r"-post(?P<key>\d+)\.html$",),
    layouts=(LAYOUT,),
)
NUMBERS = range(1, 9)


def page(number: int, *, count: int = 6, title: str | None = None, day: int = 1) -> bytes:
    """Return a page with so many paragraphs."""
    text = "".join(
        f"<p>Phần {part} của bài {number}: chi bộ số {number * 31 + part} bàn việc {number * 7 + part}.</p>"
        for part in range(count)
    )
    return (
        f"<html><body><h1 class='title'>{title or f'Hội nghị {number}'}</h1>"
        f"<p class='date'>{day:02}/03/2026 08:00</p><div class='content'>{text}</div></body></html>"
    ).encode()


def day_of(day: int, of: Callable[[int], bytes]) -> list[bytes]:
    """Return the records of a crawl of all articles on a day of March."""
    return [
        response(f"https://paper.vn/tin-post{n}.html", of(n), when=f"2026-03-{day:02}T01:00:00Z")
        for n in NUMBERS
    ]


def bring_in(store: Store, *records: bytes, name: str = "in.warc.gz") -> ImportReport:
    path = store.path.parent / name
    path.write_bytes(b"".join(records))
    return import_files(store, {"paper": PAPER}, [path])


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return store.db.execute(sql).fetchall()


def kept(store: Store) -> list[list[tuple[Any, ...]]]:
    tables = ("articles", "aliases", "revisions", "captures", "readings")
    return [rows(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


def teaser(number: int) -> bytes:
    return page(number, count=1)


def test_day_of_wrong_texts_among_good_ones_leaves_no_revision(store: Store) -> None:
    records = [*day_of(2, page), *day_of(3, teaser), *day_of(4, page)]
    report = bring_in(store, *records)
    assert report.exit_code == 0  # well again at the end
    assert rows(store, "SELECT count(*), max(number) FROM revisions") == [(8, 1)]
    assert rows(store, "SELECT DISTINCT reason, settled_as FROM doubts") == [("text:shrunk", "superseded")]
    before = kept(store)
    bring_in(store, *records)
    assert kept(store) == before
    assert rows(store, "SELECT count(*) FROM doubts") == [(8,)]


def test_import_that_ends_with_wrong_texts_says_so(store: Store) -> None:
    report = bring_in(store, *day_of(2, page), *day_of(3, teaser))
    assert report.exit_code == 4
    assert [problem.cause for problem in report.doubts] == ["texts shrink"]
    assert rows(store, "SELECT DISTINCT captured FROM articles") == [("2026-03-02T01:00:00Z",)]
    assert rows(store, "SELECT count(*) FROM captures") == [(16,)]


def test_edits_of_two_days_are_revisions(store: Store) -> None:
    edited = [page(1, count=3), page(2, title="Bế mạc"), page(3, day=3), *map(page, range(4, 9))]
    report = bring_in(store, *day_of(2, page), *day_of(3, lambda n: edited[n - 1]))
    assert (report.exit_code, report.edits) == (0, {"paper": 3})
    assert rows(store, "SELECT count(*) FROM doubts") == [(0,)]


def test_reread_goes_on_beside_doubts(store: Store) -> None:
    bring_in(store, *day_of(2, page), *day_of(3, teaser))
    before = rows(store, "SELECT title, body FROM articles")
    report = reread(store)
    assert (report.new, report.changed) == (0, 0)
    assert rows(store, "SELECT title, body FROM articles") == before
    assert rows(store, "SELECT count(*) FROM doubts WHERE settled IS NULL") == [(8,)]


def test_accepted_reading_is_a_revision_and_a_rejected_one_is_not_reported_again(store: Store) -> None:
    bring_in(store, *day_of(2, page), *day_of(3, teaser))
    first, second, *_ = list_open_doubts(store.db, "paper")
    assert [edit.kind for edit in doubt_difference(store.db, first)["text"]] == ["same", "removed"]
    with store.writing():
        accept_doubt(store, first)
        reject_doubt(store, second)
    assert rows(store, "SELECT article_id, number, changed FROM revisions WHERE number > 1") == [
        (first.article_id, 2, '["text"]')
    ]
    again = [
        response(f"https://paper.vn/tin-post{n}.html", teaser(n), when="2026-03-05T01:00:00Z") for n in (1, 2)
    ]
    report = bring_in(store, *again, name="later.warc.gz")
    assert report.exit_code == 0
    assert {recorded.outcome for recorded in report.outcomes.values()} == {"unchanged", "doubted"}
    assert len(list_open_doubts(store.db)) == 6


def test_command_lists_the_changes_and_takes_decisions(store: Store) -> None:
    bring_in(store, *day_of(2, page), *day_of(3, teaser))
    store.close()

    def run(*words: str) -> str:
        result = CliRunner().invoke(
            partynews, ["doubts", *words, "--db", str(store.path)], standalone_mode=True
        )
        assert result.exit_code == 0, result.output
        return result.output

    listed = run("paper")
    assert "article 1: text:shrunk" in listed
    assert listed.count("[-") == listed.count("-]") == 8
    assert "Phần 5 của bài 1: chi bộ số 36 bàn việc 12.-]" in listed
    assert run("1", "--reject") == "1 doubt rejected.\n"
    assert run("paper", "--accept") == "7 doubts accepted.\n"
    assert run() == "No doubts.\n"


def test_two_articles_with_one_number_are_both_kept(store: Store) -> None:
    old, new = page(1, title="Lúa mùa được mùa"), page(9, title="Cầu treo thông xe", day=5)
    words = {"Phần": "Nhịp", "của bài": "trên sông", "chi bộ số": "dầm cầu dài", "bàn việc": "mét, rộng"}
    other = new.decode()
    for before, after in words.items():
        other = other.replace(before, after)
    addresses = ("https://paper.vn/lua-mua-post1.html", "https://paper.vn/cau-treo-post1.html")
    for again in (1, 2):
        for day, (url, body) in enumerate(zip(addresses, (old, other.encode()), strict=True), 2):
            when = f"2026-03-{10 * again + day}T01:00:00Z"
            bring_in(store, response(url, body, when=when), name=f"{again}-{day}.warc.gz")
    assert rows(store, "SELECT key, title, flags FROM articles ORDER BY key") == [
        ("1", "Lúa mùa được mùa", '["key:collision"]'),
        ("1~2", "Cầu treo thông xe", '["key:collision"]'),
    ]
    assert rows(store, "SELECT max(number) FROM revisions") == [(1,)]


def test_copies_of_one_text_in_an_import_are_told(store: Store) -> None:
    report = bring_in(store, record("warcinfo", "", b""), *day_of(2, lambda _: page(3)))
    assert [problem.cause for problem in report.doubts] == ["same text everywhere"]
    assert rows(store, "SELECT count(*) FROM articles WHERE flags LIKE '%doubted%'") == [(8,)]
