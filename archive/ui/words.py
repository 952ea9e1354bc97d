"""Filters of the templates: how numbers, dates and addresses are written on a page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from archive.ui.vietnamese import reader_date, short_date

STYLE_ATTRIBUTE = re.compile(r' style="[^"]*"')
THIN_SPACE = "\u202f"  # between thousands: neither the point of Vietnamese nor the comma of English


def figure(number: int) -> str:
    """A number in groups of three.

    >>> figure(1234567).split(THIN_SPACE)
    ['1', '234', '567']
    """
    return f"{number:,}".replace(",", THIN_SPACE)


def plural(word: str, number: int, many: str | None = None) -> str:
    """`word` for one, the plural for any other number.

    >>> plural("site", 1), plural("site", 0), plural("is", 3, "are")
    ('site', 'sites', 'are')
    """
    return word if number == 1 else many or f"{word}s"


def month(value: str) -> str:
    """A month as it is written in Việt Nam.

    >>> month("2018-05")
    '05/2018'
    """
    return f"{value[5:7]}/{value[:4]}"


def day(value: str) -> str:
    """The day of an ISO date or time.

    >>> day("2018-05-15T19:24:18+07:00")
    '15/05/2018'
    """
    return short_date(value)[:10]


def is_web_address(url: str) -> bool:
    """Whether a link to `url` leads to a page and nowhere else (`javascript:` does not).

    >>> is_web_address("https://nhandan.vn/a"), is_web_address("javascript:alert(1)"), is_web_address("//x")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def about(reference: Any) -> str:
    """What the query `about_a_document` is asked to find the articles that name the same document.

    >>> about({"type": "chi_thi", "number": "05", "code": "CT/TW", "congress": None})
    'type=chi_thi&number=05&code=CT%2FTW&congress='
    """
    return urlencode({name: reference[name] or "" for name in ("type", "number", "code", "congress")})


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; none of an empty one."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph]


def without_styles(html: str) -> Markup:
    """HTML of Datasette's templates without its style attributes; escaped text holds no such quotes.

    >>> without_styles('<h1 style="border: 0">a style=&#34;b&#34;</h1>')
    Markup('<h1>a style=&#34;b&#34;</h1>')
    """
    return Markup(STYLE_ATTRIBUTE.sub("", html))


FILTERS = {
    "about": about,
    "figure": figure,
    "plural": plural,
    "month": month,
    "day": day,
    "paragraphs": paragraphs,
    "without_styles": without_styles,
    "is_web_address": is_web_address,
    "reader_date": reader_date,
    "short_date": short_date,
}
