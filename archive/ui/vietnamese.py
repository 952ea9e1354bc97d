"""Vietnamese date format and alphabetical order."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from archive.clock import HANOI_TIME

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; no tone comes first
POSITIONS = {letter: position for position, letter in enumerate(ALPHABET)}


def reader_date(value: str) -> str:
    """Return an ISO date or time as a newspaper prints it, in Hà Nội time.

    >>> reader_date("2018-05-15T19:24:18+07:00")
    'Thứ Ba, 15/05/2018, 19:24'
    >>> reader_date("2026-03-01T18:00:00Z")
    'Thứ Hai, 02/03/2026, 01:00'
    >>> reader_date("2018-05-15")
    'Thứ Ba, 15/05/2018'
    """
    if "T" not in value:
        day = date.fromisoformat(value)
        return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"
    moment = datetime.fromisoformat(value).astimezone(HANOI_TIME)
    return f"{WEEKDAYS[moment.weekday()]}, {moment:%d/%m/%Y, %H:%M}"


def short_date(value: str) -> str:
    """Return an ISO date or time as `reader_date` does, without the weekday.

    >>> short_date("2018-05-15T19:24:18+07:00"), short_date("2018-05-15")
    ('15/05/2018, 19:24', '15/05/2018')
    """
    return reader_date(value).split(", ", 1)[1]


def alphabetical(text: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Return a sort key in Vietnamese dictionary order: word by word, letters before tones.

    >>> sorted(["Đảng", "dân", "đang", "Ấp", "Ăn", "An"], key=alphabetical)
    ['An', 'Ăn', 'Ấp', 'dân', 'đang', 'Đảng']
    """
    return tuple(_word_key(word) for word in text.casefold().split())


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", word):
        marks = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in marks if mark in TONES), "")
        bare = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else letter
        letters.append(POSITIONS.get(bare, len(ALPHABET) + ord(bare[0])))
        tones.append(TONES.index(tone) + 1 if tone else 0)
    return tuple(letters), tuple(tones)
