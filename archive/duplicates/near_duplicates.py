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
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, compress, pairwise
from operator import or_

from archive.duplicates.signature import WORD_CHARACTERS, comparable_words

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
    if len(one.once.keys() & other.once.keys()) < MIN_SIMILARITY * _count_comparable_pairs(one, other):
        return None
    similar = _similarity(one, other)
    if similar < MIN_SIMILARITY:
        return None
    surprises = map(min, _surprises(one, other), _surprises(other, one))
    return similar if all(surprise < MAX_SURPRISE for surprise in surprises) else None


Pair = tuple[bytes, bytes]
ORDINARY, NAME, NUMBER = range(3)


class _PreparedText:
    """A text split for comparison.

    `once` has the position of each word pair that occurs once, `repeated` the others. What only
    similar texts need (`paragraphs`, `kinds`, `is_ordinary`) is computed at first use.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.words = comparable_words(text)
        self.pairs: list[Pair] = list(pairwise(self.words))
        self.once = dict(zip(self.pairs, range(len(self.pairs)), strict=True))
        self.repeated = {pair for place, pair in enumerate(self.pairs) if self.once[pair] != place}
        for pair in self.repeated:
            del self.once[pair]

    @cached_property
    def _printed(self) -> list[list[str]]:
        """The words of each paragraph as they are printed; paragraphs without words are left out."""
        paragraphs = map(WORD_CHARACTERS.findall, unicodedata.normalize("NFC", self._text).split("\n"))
        return [words for words in paragraphs if words]

    @cached_property
    def paragraphs(self) -> list[slice]:
        """The positions of the words of each paragraph."""
        return [slice(*ends) for ends in pairwise(accumulate(map(len, self._printed), initial=0))]

    @cached_property
    def kinds(self) -> list[int]:
        """ORDINARY, NAME or NUMBER for each word."""
        return [
            NUMBER if word[0].isdigit() else NAME if word[0].isupper() else ORDINARY
            for paragraph in self._printed
            for word in paragraph
        ]

    @cached_property
    def is_ordinary(self) -> list[bool]:
        """For each pair, whether both words are ORDINARY."""
        return [kinds == (ORDINARY, ORDINARY) for kinds in pairwise(self.kinds)]


@lru_cache(maxsize=128)  # a form that is printed daily is compared again and again
def _prepare(text: str) -> _PreparedText:
    return _PreparedText(text)


def _similarity(one: _PreparedText, other: _PreparedText) -> float:
    if one.words == other.words:
        return 1.0
    if not (fewer := _count_comparable_pairs(one, other)):
        return 0.0
    places = [other.once[pair] for pair in one.once if pair in other.once]
    return _longest_increasing_subsequence(places) / fewer


def _count_comparable_pairs(one: _PreparedText, other: _PreparedText) -> int:
    """Return the number of pairs that no text repeats, of the text with fewer of them."""
    of_one = len(one.once) - len(one.once.keys() & other.repeated)
    of_other = len(other.once) - len(other.once.keys() & one.repeated)
    return min(of_one, of_other)


def _longest_increasing_subsequence(places: Iterable[int]) -> int:
    """Return the length of the longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def _surprises(text: _PreparedText, other: _PreparedText) -> Iterator[float]:
    """Yield how improbable the changed names, numbers, and both, are in a copy; see `_surprise`.

    The rate of changes is that of the ordinary words in the same paragraphs. Paragraphs that the other
    text lacks completely, such as a new lead, are left out.
    """
    known = [pair in other.once or pair in other.repeated for pair in text.pairs]
    kept = list(map(or_, [False, *known], [*known, False]))  # words in a pair that the other text has
    words: Counter[tuple[int, bool]] = Counter()
    for paragraph in text.paragraphs:
        if not _is_new(text, paragraph, known):
            words.update(zip(text.kinds[paragraph], kept[paragraph], strict=True))
    changed = [words[kind, False] for kind in (ORDINARY, NAME, NUMBER)]
    count = [changed[kind] + words[kind, True] for kind in (ORDINARY, NAME, NUMBER)]
    # Editors change names and numbers more often than other words.
    rate = min(0.9, 1.5 * changed[ORDINARY] / max(1, count[ORDINARY]) + 0.02)
    yield _surprise(changed[NAME], count[NAME], rate)
    yield _surprise(changed[NUMBER], count[NUMBER], rate)
    yield _surprise(changed[NAME] + changed[NUMBER], count[NAME] + count[NUMBER], rate)


def _is_new(text: _PreparedText, paragraph: slice, known: Sequence[bool]) -> bool:
    """Return whether the other text lacks most pairs of ordinary words of a paragraph."""
    within = slice(paragraph.start, paragraph.stop - 1)
    ordinary = list(compress(known[within], text.is_ordinary[within]))
    return len(ordinary) >= 8 and sum(ordinary) < 0.4 * len(ordinary)


def _surprise(changed: int, count: int, rate: float) -> float:
    """Return the negative logarithm of the Chernoff bound for `changed` or more of `count` at this rate."""
    share = changed / count if count else 0.0
    if share <= rate:
        return 0.0
    unchanged = (1 - share) * math.log((1 - share) / (1 - rate)) if share < 1 else 0.0
    return count * (share * math.log(share / rate) + unchanged)
