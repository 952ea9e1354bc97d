"""Build articles and captures for tests from a few values."""

from __future__ import annotations

from typing import Any

from archive.article import Article, Capture


def day(number: int) -> str:
    """Return 01:00 UTC on a day of March 2026."""
    return f"2026-03-{number:02}T01:00:00Z"


def capture(number: int, on: int, url: str = "https://paper.vn/a1.html", **other: Any) -> Capture:
    """Return the capture with this number, taken on this day of March."""
    fields: dict[str, Any] = {
        "status": 200,
        "file": "paper/paper-1.warc.gz",
        "offset": 1000 * number,
        "length": 900,
        "record_id": f"urn:uuid:{number}",
        "payload_digest": f"sha1:{number}",
    }
    return Capture(url=url, captured=day(on), **(fields | other))


def story(body: str, *, key: str = "1", on: int = 1, number: int | None = None, **other: Any) -> Article:
    """Return article `key` of the site `paper` as captured on a day of March."""
    url = other.pop("url", f"https://paper.vn/a{key}.html")
    fields: dict[str, Any] = {
        "site": "paper",
        "title": "Hội nghị sơ kết",
        "layout": "2026",
        "reader_version": 1,
        "capture": capture(number, on, url) if number is not None else None,
    }
    return Article(key=key, url=url, body=body, captured=day(on), **(fields | other))
