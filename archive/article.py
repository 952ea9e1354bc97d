"""The Article contract: what a page of a newspaper is read into, and what the archive keeps.

Frozen on purpose: a reader makes it once, nobody changes it afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article: absolute address, whole caption line, the name credited in it."""

    src: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where the raw bytes of an article lie: one record of one WARC file.

    `file` is relative to the captures folder; `offset` and `length` are bytes of the
    (compressed) record; `payload_digest` is the WARC-Payload-Digest, `sha1:BASE32`. `source` says who
    made the capture: `live`, `import`, or the web archive it came from (`wayback`, `commoncrawl`), whose
    own address of it is `source_url`.
    """

    url: str | None
    captured: str
    status: int
    file: str
    offset: int
    length: int
    record_id: str
    payload_digest: str
    etag: str | None = None
    last_modified: str | None = None
    source: str = "live"
    source_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as an archivist finds, trusts and cites it.

    Missing is `None`, empty is `""` or `()`. Text is NFC, paragraphs are joined by a blank line.
    `published` and `modified` are ISO 8601 with +07:00, or a date alone where the page gives
    no time; `captured` is UTC with `Z`. `flags` name doubts (`published:future`), `repairs` what
    was mended in the text (`eth`, `nfd`, `charset:windows-1258`).
    """

    site: str
    key: str
    url: str | None
    title: str
    body: str
    layout: str
    reader_version: int
    captured: str
    aliases: tuple[str, ...] = ()
    lead: str | None = None
    source_mark: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_raw: str | None = None
    published_precision: str | None = None
    modified: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    capture: Capture | None = None

    @property
    def text(self) -> str:
        """Lead and body as one text, joined by a blank line."""
        return "\n\n".join(part for part in (self.lead, self.body) if part)

    @property
    def text_sha256(self) -> str:
        """Hex SHA-256 of title, lead and body: the fixity of what a reader sees."""
        return sha256_of(f"{self.title}\n\n{self.text}")

    @property
    def body_sha256(self) -> str:
        """Hex SHA-256 of lead and body alone: equal values are exact duplicates."""
        return sha256_of(self.text)

    def as_dict(self) -> dict[str, Any]:
        """The article under the names of its fields, hashes included, ready for JSON."""
        return {
            **asdict(self),
            "text_sha256": self.text_sha256,
            "body_sha256": self.body_sha256,
        }


def sha256_of(text: str) -> str:
    """Hex SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
