"""Types of parsed WARC data: Record, Damage, Digest; and what is wrong with the body of a record."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archive.warc.content_encoding import CorruptBody, TooLarge, TruncatedBody, UnusableBody

MAX_PAYLOAD_SIZE = 32 * 1024 * 1024
"""Bytes; larger payloads are videos and archives, not pages: they are checked, but not held in memory."""


UNREAD_KIND = "other host"
"""The `kind` of a record whose URL was not wanted: its block was not read into it."""

WantsUrl = Callable[[str], bool]
"""Returns whether records with this URL are to be read."""


class BrokenRecord(ValueError):
    """A record that cannot be read; the message says why, without file and offset."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a file where no record, or not the record that was written, could be read."""

    file: Path
    offset: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, offset {self.offset}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a WARC file; fields are those of WARC 1.1 unless said otherwise.

    Attributes:
        kind: WARC-Type in lower case, or UNREAD_KIND.
        url: WARC-Target-URI without angle brackets.
        captured: WARC-Date in UTC, to the second.
        status: The HTTP status; 200 for a `resource` record, which has none, and 0 where unknown.
        headers: HTTP headers as (name, value) pairs.
        body: The payload without transfer encoding; its content encoding is not decoded.
        record_id: WARC-Record-ID without angle brackets.
        payload_digest: WARC-Payload-Digest, or `sha1:BASE32` of the payload where the record has none.
        file: The file that was read.
        offset: Where the record starts, in bytes.
        length: Bytes of the record in the file, compressed where the file is.
        content_type: Content-Type of the HTTP answer, or of the record where there is no HTTP.
        digest_ok: Whether the digests match; None where there is none to compare.
        flaw: Why the body must not be read as a whole one: `truncated` or `too_large`.
        profile: WARC-Profile of a revisit.
        refers_to: WARC-Refers-To-Target-URI and WARC-Refers-To-Date of a revisit.
    """

    kind: str
    url: str | None
    captured: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    record_id: str
    payload_digest: str
    file: Path
    offset: int
    length: int
    content_type: str | None
    digest_ok: bool | None
    flaw: str | None = None
    profile: str | None = None
    refers_to: tuple[str | None, str | None] = (None, None)

    def header(self, name: str) -> str | None:
        """Return the first HTTP header with this name, in any case of letters."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def body_flaw(record: Record) -> UnusableBody | None:
    """Return why the body of `record` must not be decoded, or None where it may be."""
    if record.flaw == "too_large":
        return TooLarge(f"record of {record.length} bytes")
    if record.flaw == "truncated":
        return TruncatedBody(f"the capture holds only the first {len(record.body)} bytes of the body")
    if record.digest_ok is False:
        return CorruptBody("the digest of the record does not match")
    return None


class Digest:
    """A labelled digest (`sha1:BASE32`), compared with bytes that are passed to `update`.

    WARC 1.1 leaves the algorithm and its spelling open (WARC-Block-Digest): base16, base32 and base64
    are accepted. `known` is False where hashlib lacks the algorithm.
    """

    def __init__(self, claim: str | None) -> None:
        self.claim = claim
        algorithm, _, self._value = (claim or "").partition(":")
        name = algorithm.lower().replace("-", "")
        self.known = name in hashlib.algorithms_guaranteed and not name.startswith("shake")
        self._hash = hashlib.new(name if self.known else "sha1", usedforsecurity=False)

    def update(self, piece: bytes) -> None:
        """Add bytes to the computed digest."""
        self._hash.update(piece)

    def matches(self) -> bool | None:
        """Return whether the claim is true; None where there is none, or its algorithm is unknown."""
        return self._hash.digest() in _decoded(self._value) if self.known else None

    def __str__(self) -> str:
        """Return the claim, or the SHA-1 of the bytes where there is none."""
        return self.claim or _labelled(self._hash.digest())


def sha1_digest(data: bytes) -> str:
    """Return the SHA-1 of `data` as the writer states it: `sha1:BASE32`."""
    return _labelled(hashlib.sha1(data, usedforsecurity=False).digest())


def _labelled(sha1: bytes) -> str:
    return "sha1:" + base64.b32encode(sha1).decode("ascii")


def _decoded(value: str) -> set[bytes]:
    """Return the digests that `value` can mean, by the encodings in which it is valid."""
    found = set()
    for decode in (lambda v: base64.b32decode(v, casefold=True), bytes.fromhex, base64.b64decode):
        try:
            found.add(decode(value.strip()))
        except (ValueError, binascii.Error):
            continue
    return found
