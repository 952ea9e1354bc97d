"""Broken answers of an index: asked again, and never taken for the end of the list."""

from __future__ import annotations

import json

import pytest
from backfill_runner import Backfiller, captured
from misbehaviour import always, articles, once
from paper_server import Answer, ReceivedRequest
from web_archive_server import FIELDS, WebArchiveServer, index_answer

FIRST = captured(1, "20190102030405")
PAGE_OF_TWO = index_answer([FIELDS, FIRST.row, captured(2, "20190203040506").row])
BROKEN_PAGES = {
    "empty": Answer(b""),
    "half": Answer(PAGE_OF_TWO.body[:-30]),
    "half a text page": Answer("\n".join(map(" ".join, [FIRST.row, FIRST.row[:4]])).encode()),
    "cut off": Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + PAGE_OF_TWO.body),
    "bad request": Answer(b"bad", 400),
    "an HTML page": Answer(b"<html>Temporarily offline</html>\n"),
    "moved": Answer(b"", 302, {"Location": "https://example.org/"}),
}


@pytest.mark.parametrize("fault", BROKEN_PAGES)
def test_broken_page_of_the_index_is_asked_again(
    web_archive: WebArchiveServer, backfiller: Backfiller, fault: str
) -> None:
    web_archive.captures = [captured(n, f"201901{n:02}000000") for n in range(1, 6)]
    backfiller.page_size = 2
    web_archive.misbehave = once(BROKEN_PAGES[fault], "resumeKey=2")
    assert backfiller.run().exit_code == 0
    assert len(articles(backfiller)) == 5


@pytest.mark.parametrize("fault", BROKEN_PAGES)
def test_broken_page_never_ends_the_list(
    web_archive: WebArchiveServer, backfiller: Backfiller, fault: str
) -> None:
    """Page 2 of 5 is broken for good: exit 4, nothing is fetched; a later run goes on with page 2."""
    web_archive.captures = [captured(n, f"201901{n:02}000000") for n in range(1, 11)]
    backfiller.page_size = 2
    web_archive.misbehave = always(BROKEN_PAGES[fault], "resumeKey=2")
    report = backfiller.run()
    assert (report.exit_code, web_archive.mementos) == (4, [])
    assert "for paper.vn" in str(report.sites[0].problem)
    web_archive.misbehave = lambda _: None
    web_archive.requests.clear()
    assert backfiller.run().exit_code == 0
    assert len(articles(backfiller)) == 10
    assert web_archive.index_queries[0]["resumeKey"] == "2"


def test_full_page_that_lost_its_resume_key_never_ends_the_list(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    def lose_key(asked: ReceivedRequest) -> Answer | None:
        if "resumeKey=2" not in asked.path:
            return None
        lines = json.loads(web_archive.answer(asked).body)
        return index_answer(lines[:-2] if [] in lines else lines)

    web_archive.captures = [captured(n, f"201901{n:02}000000") for n in range(1, 11)]
    backfiller.page_size = 2
    web_archive.misbehave = lose_key
    assert backfiller.run().exit_code == 4
    web_archive.misbehave = lambda _: None
    backfiller.run()
    assert len(articles(backfiller)) == 10


def test_resume_key_that_repeats_is_broken(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    web_archive.misbehave = always(index_answer([FIELDS, FIRST.row, [], ["again"]]), "/cdx")
    assert backfiller.run().exit_code == 4


def test_index_in_its_text_form_is_read(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    """A mirror may not know the JSON form; its empty answer is never complete."""

    def as_text(asked: ReceivedRequest) -> Answer | None:
        if not asked.path.startswith("/cdx"):
            return None
        lines = json.loads(web_archive.answer(asked).body)[1:]
        key = f"\n{lines[-1][0]}\n" if [] in lines else ""
        rows = [line for line in lines if len(line) > 1]
        return Answer("".join(f"{' '.join(row)}\n" for row in rows).encode() + key.encode())

    web_archive.captures = [
        *(captured(n, f"201901{n:02}000000") for n in range(1, 6)),
        captured(9, "20190101000000", url="https://old.paper.vn/bai-{}.html"),
        captured(8, "20190101000000", url="https://m.paper.vn/bai-{}.html"),
        captured(7, "20190101000000", url="https://m.old.paper.vn/bai-{}.html"),
    ]
    web_archive.misbehave = as_text
    backfiller.page_size = 2
    assert backfiller.run().exit_code == 0
    assert len(articles(backfiller)) == 8
