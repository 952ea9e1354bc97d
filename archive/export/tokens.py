"""Tokenise Vietnamese text: tokens are syllables, numbers, codes and punctuation marks; sentences of tokens.

Codes, numbers, dates and abbreviations are one token: `05-CT/TW`, `4.000`, `12/5/2018`, `T.Ư`, `COVID-19`.
"""

from __future__ import annotations

import re

from archive.search.folding import exact_form, folded_form

CAPITAL = "".join(letter for letter in map(chr, range(0x1F00)) if letter.isupper() and letter.isalpha())
# The look-ahead skips the alternatives for most words.
JOINT = rf"(?=[.,:/-])(?:(?<=\d)[.,:](?=\d)|(?<=[{CAPITAL}])\.(?=[{CAPITAL}])|-|/(?=[\d{CAPITAL}]))"
TOKEN = re.compile(
    r"https?://[^\s<>\"”]*[^\W_]/?"
    rf"|[^\W_]+(?:{JOINT}[^\W_]+)*"
    r"|\.{2,}"
    r"|\S"
)
# `(?<!` keeps a run of marks from being tried from each of them, which takes quadratic time.
SENTENCE_END = re.compile(
    rf"(?<![.!?…])(?P<end>[.!?…]+)(?P<closed>[\"'”’»)\]]*)\s+(?=[\"'“‘«(\[\-–—\d{CAPITAL}])"
)
WORD_START = re.compile(r"[\s\"'“‘«(\[]")
VOWEL = re.compile("[aeiouy]")
MAX_ABBREVIATION_LENGTH = 4


def tokens(paragraph: str) -> list[str]:
    """Return the tokens of a text.

    >>> tokens("Chỉ thị 05-CT/TW (ngày 15/5/2016) của T.Ư, 4.000 người và/hoặc 19,5%...")
    ... # doctest: +NORMALIZE_WHITESPACE
    ['Chỉ', 'thị', '05-CT/TW', '(', 'ngày', '15/5/2016', ')', 'của', 'T.Ư', ',', '4.000', 'người', 'và', '/',
     'hoặc', '19,5', '%', '...']
    """
    return TOKEN.findall(paragraph)


def sentences(paragraph: str) -> list[list[str]]:
    """Return the tokens of a paragraph, one list per sentence.

    A sentence ends at `.`, `!`, `?` or `…` with the closing quotes and brackets after it, if a space and the
    start of another sentence follow; the dot of an abbreviation does not end it.

    >>> [" ".join(one) for one in sentences("Ông ở TP. Huế nói: “Tốt.” Năm 2018 có 4.000 hộ. Hết")]
    ['Ông ở TP . Huế nói : “ Tốt . ”', 'Năm 2018 có 4.000 hộ .', 'Hết']
    """
    return [tokens(sentence) for sentence in sentence_texts(paragraph)]


def sentence_texts(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph, without the spaces around them."""
    ends = [match.end() for match in SENTENCE_END.finditer(paragraph) if not _is_abbreviation_dot(match)]
    parts = zip([0, *ends], [*ends, len(paragraph)], strict=True)
    return [sentence for start, end in parts if (sentence := paragraph[start:end].strip())]


def _is_abbreviation_dot(end: re.Match[str]) -> bool:
    """Return whether the dot belongs to an abbreviation: `TP. Huế`, but not `05-CT/TW. Năm`."""
    start = end.start()
    word = WORD_START.split(end.string[max(start - MAX_ABBREVIATION_LENGTH - 1, 0) : start])[-1]
    return end["end"] == "." and not end["closed"] and _is_abbreviation(word)


def _is_abbreviation(token: str) -> bool:
    """Return whether a short token has no vowel: TP, TS, PGS, ĐH, Q."""
    short = token.isalpha() and len(token) <= MAX_ABBREVIATION_LENGTH
    return short and not VOWEL.search(folded_form(exact_form(token)))
