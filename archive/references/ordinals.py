"""Ordinals of congresses and plenums: Arabic, Roman, or Vietnamese words."""

from __future__ import annotations

import re

_UNITS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_WORDS = {word: value for value, word in enumerate(_UNITS, start=1)} | {
    "nhất": 1,
    "nhì": 2,
    "tư": 4,
    "bẩy": 7,
    "mười": 10,
    **{f"mười {word}": 10 + value for value, word in enumerate(_UNITS, start=1)},
    "mười bẩy": 17,
    "mười lăm": 15,
    "hai mươi": 20,
}
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))

ORDINAL_WORD = "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
FIGURE = r"(?:[IVXL]{1,7}|\d{1,2})"
# Words only after `thứ`, because `năm` also means year; figures on their own or right after TW.
_IN_PHRASE = re.compile(rf"(?:(?<= thứ )(?i:{ORDINAL_WORD})|(?<![^\W\d]){FIGURE}|(?<=TW){FIGURE})(?!\w)")


def ordinal(printed: str) -> int | None:
    """Return the value of a printed ordinal, or None if it is not one.

    >>> ordinal("năm"), ordinal("XIII"), ordinal("04"), ordinal("IIX")
    (5, 13, 4, None)
    """
    if printed.isdigit():
        return int(printed)
    value = _WORDS.get(printed.casefold())
    if value is not None:
        return value
    return next((number for number in range(1, 60) if roman(number) == printed), None)


def roman(number: int) -> str:
    """Return a number from 1 to 89 as a Roman numeral, the form in which congresses are numbered.

    >>> roman(13)
    'XIII'
    """
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


def last_ordinal(printed: str) -> int | None:
    """Return the value of the last ordinal in a phrase, or None.

    >>> last_ordinal("Hội nghị Trung ương lần thứ năm"), last_ordinal(" (khóa XII)"), last_ordinal("năm")
    (5, 12, None)
    """
    figures = _IN_PHRASE.findall(printed)
    return ordinal(figures[-1]) if figures else None
