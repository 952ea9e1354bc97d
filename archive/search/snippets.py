"""The place of a text that shows why it was found, in its own words, with the hits marked."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from archive.search.folding import WORD, exact_form, folded_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.search.query import Term

WIDTH = 32  # words
BEFORE = 6  # of them before the first hit, where there are so many
CUT = "…"

Span = tuple[int, int]


def snippet(text: str, terms: Sequence[Term], marks: tuple[str, str] = ("[", "]")) -> str:
    """About 32 words of `text` around the place where most of `terms` stand, each hit between `marks`.

    The start of the text where none stands in it (they are in the title then).
    """
    text = unicodedata.normalize("NFC", text)
    exact = exact_form(text)
    places = [match.span() for match in WORD.finditer(exact)]
    hits = _hits(places, exact, terms)
    first = _best_start(hits)
    last = min(first + WIDTH, len(places))
    if not places:
        return ""
    shown = [(begin, end) for begin, end, _ in hits if first <= begin and end <= last]
    return _marked(text, places, (first, last), _apart(shown), marks)


def _hits(places: list[Span], exact: str, terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    """Where terms stand: number of the first word, number after the last word, number of the term."""
    texts = {is_exact: exact if is_exact else folded_form(exact) for is_exact in {t.exact for t in terms}}
    forms = {is_exact: [text[begin:end] for begin, end in places] for is_exact, text in texts.items()}
    return sorted(
        (at, at + len(spelling), number)
        for number, term in enumerate(terms)
        for spelling in term.spellings
        for at in _positions(forms[term.exact], spelling)
    )


def _positions(words: list[str], phrase: tuple[str, ...]) -> list[int]:
    found = [at for at, word in enumerate(words) if word == phrase[0]]
    return [at for at in found if tuple(words[at : at + len(phrase)]) == phrase]


def _best_start(hits: list[tuple[int, int, int]]) -> int:
    """The word from which a window shows most of the terms; the earliest of equals."""
    best, most, of = 0, 0, len({term for _, _, term in hits})
    for number, (at, _, _) in enumerate(hits):
        start = max(0, at - BEFORE)
        terms = {term for _, end, term in hits[number : number + WIDTH] if end <= start + WIDTH}
        if len(terms) > most:
            best, most = start, len(terms)
        if most == of:
            break
    return best


def _apart(hits: list[Span]) -> list[Span]:
    """Hits that touch or overlap as one."""
    merged: list[Span] = []
    for begin, end in hits:
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _marked(text: str, places: list[Span], window: Span, hits: list[Span], marks: tuple[str, str]) -> str:
    first, last = window
    at = 0 if first == 0 else places[first][0]
    stop = len(text) if last == len(places) else places[last - 1][1]
    parts = [CUT] if first else []
    for begin, end in hits:
        start, after = places[begin][0], places[end - 1][1]
        parts += [text[at:start], marks[0], text[start:after], marks[1]]
        at = after
    parts += [text[at:stop], CUT if last < len(places) else ""]
    return " ".join("".join(parts).split())
