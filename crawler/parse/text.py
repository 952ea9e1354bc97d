"""Normalise text for the archive: NFC, one kind of space, no invisible characters, Đ for a wrong Ð."""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

LINE_BREAK = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")

INVISIBLE = {
    # Control characters that are white space in HTML are kept; \x1c-\x1f are white space only to Python.
    "control": re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff]"),
    "zero_width": re.compile(r"[\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff]"),
    "soft_hyphen": re.compile("\xad"),
    "bidi": re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
    "surrogate": re.compile(r"[\ud800-\udfff]"),
}

NOT_SHOWN = re.compile("|".join(pattern.pattern for pattern in INVISIBLE.values()))

PLAIN_SPACE = " \t\r\n\xa0"

ETH = str.maketrans("Ðð", "Đđ")
WORD = re.compile(r"[^\W\d_]+")
# In Vietnamese đ begins a syllable or is part of an abbreviation; in Icelandic ð is neither.
ICELANDIC_WORD = re.compile(r"[þæöÞÆÖ]|[^\W\d_]ð")
VIETNAMESE_LETTER = re.compile(r"[ăđơưĂĐƠƯạ-ỹẠ-Ỹ]")

SUPERSCRIPTS = str.maketrans("0123456789+-–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
RAISED_FIGURE = re.compile(r"\s*[+–-]?[\dn]{1,6}\s*")
NOTE_NUMBER = re.compile(r"[(\[*]")


def tidy(raw: str, repairs: set[str]) -> str:
    r"""Return one paragraph normalised for storage, and add the names of what was repaired to `repairs`.

    Names are `control`, `zero_width`, `soft_hyphen`, `bidi`, `surrogate`, `nfd` and `eth`. Folding white
    space (including NBSP) to one space is not counted as a repair.

    >>> tidy(" \xd0\u1ea3ng\xa0 \u1ee7y\u200b ", set())
    'Đảng ủy'
    """
    text = raw.strip(PLAIN_SPACE)
    # Nearly all lines are normalised already. This check takes a fifth of the time of a repair.
    if (
        text.isprintable()  # excludes white space other than " "
        and "  " not in text
        and not ("Ð" in text or "ð" in text or "\u034f" in text or "\ufffc" in text)
        and is_normalized("NFC", text)
    ):
        return text
    text = _visible(raw, repairs)
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
        repairs.add("nfd")
    return " ".join(_mend_eth(text, repairs).split())


def superscript(text: str) -> str:
    """Return raised `text` so that it does not run into the figure or word before it.

    >>> superscript("2"), superscript("(1)"), superscript("o")
    ('²', ' (1)', 'o')
    """
    if RAISED_FIGURE.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    return f" {text}" if NOTE_NUMBER.match(text) else text


def paragraphs(raw: str, repairs: set[str]) -> tuple[str, ...]:
    """Return the lines of `raw` that are not empty, each normalised by `tidy`."""
    lines = (tidy(line, repairs) for line in LINE_BREAK.split(raw))
    return tuple(line for line in lines if line)


def _visible(text: str, repairs: set[str]) -> str:
    if not NOT_SHOWN.search(text):
        return text
    for name, pattern in INVISIBLE.items():
        text, found = pattern.subn("", text)
        if found:
            repairs.add(name)
    return text


def _mend_eth(text: str, repairs: set[str]) -> str:
    if "Ð" not in text and "ð" not in text:
        return text
    if ICELANDIC_WORD.search(text) and not VIETNAMESE_LETTER.search(text):
        return text
    mended = WORD.sub(_vietnamese_word, text)
    if mended != text:
        repairs.add("eth")
    return mended


def _vietnamese_word(match: re.Match[str]) -> str:
    word = match[0]
    return word if ICELANDIC_WORD.search(word) else word.translate(ETH)
