"""Vietnamese text as tokens and sentences: a token is a syllable, a number, a code or a mark.

What corpus work needs kept together stays so: `05-CT/TW`, `4.000`, `12/5/2018`, `T.Ư`, `COVID-19`.
"""

from __future__ import annotations

import re

from archive.search.folding import exact_form, folded_form

CAPITAL = "".join(letter for letter in map(chr, range(0x1F00)) if letter.isupper() and letter.isalpha())
# The look ahead spares most words the alternatives.
JOINT = rf"(?=[.,:/-])(?:(?<=\d)[.,:](?=\d)|(?<=[{CAPITAL}])\.(?=[{CAPITAL}])|-|/(?=[\d{CAPITAL}]))"
TOKEN = re.compile(
    r"https?://[^\s<>\"”]*[^\W_]/?"
    rf"|[^\W_]+(?:{JOINT}[^\W_]+)*"
    r"|\.{2,}"
    r"|\S"
)
# `(?<!` keeps a run of marks from being tried from each of them, which takes quadratic time.
BORDER = re.compile(rf"(?<![.!?…])(?P<end>[.!?…]+)(?P<closed>[\"'”’»)\]]*)\s+(?=[\"'“‘«(\[\-–—\d{CAPITAL}])")
WORD_START = re.compile(r"[\s\"'“‘«(\[]")
VOWEL = re.compile("[aeiouy]")
LONGEST_ABBREVIATION = 4


def tokens(paragraph: str) -> list[str]:
    """The tokens of a text.

    >>> tokens("Chỉ thị 05-CT/TW (ngày 15/5/2016) của T.Ư, 4.000 người và/hoặc 19,5%...")
    ... # doctest: +NORMALIZE_WHITESPACE
    ['Chỉ', 'thị', '05-CT/TW', '(', 'ngày', '15/5/2016', ')', 'của', 'T.Ư', ',', '4.000', 'người', 'và', '/',
     'hoặc', '19,5', '%', '...']
    """
    return TOKEN.findall(paragraph)


def sentences(paragraph: str) -> list[list[str]]:
    """The tokens of a paragraph, a list a sentence.

    A sentence ends with its mark, and the quotes and brackets that close after it, where a space and the
    beginning of another follow; the dot of an abbreviation ends none.

    >>> [" ".join(one) for one in sentences("Ông ở TP. Huế nói: “Tốt.” Năm 2018 có 4.000 hộ. Hết")]
    ['Ông ở TP . Huế nói : “ Tốt . ”', 'Năm 2018 có 4.000 hộ .', 'Hết']
    """
    borders = [match.end() for match in BORDER.finditer(paragraph) if not _goes_on(match)]
    parts = zip([0, *borders], [*borders, len(paragraph)], strict=True)
    found = (tokens(paragraph[start:end]) for start, end in parts)
    return [sentence for sentence in found if sentence]


def _goes_on(border: re.Match[str]) -> bool:
    """Whether the dot is that of an abbreviation: `TP. Huế`, but not `05-CT/TW. Năm`."""
    start = border.start()
    word = WORD_START.split(border.string[max(start - LONGEST_ABBREVIATION - 1, 0) : start])[-1]
    return border["end"] == "." and not border["closed"] and _is_abbreviation(word)


def _is_abbreviation(token: str) -> bool:
    """Whether a token is no syllable for want of a vowel: TP, TS, PGS, ĐH, Q."""
    short = token.isalpha() and len(token) <= LONGEST_ABBREVIATION
    return short and not VOWEL.search(folded_form(exact_form(token)))
