"""Digests as WARC headers state them, in any algorithm and spelling, compared with the bytes themselves."""

from __future__ import annotations

import base64
import binascii
import hashlib


class Digest:
    """A digest as a WARC header claims it, compared with the bytes that pass, if its algorithm is `known`."""

    def __init__(self, claim: str | None) -> None:
        self.claim = claim
        algorithm, _, self._value = (claim or "").partition(":")
        name = algorithm.lower().replace("-", "")
        self.known = name in hashlib.algorithms_guaranteed and not name.startswith("shake")
        self._hash = hashlib.new(name if self.known else "sha1", usedforsecurity=False)

    def update(self, piece: bytes) -> None:
        self._hash.update(piece)

    def holds(self) -> bool | None:
        """Whether the claim is true; None where nothing was claimed, or in a way nobody knows."""
        return self._hash.digest() in _spellings(self._value) if self.known else None

    def __str__(self) -> str:
        """The claim, or the SHA-1 of the bytes where there was none."""
        return self.claim or "sha1:" + base64.b32encode(self._hash.digest()).decode("ascii")


def _spellings(value: str) -> set[bytes]:
    """The digests that `value` may mean: the standard leaves base16, base32 and base64 open."""
    found = set()
    for decode in (lambda v: base64.b32decode(v, casefold=True), bytes.fromhex, base64.b64decode):
        try:
            found.add(decode(value.strip()))
        except (ValueError, binascii.Error):
            continue
    return found
