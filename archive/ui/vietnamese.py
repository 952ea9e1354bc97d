"""Vietnamese alphabetical order."""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; no tone comes first
POSITIONS = {letter: position for position, letter in enumerate(ALPHABET)}


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
