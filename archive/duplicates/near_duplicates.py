"""Near-duplicates: the keys by which copies of a story find each other, and the proof that they are copies.

Keys are MinHash in its oldest form: all runs of five words are hashed once, the 48 smallest hashes are
kept. A copy with every fifth word changed keeps a third of its runs and shares about 14 keys; two articles
of one paper share one or two. Keys are plain integers for an indexed table: a new article looks up its own
and is compared with the few that share SHARED_KEYS, the others are never read.

What shares keys is only a candidate. A copy tells the same in the same order (`similarity`), and what was
changed in it was changed anywhere. A form filled in for another place or day is the same in the same order
too, but its changes sit in names and figures: `is_copy` weighs that. All is symmetric and knows no order of
arrival; groups are the connected components of the pairs that are copies.

`python -m benchmarks.duplicates --choices` shows what these settings and their neighbours find.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, compress, pairwise
from operator import or_

from rensa import RMinHash

# A change of these, or of rensa's hash (RMinHash.ALGORITHM_VERSION), makes stored keys strangers to new ones.
SIGNATURE_VERSION = 1
KEYS = 48
SHINGLE = 5  # words; with four, unrelated articles of the trade share twice as many keys

SHARED_KEYS = 7  # finds 99 % of copies with 20 % of the words changed; with six the needless work doubles
SIMILAR = 0.45  # copies with 20 % of the words changed have 0.55 and more, unrelated articles 0.35 at most
SHORTER = 0.4  # a round-up that holds a whole story is no copy of it, and must not tie its stories together
FORM = 5.0  # copies of the graded set reach 3.3, forms filled in anew begin at 5.1

_WORD = re.compile(r"\w+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def signature(text: str, *, shingle: int = SHINGLE) -> tuple[int, ...]:
    """The keys of a text, ascending, as integers of 32 bits; a short text has fewer than KEYS."""
    words = _words(text)
    if not words:
        return ()
    runs = map(b" ".join, zip(*(words[start:] for start in range(min(shingle, len(words)))), strict=False))
    hashes = RMinHash.hash_token_sets([list(runs)])[0]
    # Hashes are spread evenly: KEYS of them, and as many to spare, are below this. Sorting all takes longer.
    low = (2 * KEYS << 64) // len(hashes)
    keys = {value >> 32 for value in hashes if value < low}
    if len(keys) < KEYS:
        keys = {value >> 32 for value in hashes}
    return tuple(sorted(keys)[:KEYS])


def shared_keys_needed(keys: int, others: int) -> int:
    """How many keys two texts with so many keys must share to be compared."""
    return max(1, SHARED_KEYS * min(keys, others) // KEYS)


def comparable(word: str) -> str:
    """The word without case, old `ð` or the place of its tone mark.

    >>> comparable("Hoà") == comparable("hòa"), comparable("UỶ") == comparable("ủy"), comparable("Ðảng")
    (True, True, 'đang̉')
    """
    letters = unicodedata.normalize("NFD", word.casefold().replace("ð", "đ"))
    tones = "".join(letter for letter in letters if letter in _TONES)
    rest = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones


def _words(text: str) -> list[bytes]:
    """The comparable words of a text, in UTF-8."""
    return b" ".join(map(_words_of, text.split())).split()


@lru_cache(maxsize=1 << 16)
def _words_of(printed: str) -> bytes:
    """The comparable words of what stands between two blanks: none of `–`, three of `05-CT/TW`."""
    return " ".join(map(comparable, _WORD.findall(unicodedata.normalize("NFC", printed)))).encode()


def similarity(a: str, b: str) -> float:
    """From 0 to 1: the share of word pairs that both texts have in the same order.

    Counted on pairs that neither text repeats, over the text that has fewer: an added lead or a dropped
    paragraph costs nothing, each changed word costs its two pairs.
    """
    return _similarity(_prepare(a), _prepare(b))


def is_copy(a: str, b: str) -> bool:
    """Do both texts tell the same story, and not the same form for another place, person or day?"""
    one, other = _prepare(a), _prepare(b)
    shorter, longer = sorted((len(one.words), len(other.words)))
    if shorter < SHORTER * longer or not shorter:
        return False
    # The pairs that both have, in whatever order: these few are enough to refuse most texts.
    if len(one.once.keys() & other.once.keys()) < SIMILAR * _comparable_pairs(one, other):
        return False
    if _similarity(one, other) < SIMILAR:
        return False
    return all(surprise < FORM for surprise in map(min, _surprises(one, other), _surprises(other, one)))


Pair = tuple[bytes, bytes]
ORDINARY, NAME, FIGURE = range(3)


class _Prepared:
    """A text cut up for comparing; `once` gives the place of each word pair that stands in the text once.

    What only texts that are alike are asked for (`paragraphs`, `kinds`, `plain`) is worked out when it is.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.words = _words(text)
        self.pairs: list[Pair] = list(pairwise(self.words))
        self.once = dict(zip(self.pairs, range(len(self.pairs)), strict=True))
        self.repeated = {pair for place, pair in enumerate(self.pairs) if self.once[pair] != place}
        for pair in self.repeated:
            del self.once[pair]

    @cached_property
    def _printed(self) -> list[list[str]]:
        """The words of each paragraph that has any, as they are printed."""
        paragraphs = map(_WORD.findall, unicodedata.normalize("NFC", self._text).split("\n"))
        return [words for words in paragraphs if words]

    @cached_property
    def paragraphs(self) -> list[slice]:
        """The places of the words of each paragraph."""
        return [slice(*ends) for ends in pairwise(accumulate(map(len, self._printed), initial=0))]

    @cached_property
    def kinds(self) -> list[int]:
        """Of each word as it is printed: ORDINARY, NAME or FIGURE."""
        return [
            FIGURE if word[0].isdigit() else NAME if word[0].isupper() else ORDINARY
            for paragraph in self._printed
            for word in paragraph
        ]

    @cached_property
    def plain(self) -> list[bool]:
        """Of each pair, whether both words are ordinary."""
        return [kinds == (ORDINARY, ORDINARY) for kinds in pairwise(self.kinds)]


@lru_cache(maxsize=128)  # a form that is printed daily is compared again and again
def _prepare(text: str) -> _Prepared:
    return _Prepared(text)


def _similarity(one: _Prepared, other: _Prepared) -> float:
    if one.words == other.words:
        return 1.0
    if not (fewer := _comparable_pairs(one, other)):
        return 0.0
    places = [other.once[pair] for pair in one.once if pair in other.once]
    return _longest_ascent(places) / fewer


def _comparable_pairs(one: _Prepared, other: _Prepared) -> int:
    """How many pairs that neither text repeats the text has that has fewer of them."""
    of_one = len(one.once) - len(one.once.keys() & other.repeated)
    of_other = len(other.once) - len(other.once.keys() & one.repeated)
    return min(of_one, of_other)


def _longest_ascent(places: Iterable[int]) -> int:
    """The length of the longest rising subsequence."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def _surprises(text: _Prepared, other: _Prepared) -> Iterator[float]:
    """How odd so many changed names, figures, or both would be in a copy, on the scale of FORM.

    Measured against the ordinary words of the same paragraphs; paragraphs that the other text lacks
    altogether, such as a new lead, say nothing.
    """
    known = [pair in other.once or pair in other.repeated for pair in text.pairs]
    kept = list(map(or_, [False, *known], [*known, False]))  # the words that stand in a known pair
    words: Counter[tuple[int, bool]] = Counter()
    for paragraph in text.paragraphs:
        if not _is_foreign(text, paragraph, known):
            words.update(zip(text.kinds[paragraph], kept[paragraph], strict=True))
    changed = [words[kind, False] for kind in (ORDINARY, NAME, FIGURE)]
    count = [changed[kind] + words[kind, True] for kind in (ORDINARY, NAME, FIGURE)]
    # An editor changes names and figures sooner than other words.
    rate = min(0.9, 1.5 * changed[ORDINARY] / max(1, count[ORDINARY]) + 0.02)
    yield _surprise(changed[NAME], count[NAME], rate)
    yield _surprise(changed[FIGURE], count[FIGURE], rate)
    yield _surprise(changed[NAME] + changed[FIGURE], count[NAME] + count[FIGURE], rate)


def _is_foreign(text: _Prepared, paragraph: slice, known: Sequence[bool]) -> bool:
    """Does the other text lack most pairs of ordinary words of this paragraph?"""
    within = slice(paragraph.start, paragraph.stop - 1)
    plain = list(compress(known[within], text.plain[within]))
    return len(plain) >= 8 and sum(plain) < 0.4 * len(plain)


def _surprise(changed: int, count: int, rate: float) -> float:
    """Chernoff's bound for `changed` or more of `count` at this rate, as a negative logarithm."""
    share = changed / count if count else 0.0
    if share <= rate:
        return 0.0
    unchanged = (1 - share) * math.log((1 - share) / (1 - rate)) if share < 1 else 0.0
    return count * (share * math.log(share / rate) + unchanged)
