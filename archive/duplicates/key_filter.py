"""A filter of keys: which keys no text has, without reading the blocks (Bloom 1970, with one hash)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS_A_KEY = 8  # and up to twice as many: 6 to 12 % of other keys are taken for known ones
MIN_BITS, MAX_BITS = 16, 29  # as powers of two: 8 KB to 64 MB
FACTOR = 0x9E3779B1  # keys are the smallest hashes, so their upper bits are not uniform


class KeyFilter:
    """A set of keys of 31 bits that can take another key for one of its own, but never misses one."""

    def __init__(self, keys: int) -> None:
        bits = min(max((max(keys, 1) * BITS_A_KEY).bit_length(), MIN_BITS), MAX_BITS)
        self._shift = 32 - bits
        self._bytes = np.zeros(1 << bits - 3, np.uint8)

    def add(self, keys: NDArray[np.int64]) -> None:
        """Add keys."""
        places = self._places(keys)
        np.bitwise_or.at(self._bytes, places >> 3, (1 << (places & 7)).astype(np.uint8))

    def perhaps_known(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the keys that may have been added."""
        places = self._places(keys)
        known: NDArray[np.int64] = keys[self._bytes[places >> 3] >> (places & 7).astype(np.uint8) & 1 == 1]
        return known

    def _places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        # A product of 31 and 32 bits fits into 63.
        return (keys * FACTOR & 0xFFFFFFFF) >> self._shift
