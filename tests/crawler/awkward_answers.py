"""Build a WARC file of difficult responses: every status class, redirect form and kind of broken body."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

from paper_server import article, listing
from warc_bytes import HTML, by_hand, http_block, record, response

from archive.warc.reader import read_record

HOME = "https://paper.vn"
LISTING = f"{HOME}/tin/"
LATER = "2026-03-05T00:00:00Z"

STATUSES = (
    *(100, 101, 199, 201, 204, 206, 300, 304, 305, 306, 399),
    *(400, 401, 403, 404, 408, 410, 418, 429, 451, 499, 500, 502, 503, 504, 520, 599, 999),
)
REDIRECTS = (301, 302, 303, 307, 308)
LOCATIONS = {
    "missing": None,
    "empty": "",
    "itself": "{url}",
    "a part of itself": "#top",
    "ftp": "ftp://paper.vn/a",
    "file": "file:///etc/passwd",
    "javascript": "javascript:void(0)",
    "no address": "http://[",
    "no port": "https://paper.vn:port/",
    "another paper": "https://other.vn/bai-1.html",
    "a subdomain": "https://en.paper.vn/bai-1.html",
    "a user": "https://paper.vn@other.vn/bai-1.html",
    "home": "/",
    "a relative address": "bai-900.html",
    "an address with spaces": " /bai-900.html ",
    "Vietnamese letters": "/tin/đại-hội",
}

PAGE = article(700).body
GZIP = gzip.compress(PAGE)
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p>"
    b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script></body></html>"
)
PDF = ("Content-Type", "application/pdf")


def encoded(encoding: str) -> list[tuple[str, str]]:
    """Return the headers of a page with this content encoding."""
    return [*HTML, ("Content-Encoding", encoding)]


PAGES: dict[str, tuple[bytes, Sequence[tuple[str, str]]]] = {
    "an article": (article(701).body, HTML),
    "an article in gzip": (gzip.compress(article(702).body), encoded("gzip")),
    "an article without a type": (article(703).body, ()),
    "truncated gzip": (GZIP[:-20], encoded("gzip")),
    "plain text as gzip": (PAGE, encoded("gzip")),
    "wrong checksum": (GZIP[:-8] + bytes(8), encoded("gzip")),
    "unknown encoding": (PAGE, encoded("rot13")),
    "a pile of encodings": (PAGE, encoded(", ".join(["gzip"] * 9))),
    "gzip bomb": (gzip.compress(bytes(50_000_000), 1), encoded("gzip")),
    "oversized": (PAGE + b"<br>" * 1_500_000, HTML),
    "oversized PDF": (b"%PDF" * 1_500_000, [PDF]),
    "PDF": (b"%PDF-1.4", [PDF]),
    "PDF called HTML": (b"%PDF-1.4 ...", HTML),
    "picture": (b"\x89PNG", [("Content-Type", "image/png")]),
    "feed": (b"<rss></rss>", [("Content-Type", "application/rss+xml")]),
    "empty": (b"", HTML),
    "white space": (b" \n ", HTML),
    "challenge": (CHALLENGE, HTML),
    "challenge in gzip": (gzip.compress(CHALLENGE), encoded("gzip")),
    "soft error": ("<html><p>Trang bạn yêu cầu không tồn tại.</p></html>".encode(), HTML),
    "another layout": (PAGE.replace(b"article", b"section"), HTML),
    "no title": (PAGE.replace(b"h1", b"h2"), HTML),
    "no text": (b"<html><article class='paper'><h1>Tin</h1></article></html>", HTML),
}


class Answers:
    """WARC records of responses, and the paths linked from the listing."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.names: dict[str, str] = {}
        self.records: list[bytes] = []

    def add(self, name: str, make: Callable[[str], bytes], *, story: bool = False) -> str:
        """Add the record that `make` returns for a new article URL, or for another URL if `story`."""
        number = 100 + len(self.paths)
        path = f"/chuyen-de/{number}" if story else f"/bai-{number}.html"
        self.paths.append(path)
        self.names[HOME + path] = name
        self.records.append(make(HOME + path))
        return HOME + path

    def add_unlinked(self, path: str, make: Callable[[str], bytes]) -> None:
        """Add a record without a link from the listing."""
        self.records.append(make(HOME + path))


def awkward_answers(folder: Path) -> tuple[Path, dict[str, str]]:
    """Write the WARC file; return its path, and the name of the case of each linked URL."""
    answers = Answers()
    for status in STATUSES:
        for story in (False, True):
            answers.add(f"status {status}", _status(status), story=story)
    _add_redirects(answers)
    _add_pages(answers)
    _add_revisits(answers, folder)
    path = folder / "awkward.warc.gz"
    start = response(LISTING, listing(*answers.paths).body)
    path.write_bytes(start + b"".join(answers.records))
    return path, answers.names


def _status(status: int) -> Callable[[str], bytes]:
    return lambda url: response(url, b"", status=f"{status} Status")


def _moved(location: str | None, status: int = 301) -> Callable[[str], bytes]:
    def make(url: str) -> bytes:
        target = None if location is None else location.format(url=url, path=url.removeprefix(HOME))
        headers = [] if target is None else [("Location", target)]
        return response(url, b"", status=f"{status} Moved", headers=headers)

    return make


def _add_redirects(answers: Answers) -> None:
    answers.add_unlinked("/bai-900.html", lambda url: response(url, article(900).body))
    for status in REDIRECTS:
        answers.add(f"{status} to an article", _moved("/bai-900.html", status))
        answers.add(f"{status} without a target", _moved(None, status))
    for name, location in LOCATIONS.items():
        for story in (False, True):
            answers.add(f"redirect: {name}", _moved(location), story=story)
    answers.add(
        "redirect with a broken body", lambda url: _cut(url, "HTTP/1.1 301 Moved", "Location: /bai-900.html")
    )
    for other in ("http://paper.vn", "https://www.paper.vn"):
        number = 100 + len(answers.paths)
        answers.add_unlinked(
            f"/bai-{number}.html",
            lambda url, other=other, number=number: response(url.replace(HOME, other), article(number).body),
        )
        answers.add(f"redirect: to a captured {other}", _moved(other + "{path}"))
    _add_chains(answers)


def _add_chains(answers: Answers) -> None:
    answers.add("chain", _moved("/r/1"), story=True)
    answers.add_unlinked("/r/1", _moved("/r/2"))
    answers.add_unlinked("/r/2", _moved("/bai-900.html"))
    answers.add("circle", _moved("/c/1"), story=True)
    answers.add_unlinked("/c/1", _moved("/c/2"))
    answers.add_unlinked("/c/2", _moved("/c/1"))
    answers.add("endless chain", _moved("/e/0"), story=True)
    for number in range(30):
        answers.add_unlinked(f"/e/{number}", _moved(f"/e/{number + 1}"))


def _add_pages(answers: Answers) -> None:
    for name, (body, headers) in PAGES.items():
        for story in (False, True):
            answers.add(name, lambda url, b=body, h=headers: response(url, b, headers=h), story=story)
    for name, fields, headers in (
        ("shorter than its Content-Length", {}, ("Content-Length: 99999",)),
        ("WARC-Truncated", {"WARC_Truncated": "length"}, ()),
        ("a segment", {"WARC_Segment_Number": "1"}, ()),
        ("chunks without an end", {}, ("Transfer-Encoding: chunked",)),
    ):
        answers.add(
            name,
            lambda url, f=fields, h=headers: _by_hand(
                url, http_block(b"9\r\n" + PAGE[:5], "Content-Type: text/html", *h), **f
            ),
        )
    answers.add("404 with a cut body", lambda url: _cut(url, "HTTP/1.1 404 Not Found"))
    answers.add(
        "larger than memory",
        lambda url: _by_hand(url, http_block(bytes(40_000_000), "Content-Type: text/html")),
    )


def _cut(url: str, status: str, *headers: str) -> bytes:
    block = http_block(b"cut", "Content-Type: text/html", "Content-Length: 99999", *headers)
    return _by_hand(url, block.replace(b"HTTP/1.1 200 OK", status.encode()))


def _by_hand(url: str, block: bytes, **fields: str) -> bytes:
    return by_hand(block, zipped=True, WARC_Target_URI=url, WARC_Record_ID=f"<urn:{url}>", **fields)


def _add_revisits(answers: Answers, folder: Path) -> None:
    def revisit(url: str, digest: str) -> bytes:
        return record("revisit", url, when=LATER, headers=(), fields={"WARC-Payload-Digest": digest})

    first = answers.add("repeated later", lambda url: response(url, article(801).body))
    digest = _digest(answers.records[-1], folder)
    answers.records.append(revisit(first, digest))
    answers.add("repeats another page", lambda url: revisit(url, digest))
    answers.add("repeats what is missing", lambda url: revisit(url, "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
    moved = answers.add("repeats a redirect", _moved("/bai-900.html"))
    answers.records.append(revisit(moved, _digest(answers.records[-1], folder)))
    known = answers.add("not modified later", lambda url: response(url, article(802).body))
    answers.records.append(response(known, b"", when=LATER, status="304 Not Modified"))


def _digest(packed: bytes, folder: Path) -> str:
    path = folder / "record.warc.gz"
    path.write_bytes(packed)
    return read_record(path, 0).payload_digest
