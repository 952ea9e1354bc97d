"""Near-duplicates: compare two texts that share keys (signature.py), and decide whether they are copies.

A copy has the same word pairs in the same order (`similarity`), and its
changes are anywhere in the text. A form that is filled in for another place or day also has the same order,
but its changes are in names and numbers. The comparison is symmetric and does not depend on the order of
arrival; groups are the connected components of pairs of copies.

`python -m benchmarks.duplicates --choices` measures these settings and their neighbours.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from archive.duplicates.signature import WORD_CHARACTERS, word_hashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Pairs = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

MIN_SIMILARITY = 0.45  # copies with 20 % of the words changed have 0.55 and more, others 0.35 at most
MIN_LENGTH_RATIO = 0.4  # a round-up that contains a whole article is not a copy of it
MAX_SURPRISE = 5.0  # copies of the graded set reach 3.3, forms that are filled in again start at 5.1


def similarity(a: str, b: str) -> float:
    """Return the share of word pairs that two texts have in the same order, from 0 to 1.

    Only pairs that no text repeats count, relative to the text with fewer of them: an added lead or a
    removed paragraph costs nothing, a changed word costs its two pairs.
    """
    return _similarity(_prepare(a), _prepare(b))


def is_copy(a: str, b: str) -> bool:
    """Return whether two texts are the same article, and not one form filled in twice."""
    return copy_similarity(a, b) is not None


def copy_similarity(a: str, b: str) -> float | None:
    """Return the similarity of two texts that are copies, as `is_copy` decides; None for others."""
    one, other = _prepare(a), _prepare(b)
    shorter, longer = sorted((len(one.words), len(other.words)))
    if shorter < MIN_LENGTH_RATIO * longer or not shorter:
        return None
    # The number of common pairs, in any order, is fast to compute and rules out most texts.
    common = np.count_nonzero(_is_in(one.once, other.once))
    if common < MIN_SIMILARITY * _count_comparable_pairs(one, other):
        return None
    similar = _similarity(one, other)
    if similar < MIN_SIMILARITY:
        return None
    surprises = map(min, _surprises(one, other), _surprises(other, one))
    return similar if all(surprise < MAX_SURPRISE for surprise in surprises) else None


ORDINARY, NAME, NUMBER = range(3)
PAIR_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd: a pair is another number when its words are exchanged
MIN_NEW_PAIRS, MAX_KNOWN_SHARE = 8, 0.4  # of the pairs of ordinary words of a new paragraph


class _PreparedText:
    """A text split for comparison; a word and a pair of words are numbers of 64 bits.

    `once` has the pairs that occur once, ascending, and `places` the position of each; `repeated` has the
    others. `kinds` and `paragraphs` are needed for similar texts only, and computed at first use.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.words = word_hashes(text)
        self.pairs = self.words[:-1] * PAIR_FACTOR + self.words[1:]
        order = self.pairs.argsort(kind="stable")
        ascending = self.pairs[order]
        is_first, is_last = np.ones((2, len(ascending)), np.bool_)
        is_first[1:] = is_last[:-1] = ascending[1:] != ascending[:-1]
        self.once, self.places = ascending[is_first & is_last], order[is_first & is_last]
        self.repeated = ascending[is_first & ~is_last]

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """ORDINARY, NAME or NUMBER for each word."""
        return np.frombuffer(b"".join(self._kinds_by_paragraph), np.uint8)

    @cached_property
    def paragraphs(self) -> NDArray[np.intp]:
        """The number of the paragraph of each word."""
        lengths = list(map(len, self._kinds_by_paragraph))
        return np.repeat(np.arange(len(lengths)), lengths)

    @cached_property
    def _kinds_by_paragraph(self) -> list[bytes]:
        return [b"".join(map(_kinds_in, line.split())) for line in self._text.split("\n")]


@lru_cache(maxsize=1 << 16)
def _kinds_in(printed: str) -> bytes:
    """Return the kinds of the words between two blanks, as they are printed."""
    words = WORD_CHARACTERS.findall(unicodedata.normalize("NFC", printed))
    return bytes(NUMBER if word[0].isdigit() else NAME if word[0].isupper() else ORDINARY for word in words)


@lru_cache(maxsize=128)  # a form that is printed daily is compared again and again
def _prepare(text: str) -> _PreparedText:
    return _PreparedText(text)


def _is_in(pairs: Pairs, ascending: Pairs) -> Flags:
    """Return for each of some pairs whether it is among others, which are in order."""
    if not len(ascending):
        return np.zeros(len(pairs), np.bool_)
    found: Flags = ascending.take(ascending.searchsorted(pairs), mode="clip") == pairs
    return found


def _similarity(one: _PreparedText, other: _PreparedText) -> float:
    if np.array_equal(one.words, other.words):
        return 1.0
    if not (fewer := _count_comparable_pairs(one, other)):
        return 0.0
    in_both = _is_in(one.once, other.once)
    in_order = one.places[in_both].argsort()
    places = other.places[other.once.searchsorted(one.once[in_both][in_order])]
    return _longest_increasing_subsequence(places.tolist()) / fewer


def _count_comparable_pairs(one: _PreparedText, other: _PreparedText) -> int:
    """Return the number of pairs that no text repeats, of the text with fewer of them."""
    of_one = len(one.once) - int(_is_in(other.repeated, one.once).sum())
    of_other = len(other.once) - int(_is_in(one.repeated, other.once).sum())
    return min(of_one, of_other)


def _longest_increasing_subsequence(places: Iterable[int]) -> int:
    """Return the length of the longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    for place in places:
        if not tails or place > tails[-1]:
            tails.append(place)
        else:
            tails[bisect_left(tails, place)] = place
    return len(tails)


def _surprises(text: _PreparedText, other: _PreparedText) -> Iterator[float]:
    """Yield how improbable the changed names, numbers, and both, are in a copy; see `_surprise`.

    The rate of changes is that of the ordinary words in the same paragraphs. Paragraphs that the other
    text lacks completely, such as a new lead, are left out.
    """
    known = _is_in(text.pairs, other.once) | _is_in(text.pairs, other.repeated)
    kept = np.append(known, False)
    kept[1:] |= known  # words in a pair that the other text has
    counted = ~_are_new(text, known)[text.paragraphs]
    words = np.bincount(2 * text.kinds[counted] + kept[counted], minlength=6).reshape(3, 2)
    changed, count = words[:, 0].tolist(), words.sum(axis=1).tolist()
    # Editors change names and numbers more often than other words.
    rate = min(0.9, 1.5 * changed[ORDINARY] / max(1, count[ORDINARY]) + 0.02)
    yield _surprise(changed[NAME], count[NAME], rate)
    yield _surprise(changed[NUMBER], count[NUMBER], rate)
    yield _surprise(changed[NAME] + changed[NUMBER], count[NAME] + count[NUMBER], rate)


def _are_new(text: _PreparedText, known: Flags) -> Flags:
    """Return for each paragraph whether the other text lacks most of its pairs of ordinary words."""
    paragraphs, ordinary = text.paragraphs, text.kinds == ORDINARY
    of_one_paragraph = paragraphs[:-1] == paragraphs[1:]
    pairs = ordinary[:-1] & ordinary[1:] & of_one_paragraph
    count, known_count = (
        np.bincount(paragraphs[:-1][chosen], minlength=paragraphs[-1] + 1)
        for chosen in (pairs, pairs & known)
    )
    return (count >= MIN_NEW_PAIRS) & (known_count < MAX_KNOWN_SHARE * count)


def _surprise(changed: int, count: int, rate: float) -> float:
    """Return the negative logarithm of the Chernoff bound for `changed` or more of `count` at this rate."""
    share = changed / count if count else 0.0
    if share <= rate:
        return 0.0
    unchanged = (1 - share) * math.log((1 - share) / (1 - rate)) if share < 1 else 0.0
    return count * (share * math.log(share / rate) + unchanged)
