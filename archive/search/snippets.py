"""Extract snippets: the passage of a text with the most search terms, with each hit highlighted."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from archive.search.folding import WORD, exact_form, folded_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.search.query import Term

SNIPPET_WORDS = 32
WORDS_BEFORE_HIT = 6  # at most
ELLIPSIS = "…"

Span = tuple[int, int]


class _Hit(NamedTuple):
    """Words `start` up to `end` (excluded) match the term with this number."""

    start: int
    end: int
    term: int


def snippet(text: str, terms: Sequence[Term], marks: tuple[str, str] = ("[", "]")) -> str:
    """Return about 32 words of `text` with the most different terms, hits enclosed in `marks`.

    Without a hit (all are in the title) it is the start of the text. White space becomes single blanks.
    """
    text = unicodedata.normalize("NFC", text)
    exact = exact_form(text)
    words = [match.span() for match in WORD.finditer(exact)]
    hits = _find_hits(words, exact, terms)
    first = _best_start(hits)
    last = min(first + SNIPPET_WORDS, len(words))
    if not words:
        return ""
    shown = [(hit.start, hit.end) for hit in hits if first <= hit.start and hit.end <= last]
    return _highlight(text, words, (first, last), _merge_overlapping(shown), marks)


def _find_hits(words: list[Span], exact: str, terms: Sequence[Term]) -> list[_Hit]:
    """Return the hits of all terms, sorted; `words` are positions in the text."""
    texts = {is_exact: exact if is_exact else folded_form(exact) for is_exact in {t.exact for t in terms}}
    forms = {is_exact: [text[start:end] for start, end in words] for is_exact, text in texts.items()}
    return sorted(
        _Hit(at, at + len(spelling), number)
        for number, term in enumerate(terms)
        for spelling in term.spellings
        for at in _find_phrase(forms[term.exact], spelling)
    )


def _find_phrase(words: list[str], phrase: tuple[str, ...]) -> list[int]:
    found = [at for at, word in enumerate(words) if word == phrase[0]]
    return [at for at in found if tuple(words[at : at + len(phrase)]) == phrase]


def _best_start(hits: list[_Hit]) -> int:
    """Return the first word of the snippet with the most different terms; the earliest of equals."""
    best, most, all_terms = 0, 0, len({hit.term for hit in hits})
    for number, hit in enumerate(hits):
        start = max(0, hit.start - WORDS_BEFORE_HIT)
        following = hits[number : number + SNIPPET_WORDS]
        terms = {other.term for other in following if other.end <= start + SNIPPET_WORDS}
        if len(terms) > most:
            best, most = start, len(terms)
        if most == all_terms:
            break
    return best


def _merge_overlapping(hits: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in hits:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _highlight(text: str, words: list[Span], window: Span, hits: list[Span], marks: tuple[str, str]) -> str:
    first, last = window
    at = 0 if first == 0 else words[first][0]
    stop = len(text) if last == len(words) else words[last - 1][1]
    parts = [ELLIPSIS] if first else []
    for start_word, end_word in hits:
        start, end = words[start_word][0], words[end_word - 1][1]
        parts += [text[at:start], marks[0], text[start:end], marks[1]]
        at = end
    parts += [text[at:stop], ELLIPSIS if last < len(words) else ""]
    return " ".join("".join(parts).split())
