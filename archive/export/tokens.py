"""Vietnamese text as tokens and sentences: a token is a syllable, a number, a code or a mark.

What corpus work needs kept together stays so: `05-CT/TW`, `4.000`, `12/5/2018`, `T.Ư`, `COVID-19`.
"""

from __future__ import annotations

import re

from archive.folding import exact_form, folded_form

CAPITAL = "".join(letter for letter in map(chr, range(0x1F00)) if letter.isupper() and letter.isalpha())
JOINT = rf"(?<=\d)[.,:](?=\d)|(?<=[{CAPITAL}])\.(?=[{CAPITAL}])|-|/(?=[\d{CAPITAL}])"
TOKEN = re.compile(
    r"(?P<space>\s*)(?P<token>"
    r"https?://[^\s<>\"”]*[^\W_]/?"
    rf"|[^\W_]+(?:(?:{JOINT})[^\W_]+)*"
    r"|\.{2,}"
    r"|\S)"
)
ENDS = frozenset((".", "!", "?", "…", "...", ".."))
CLOSING = frozenset("\"'”’»)]")
OPENS = re.compile(rf"[\"'“‘«(\[\-–—\d{CAPITAL}]")
VOWEL = re.compile("[aeiouy]")
LONGEST_ABBREVIATION = 4


def tokens(paragraph: str) -> list[str]:
    """The tokens of a text.

    >>> tokens("Chỉ thị 05-CT/TW (ngày 15/5/2016) của T.Ư, 4.000 người và/hoặc 19,5%...")
    ... # doctest: +NORMALIZE_WHITESPACE
    ['Chỉ', 'thị', '05-CT/TW', '(', 'ngày', '15/5/2016', ')', 'của', 'T.Ư', ',', '4.000', 'người', 'và', '/',
     'hoặc', '19,5', '%', '...']
    """
    return [match["token"] for match in TOKEN.finditer(paragraph)]


def sentences(paragraph: str) -> list[list[str]]:
    """The tokens of a paragraph, a list a sentence.

    A sentence ends with its mark, and the quotes and brackets that close after it, where a space and the
    beginning of another follow; the dot of an abbreviation ends none.

    >>> [" ".join(one) for one in sentences("Ông ở TP. Huế nói: “Tốt.” Năm 2018 có 4.000 hộ. Hết")]
    ['Ông ở TP . Huế nói : “ Tốt . ”', 'Năm 2018 có 4.000 hộ .', 'Hết']
    """
    found: list[list[str]] = [[]]
    for match in TOKEN.finditer(paragraph):
        token = match["token"]
        if match["space"] and OPENS.match(token) and _is_over(found[-1]):
            found.append([])
        found[-1].append(token)
    return [sentence for sentence in found if sentence]


def _is_over(sentence: list[str]) -> bool:
    at = len(sentence) - 1
    while at > 0 and sentence[at] in CLOSING:
        at -= 1
    if at < 1 or sentence[at] not in ENDS:
        return False
    return not (sentence[at:] == ["."] and _is_abbreviation(sentence[at - 1]))


def _is_abbreviation(token: str) -> bool:
    """Whether a token is no syllable for want of a vowel: TP, TS, PGS, ĐH, Q."""
    short = token.isalpha() and len(token) <= LONGEST_ABBREVIATION
    return short and not VOWEL.search(folded_form(exact_form(token)))
