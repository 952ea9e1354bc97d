"""Misbehaviours of a web archive: nothing is lost unseen, nothing is dated wrongly."""

from __future__ import annotations

import gzip
import socket
from dataclasses import replace

import pytest
from backfill_runner import PAPER, Backfiller, captured, page
from misbehaviour import always, articles, once
from paper_server import Answer, ReceivedRequest
from web_archive_server import (
    StoredCapture,
    WebArchiveServer,
    memento,
    query_of,
)

from archive.captures import find_captures
from archive.warc.revisits import read_payload

FIRST = captured(1, "20190102030405")
STORED = [("1", "2019-01-02T03:04:05Z")]


def body_of(backfiller: Backfiller) -> tuple[bytes, str | None]:
    """Return the stored body of the only capture and its content encoding."""
    db = backfiller.read()
    record = read_payload(db, backfiller.db.parent / "captures", find_captures(db, "")[0])
    return record.body, record.header("Content-Encoding")


@pytest.mark.parametrize("path", ["/cdx", "/web/"])
@pytest.mark.parametrize("status", [429, 503])
def test_busy_archive_is_asked_again_after_the_time_it_names(
    web_archive: WebArchiveServer, backfiller: Backfiller, path: str, status: int
) -> None:
    web_archive.captures = [FIRST]
    web_archive.misbehave = once(Answer(b"busy", status, {"Retry-After": "1"}), path)
    assert backfiller.run().exit_code == 0
    assert articles(backfiller) == STORED
    first, second = [asked.at for asked in web_archive.requests if path in asked.path][:2]
    assert second - first >= 1


@pytest.mark.parametrize("path", ["/cdx", "/web/"])
def test_archive_that_stays_busy_is_left_after_three_tries(
    web_archive: WebArchiveServer, backfiller: Backfiller, path: str
) -> None:
    web_archive.captures = [FIRST, captured(2, "20190203040506")]
    web_archive.misbehave = always(Answer(b"busy", 429), path)
    report = backfiller.run()
    assert report.exit_code == 4
    assert "asks for fewer requests (status 429). Run the same again after " in str(report.stopped)
    assert len([asked for asked in web_archive.requests if path in asked.path]) == 3
    web_archive.misbehave = lambda _: None
    assert backfiller.run().exit_code == 0
    assert len(articles(backfiller)) == 2


def test_long_retry_after_stops_the_run_at_once(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [FIRST]
    web_archive.misbehave = always(Answer(b"busy", 503, {"Retry-After": "86400"}), "/cdx")
    assert backfiller.run().exit_code == 4
    assert len(web_archive.requests) == 1


OTHER_MEMENTOS = {
    "another time": memento(replace(FIRST, timestamp="20190102030406")),
    "another text": memento(captured(1, FIRST.timestamp, "other")),
    "another address": memento(captured(2, FIRST.timestamp)),
    "the https twin": memento(FIRST, Link='<http://paper.vn/bai-1.html>; rel="original"'),
    "another status": memento(replace(FIRST, status=404)),
    "a page of the archive itself": Answer(FIRST.body),
    "a capture near that time": Answer(
        b"", 302, {"Location": "/web/20200101000000id_/https://paper.vn/bai-1.html"}
    ),
    "a redirect out of the archive": Answer(b"", 302, {"Location": "https://example.org/bai-1.html"}),
}


@pytest.mark.parametrize("fault", OTHER_MEMENTOS)
def test_memento_that_the_index_did_not_promise_is_not_believed(
    web_archive: WebArchiveServer, backfiller: Backfiller, fault: str
) -> None:
    web_archive.captures = [FIRST]
    web_archive.misbehave = always(OTHER_MEMENTOS[fault], "/web/")
    assert dict(backfiller.run().sites[0].outcomes) == {"failed": 1}
    assert backfiller.states() == {"failed memento:other": 1}
    assert backfiller.rows("SELECT outcome, reason FROM outcomes") == [("failed", "memento:other")]
    assert articles(backfiller) == []
    assert len(web_archive.mementos) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(b"none", 404), "failed memento:missing"),
        (Answer(b"blocked", 403), "skipped blocked:archive"),
        (Answer(b"error", 502), "failed archive:status:502"),
        (
            Answer(b"", 500, {"X-Archive-Wayback-Runtime-Error": "RobotAccessControlException: robots"}),
            "skipped blocked:archive",
        ),
        (
            Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<html>"),
            "failed memento:truncated",
        ),
    ],
)
def test_refusal_of_the_archive_is_the_outcome(
    web_archive: WebArchiveServer, backfiller: Backfiller, answer: Answer, state: str
) -> None:
    web_archive.captures = [FIRST]
    web_archive.misbehave = always(answer, "/web/")
    backfiller.run()
    assert backfiller.states() == {state: 1}


def test_host_that_the_archive_does_not_give_out_is_named(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    web_archive.captures = [captured(1, "20190102030405", url="https://old.paper.vn/bai-{}.html")]
    blocked = Answer(b"org.archive.util.io.RuntimeIOException: AdministrativeAccessControlException", 403)
    web_archive.misbehave = lambda asked: blocked if query_of(asked.path).get("url") == "paper.vn" else None
    report = backfiller.run()
    assert (report.exit_code, report.sites[0].blocked_hosts) == (0, ["paper.vn"])
    assert len(articles(backfiller)) == 1


def test_http_and_https_captures_of_one_second_are_two(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    twin = captured(1, FIRST.timestamp, "http", url="http://paper.vn/bai-{}.html")
    web_archive.captures = [FIRST, twin]
    backfiller.run()
    assert backfiller.rows("SELECT url FROM captures ORDER BY url") == [(twin.url,), (FIRST.url,)]


def test_query_of_an_address_is_kept(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    url = "https://paper.vn/doc?id=7&lang=v%C3%AD"
    site = replace(PAPER, articles=(r"^/doc\?id=(?P<key>\d+)",))
    web_archive.captures = [StoredCapture(url, "20190102030405", page(7))]
    backfiller.sites = {"paper": site}
    backfiller.run()
    assert articles(backfiller) == [("7", "2019-01-02T03:04:05Z")]
    assert backfiller.rows("SELECT url FROM captures") == [(url,)]


def test_date_header_of_the_site_is_not_the_time_of_capture(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    """With a wrong Date, and without one."""
    dated = (("Content-Type", "text/html"), ("Date", "Mon, 01 Jan 2001 00:00:00 GMT"))
    web_archive.captures = [FIRST, captured(2, "20190203040506", headers=dated)]
    backfiller.run()
    assert articles(backfiller) == [*STORED, ("2", "2019-02-03T04:05:06Z")]


ZIPPED = gzip.compress(FIRST.body, mtime=0)
GZIP_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", str(len(ZIPPED))),
)


def raw_memento(capture: StoredCapture, body: bytes, *more: str) -> Answer:
    """Return a memento with other bytes, and headers that may occur twice."""
    answer = memento(capture)
    lines = [*(f"{name}: {value}" for name, value in answer.headers.items()), *more]
    head = "\r\n".join(["HTTP/1.1 200 OK", *lines, f"Content-Length: {len(body)}", "", ""])
    return Answer(raw=head.encode() + body)


@pytest.mark.parametrize(
    ("stored", "sent", "more", "kept"),
    [
        (ZIPPED, ZIPPED, ("content-encoding: ", "Content-Encoding: gzip"), (ZIPPED, "gzip")),
        (ZIPPED, ZIPPED, ("Content-Encoding: gzip, gzip",), (ZIPPED, "gzip")),
        (ZIPPED, ZIPPED, (), (ZIPPED, "gzip")),
        (
            ZIPPED,
            gzip.compress(ZIPPED),
            ("Content-Encoding: gzip", "Content-Encoding: gzip"),
            (ZIPPED, "gzip"),
        ),
        (FIRST.body, FIRST.body, (), (FIRST.body, None)),
        (FIRST.body, ZIPPED, ("Content-Encoding: gzip",), (FIRST.body, None)),
    ],
)
def test_body_is_stored_as_the_index_has_hashed_it(
    web_archive: WebArchiveServer,
    backfiller: Backfiller,
    stored: bytes,
    sent: bytes,
    more: tuple[str, ...],
    kept: tuple[bytes, str | None],
) -> None:
    """Gzip named twice or packed twice, or named over unpacked bytes; the stored header is true."""
    capture = replace(FIRST, body=stored, headers=GZIP_HEADERS)
    web_archive.captures = [capture]
    web_archive.misbehave = always(raw_memento(capture, sent, *more), "/web/")
    backfiller.run()
    assert articles(backfiller) == STORED
    assert body_of(backfiller) == kept


def test_redirect_of_the_site_to_another_host_is_not_followed(
    web_archive: WebArchiveServer, backfiller: Backfiller
) -> None:
    away = (("Location", "https://example.org/"),)
    web_archive.captures = [StoredCapture("https://paper.vn/bai-1.html", "20190102030405", b"", 301, away)]
    backfiller.run()
    assert backfiller.rows("SELECT outcome, reason FROM outcomes") == [
        ("skipped", "blocked:offsite https://example.org/")
    ]
    assert {asked.headers["Host"] for asked in web_archive.requests} == {web_archive.netloc}


def test_operator_can_be_reached(web_archive: WebArchiveServer, backfiller: Backfiller) -> None:
    web_archive.captures = [FIRST]
    backfiller.run()
    agents: set[ReceivedRequest | str] = {asked.headers["User-Agent"] for asked in web_archive.requests}
    assert agents == {"partynews/test (news archive; archive@example.org)"}


def test_only_the_named_hosts_are_connected_to(
    web_archive: WebArchiveServer, backfiller: Backfiller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where index and captures redirect to another host, and the environment names a proxy."""
    connected: list[object] = []
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda s, to: (connected.append(to), connect(s, to))[1])
    monkeypatch.setenv("http_proxy", "http://127.0.0.2:9")
    away = Answer(b"", 302, {"Location": "http://127.0.0.3:9/"})
    web_archive.captures = [FIRST, captured(2, "20190203040506")]
    web_archive.misbehave = lambda asked: (
        away if "bai-2" in asked.path or query_of(asked.path).get("url") == "m.old.paper.vn" else None
    )
    assert backfiller.run().exit_code == 4
    web_archive.misbehave = lambda asked: away if "bai-2" in asked.path else None
    assert backfiller.run().exit_code == 0
    assert set(connected) == {("127.0.0.1", web_archive.port)}
