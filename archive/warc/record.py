"""A WARC record as the archive knows it, the damage in the place of one, and the body it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.warc.content_encoding import CorruptBody, TooLarge, TruncatedBody, decode_content

# Larger payloads are films and archives, not pages: they are checked, but not held in memory.
LARGEST_PAYLOAD = 32 * 1024 * 1024


class BrokenRecord(ValueError):
    """A record that cannot be read; the message is a sentence without file and offset."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a file from which nothing could be read, or not what was written there."""

    file: Path
    offset: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, offset {self.offset}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a WARC file.

    `body` is the payload without transfer encoding, its content encoding still on; `headers` are
    those of HTTP, and `status` is 200 for a `resource`, which has none. `captured` is UTC to the
    second, `record_id` has no angle brackets, `payload_digest` is the writer's own, or SHA-1 where
    it gave none. `digest_ok` is False where a digest does not hold, None where there was none.
    `flaw` is why the body must not be read as a whole one: `truncated` or `too_large`.
    `refers_to` is the (URL, date) of the capture that a revisit repeats.
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
        """The first HTTP header of this name, in any case of letters."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def decoded_body(record: Record, limit: int = LARGEST_PAYLOAD) -> bytes:
    """The body of `record` as a browser would see it, at most `limit` bytes.

    Raises TruncatedBody, CorruptBody or TooLarge; so do records with a flaw or a broken digest.
    """
    if record.flaw == "too_large":
        raise TooLarge(f"record of {record.length} bytes")
    if record.flaw == "truncated":
        raise TruncatedBody(f"the capture holds {len(record.body)} bytes of the body, not all of it")
    if record.digest_ok is False:
        raise CorruptBody("the digest of the record does not hold")
    return decode_content(record.body, record.header("Content-Encoding") or "", limit)


def repeated(revisit: Record, original: Record) -> Record:
    """`revisit` with the answer that it repeats: status, headers and body are those of `original`."""
    return replace(
        revisit,
        status=original.status,
        headers=original.headers,
        body=original.body,
        content_type=original.content_type,
        digest_ok=original.digest_ok,
        flaw=original.flaw,
    )
