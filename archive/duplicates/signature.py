"""Signature of a text: the smallest hashes of its shingles (bottom-k MinHash, Broder 1997).

A shingle is five words side by side. Each word is hashed once, a shingle from the hashes of its words, and
the 48 smallest hashes are the keys. A copy with every fifth word changed keeps a third of its shingles and
shares about 14 keys; two unrelated articles of one newspaper share one or two.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from archive.search.folding import TONE_MARKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A change of these, of `comparable` or of the hash needs a migration that enters the move `near keys`: old
# and new keys cannot be compared.
SIGNATURE_SIZE = 48
SHINGLE_WORDS = 5  # with four, unrelated articles of the newspapers share twice as many keys
KEY_BITS = 31

MIN_SHARED_KEYS = 7  # finds 99 % of the copies with 20 % of the words changed; six doubles the comparisons
MAX_CACHED_TOKENS = 1 << 17

WORD_CHARACTERS = re.compile(r"\w+")
WORD_HASH_BYTES = 8
# Odd numbers: from the digits of the golden ratio and of roots, as in other hashes.
PLACE_FACTORS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD,
        0xC4CEB9FE1A85EC53,
    ],
    dtype=np.uint64,
)
LAST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
HALF, TO_KEY = np.uint64(31), np.uint64(64 - KEY_BITS)


def signature(text: str, *, shingle: int = SHINGLE_WORDS) -> tuple[int, ...]:
    """Return the keys of a text, ascending, as integers of 31 bits.

    A text has SIGNATURE_SIZE keys, a short one fewer, one without words none.
    """
    words = word_hashes(text)
    if not len(words):
        return ()
    width = min(shingle, len(words))
    count = len(words) - width + 1
    hashes = words[:count] * PLACE_FACTORS[0]
    for place in range(1, width):
        hashes += words[place : place + count] * PLACE_FACTORS[place]
    hashes ^= hashes >> HALF
    hashes *= LAST_FACTOR
    keys = hashes >> TO_KEY
    keys.sort()
    smallest = dict.fromkeys(keys[: 2 * SIGNATURE_SIZE].tolist())
    if len(smallest) < SIGNATURE_SIZE:  # shingles that the text repeats
        smallest = dict.fromkeys(keys.tolist())
    return tuple(islice(smallest, SIGNATURE_SIZE))


def shared_keys_needed(keys: int, others: int) -> int:
    """Return the number of keys that two texts must share to be candidates, by the number of keys of each."""
    return max(1, MIN_SHARED_KEYS * min(keys, others) // SIGNATURE_SIZE)


def comparable(word: str) -> str:
    """Return a word in lower case, old `ð` as `đ`, its tone mark at the end.

    >>> comparable("Hoà") == comparable("hòa"), comparable("UỶ") == comparable("ủy"), comparable("Ðảng")
    (True, True, 'đang̉')
    """
    letters = unicodedata.normalize("NFD", word.casefold().replace("ð", "đ"))
    tones = "".join(letter for letter in letters if letter in TONE_MARKS)
    rest = "".join(letter for letter in letters if letter not in TONE_MARKS)
    return unicodedata.normalize("NFC", rest) + tones


def word_hashes(text: str) -> NDArray[np.uint64]:
    """Return the hashes of the comparable words of a text, 64 bits each."""
    return np.frombuffer(b"".join(map(_hashes_of.__getitem__, text.split())), dtype="<u8")


def _words_in(printed: str) -> bytes:
    """Return the comparable words between two blanks: none of `–`, three of `05-CT/TW`."""
    normalised = unicodedata.normalize("NFC", printed)
    return " ".join(map(comparable, WORD_CHARACTERS.findall(normalised))).encode()


class _Hashes(dict[str, bytes]):
    """What stands between two blanks -> the hashes of its comparable words, 8 bytes each."""

    def __missing__(self, printed: str) -> bytes:
        if len(self) >= MAX_CACHED_TOKENS:
            self.clear()
        words = _words_in(printed).split()
        hashes = b"".join(blake2b(word, digest_size=WORD_HASH_BYTES).digest() for word in words)
        self[printed] = hashes
        return hashes


_hashes_of = _Hashes()
