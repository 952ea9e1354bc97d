"""Read pages of the Wayback Machine's index (CDX server): complete pages, or BrokenIndex.

The JSON form tells a host without captures (`[]`) from an empty answer, and half a page from a whole one;
the text form, which mirrors may give instead, must end with a newline and is never empty.
https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md
"""

from __future__ import annotations

import json

from crawler.backfill.web_archive import BrokenIndex, IndexPage, ListedCapture, read_listed

FIELD_NAMES = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


def read_wayback_page(body: bytes, asked_with: str | None) -> IndexPage:
    """Return the captures of a page and the resume key of the next one.

    Args:
        body: The decoded answer.
        asked_with: The resume key of this page; the next one must differ from it.

    Raises:
        BrokenIndex: The answer is no complete page.

    >>> read_wayback_page(b"[]", None)
    IndexPage(captures=[], resume_key=None)
    """
    try:
        text = body.decode("utf-8").strip(" ")
    except UnicodeDecodeError:
        raise BrokenIndex("an answer that is not UTF-8") from None
    if not text.strip():
        raise BrokenIndex("an empty answer")
    rows, key = _json_rows(text) if text.startswith("[") else _text_rows(text)
    if key is not None and key == asked_with:
        raise BrokenIndex("the same resume key again")
    return IndexPage([_capture(row) for row in rows], key)


def _json_rows(text: str) -> tuple[list[dict[str, str]], str | None]:
    try:
        lines = json.loads(text)
    except ValueError:
        raise BrokenIndex("a page that ends too early") from None
    is_table = isinstance(lines, list) and all(
        isinstance(line, list) and all(isinstance(value, str) for value in line) for line in lines
    )
    if not is_table:
        raise BrokenIndex("an answer that is not a table")
    key = None
    if len(lines) > 1 and not lines[-2] and len(lines[-1]) == 1:
        key = lines[-1][0]
        lines = lines[:-2]
    names, rows = (lines[0], lines[1:]) if lines else ([], [])
    return [_row(names, row) for row in rows], key


def _text_rows(text: str) -> tuple[list[dict[str, str]], str | None]:
    if not text.endswith("\n"):
        raise BrokenIndex("a page that ends too early")
    table, blank, rest = text.partition("\n\n")
    rows = [_row(FIELD_NAMES, line.split(" ")) for line in table.splitlines() if line]
    key = rest.strip()
    if blank and (not key or " " in key or "\n" in key):
        raise BrokenIndex("a page without the resume key that it announces")
    return rows, key or None


def _row(names: list[str] | tuple[str, ...], values: list[str]) -> dict[str, str]:
    if len(values) < len(names) or not set(FIELD_NAMES[1:6]) <= set(names):
        raise BrokenIndex(f"a line that is not one of an index: {' '.join(values)[:60]!r}")
    return dict(zip(names, values, strict=False))


def _capture(row: dict[str, str]) -> ListedCapture:
    return read_listed(row, row["original"], row["mimetype"], row["statuscode"])
