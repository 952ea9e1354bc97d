"""Filters of the templates: numbers, dates, URLs and paragraphs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from archive.clock import HANOI_TIME
from archive.plural import plural
from archive.ui.query_limits import TEXT_COLUMNS
from archive.web_url import is_web_url

STYLE_ATTRIBUTE = re.compile(r' style="[^"]*"')
# Fields of Datasette's pages that have no label.
FIELD_LABELS = {
    '<select name="_filter_column': "Column",
    '<select name="_filter_op': "Comparison",
    '<input type="text" name="_filter_value': "Value",
    '<select name="_sort': "Sort",
}
VIETNAMESE_COLUMNS = TEXT_COLUMNS - {"reading", "measures"} | {"raw", "named_as", "author", "value"}
THIN_SPACE = "\u202f"  # between thousands, where Vietnamese has a point and English a comma


def group_digits(number: int) -> str:
    """Return a number in groups of three digits.

    >>> group_digits(1234567).split(THIN_SPACE)
    ['1', '234', '567']
    """
    return f"{number:,}".replace(",", THIN_SPACE)


def percent(share: float) -> str:
    """Return a share from 0 to 1 in percent, with two significant digits below ten percent.

    >>> percent(0.5), percent(0.0123), percent(0.0), percent(0.00004)
    ('50 %', '1.2 %', '0 %', '0.004 %')
    """
    value = share * 100
    return f"{value:.0f} %" if value >= 10 or not value else f"{float(f'{value:.2g}'):g} %"


def local_time(value: str) -> str:
    """Return an ISO date or time in Hà Nội time, to the minute.

    >>> local_time("2018-05-15T19:24:18+07:00"), local_time("2026-03-01T18:00:00Z"), local_time("2018-05-15")
    ('2018-05-15 19:24', '2026-03-02 01:00', '2018-05-15')
    """
    if "T" not in value:
        return value
    return f"{datetime.fromisoformat(value).astimezone(HANOI_TIME):%Y-%m-%d %H:%M}"


def day(value: str) -> str:
    """Return the day of an ISO date or time, in Hà Nội time.

    >>> day("2026-03-01T18:00:00Z")
    '2026-03-02'
    """
    return local_time(value)[:10]


def document_query(reference: Any) -> str:
    """Return the query string of `about_a_document` for the document of a reference.

    >>> document_query({"type": "chi_thi", "number": "05", "code": "CT/TW", "congress": None})
    'type=chi_thi&number=05&code=CT%2FTW&congress='
    """
    return urlencode({name: reference[name] or "" for name in ("type", "number", "code", "congress")})


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph]


def fit_for_us(html: str) -> Markup:
    """Return HTML of Datasette's templates without style attributes, and with names for unnamed fields.

    Escaped text contains neither `"` nor `<`, so only markup is changed.

    >>> fit_for_us('<h1 style="border: 0">a style=&#34;b&#34;</h1>')
    Markup('<h1>a style=&#34;b&#34;</h1>')
    >>> fit_for_us('<select name="_filter_op_1">')
    Markup('<select aria-label="Comparison" name="_filter_op_1">')
    """
    fitted = str(html)  # replace() of Markup would escape
    for field, label in FIELD_LABELS.items():
        fitted = fitted.replace(field, field.replace(" name=", f' aria-label="{label}" name='))
    return Markup(STYLE_ATTRIBUTE.sub("", fitted))  # noqa: S704 - rendered and escaped by Jinja


def is_vietnamese(column: str) -> bool:
    """Return whether a column of a table or query contains Vietnamese text."""
    return column in VIETNAMESE_COLUMNS


TEMPLATE_FILTERS = {
    "document_query": document_query,
    "group_digits": group_digits,
    "percent": percent,
    "plural": plural,
    "day": day,
    "local_time": local_time,
    "paragraphs": paragraphs,
    "fit_for_us": fit_for_us,
    "is_vietnamese": is_vietnamese,
    "is_web_url": is_web_url,
}
