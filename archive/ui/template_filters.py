"""Filters of the templates: numbers, dates, URLs and paragraphs."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from archive.ui.vietnamese import reader_date, short_date
from archive.web_url import is_web_url

STYLE_ATTRIBUTE = re.compile(r' style="[^"]*"')
THIN_SPACE = "\u202f"  # between thousands, where Vietnamese has a point and English a comma


def group_digits(number: int) -> str:
    """Return a number in groups of three digits.

    >>> group_digits(1234567).split(THIN_SPACE)
    ['1', '234', '567']
    """
    return f"{number:,}".replace(",", THIN_SPACE)


def plural(word: str, number: int, many: str | None = None) -> str:
    """Return `word` for 1, the plural for any other number.

    >>> plural("site", 1), plural("site", 0), plural("is", 3, "are")
    ('site', 'sites', 'are')
    """
    return word if number == 1 else many or f"{word}s"


def month(value: str) -> str:
    """Return a month as written in Việt Nam.

    >>> month("2018-05")
    '05/2018'
    """
    return f"{value[5:7]}/{value[:4]}"


def day(value: str) -> str:
    """Return the day of an ISO date or time.

    >>> day("2018-05-15T19:24:18+07:00")
    '15/05/2018'
    """
    return short_date(value)[:10]


def document_query(reference: Any) -> str:
    """Return the query string of `about_a_document` for the document of a reference.

    >>> document_query({"type": "chi_thi", "number": "05", "code": "CT/TW", "congress": None})
    'type=chi_thi&number=05&code=CT%2FTW&congress='
    """
    return urlencode({name: reference[name] or "" for name in ("type", "number", "code", "congress")})


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph]


def without_styles(html: str) -> Markup:
    """Return HTML of Datasette's templates without style attributes; escaped text contains no `"`.

    >>> without_styles('<h1 style="border: 0">a style=&#34;b&#34;</h1>')
    Markup('<h1>a style=&#34;b&#34;</h1>')
    """
    return Markup(STYLE_ATTRIBUTE.sub("", html))  # noqa: S704 - rendered and escaped by Jinja


TEMPLATE_FILTERS = {
    "document_query": document_query,
    "group_digits": group_digits,
    "plural": plural,
    "month": month,
    "day": day,
    "paragraphs": paragraphs,
    "without_styles": without_styles,
    "is_web_url": is_web_url,
    "reader_date": reader_date,
    "short_date": short_date,
}
