"""Read plain-text dumps: articles that another scraper stored as text, boilerplate included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archive.article import Article
from archive.clock import format_utc
from crawler.parse.boilerplate import BAR_LABELS, is_label
from crawler.parse.bylines import lift_source_mark, read_byline
from crawler.parse.charset import decode
from crawler.parse.dates import DateReading, is_date_line, lift_date_from_title, read_date
from crawler.parse.dumplines import NAVIGATION, DumpLine, article_lines, read_lines
from crawler.parse.mojibake import damage_flag
from crawler.parse.read import READER_VERSION
from crawler.parse.recognise import URL_LINE, address_in, labels_of, recognise
from crawler.parse.refusal import Refused

if TYPE_CHECKING:
    from crawler.site import Site

ROWS_OF_A_HEAD = 4
LAYOUT = "text-dump"
CLOCK_ABOVE_TITLE = "published:ambiguous"


def read_dump(data: bytes, *, sites: Iterable[Site], captured: datetime) -> Article:
    """Return the article in a plain-text dump of one of `sites`.

    The first paragraph is the lead; a text of one paragraph has none. The key is that of the URL if the dump
    has one, else `sha256:` and the digest of the bytes.

    Raises:
        Refused: `site:unknown` if no site or several are recognised, `text:none` without title or text.
    """
    decoded = decode(data, None)
    lines = read_lines(decoded.text)
    texts = [line.text for line in lines]
    site = recognise(texts, tuple(sites))
    head = _read_head(lines)
    text, credit = article_lines(head.below, head.title, labels_of(site))
    if not text:
        raise Refused("text:none", f"{site.name}: dump: no text below the title {head.title!r}")
    mark, first = lift_source_mark(text[0].text, own=site.marks)
    paragraphs = [first, *(line.text for line in text[1:])]
    byline = read_byline([line.text for line in credit])
    date = _published(head, captured)
    flags = (date.flag, *decoded.flags, damage_flag(head.title, "\n".join((head.title, *paragraphs))))
    url, key, aliases = _address(address_in(texts), site, data)
    return Article(
        site=site.name,
        key=key,
        url=url,
        aliases=aliases,
        title=head.title,
        lead=paragraphs[0] if len(paragraphs) > 1 else None,
        body="\n\n".join(paragraphs[1:] or paragraphs),
        source_mark=mark,
        byline=byline.raw,
        authors=byline.authors,
        published=date.value,
        published_raw=date.raw or None,
        published_precision=date.precision,
        layout=LAYOUT,
        reader_version=READER_VERSION,
        captured=format_utc(captured),
        repairs=tuple(sorted({*decoded.repairs, *(repair for line in lines for repair in line.repairs)})),
        flags=tuple(dict.fromkeys(filter(None, flags))),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """Title and date text of a dump and the lines below them; `clock` is a date above the title."""

    title: str
    date: str
    below: Sequence[DumpLine]
    clock: str = ""


def _read_head(lines: Sequence[DumpLine]) -> _Head:
    """Return the head of a dump: URL, navigation, title and date, in this order, all but the title optional.

    A date above the title may be the current date of the server, so it is not used for the article.
    """
    rows = [line for line in lines if not _is_navigation(line.text)]
    clock = ""
    while rows and is_date_line(rows[0].text):
        clock = rows.pop(0).text
    if not rows:
        raise Refused("text:none", "dump: only an address, a date or navigation in the text")
    dated = next((n for n, row in enumerate(rows[:ROWS_OF_A_HEAD]) if is_date_line(row.text)), None)
    if dated is None:
        title, date = lift_date_from_title(rows[0].text)
        return _Head(title, date or "", rows[1:], clock)
    title, _ = lift_date_from_title(max((row.text for row in rows[:dated]), key=len))
    return _Head(title, rows[dated].text, rows[dated + 1 :])


def _is_navigation(line: str) -> bool:
    return bool(URL_LINE.fullmatch(line) or NAVIGATION.fullmatch(line)) or is_label(line, BAR_LABELS)


def _published(head: _Head, captured: datetime) -> DateReading:
    if head.clock and not head.date:
        return DateReading(None, None, CLOCK_ABOVE_TITLE, head.clock)
    return read_date(head.date, captured)


def _address(found: str | None, site: Site, data: bytes) -> tuple[str | None, str, tuple[str, ...]]:
    """Canonical URL, key and aliases of the URL in the dump; without one, the digest of the bytes as key."""
    key = site.article_key(found) if found else None
    if found is None or key is None:
        return None, f"sha256:{hashlib.sha256(data).hexdigest()}", ()
    url = site.canonical_url(found)
    return url, key, (found,) if found != url else ()
