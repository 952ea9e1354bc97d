"""The Article contract: what a page of a newspaper is parsed into, and what the archive keeps."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article.

    Attributes:
        src: Absolute URL.
        caption: The whole caption line, NULL where there is none.
        credit: The photographer or source that the caption names.
    """

    src: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where the raw bytes of a response are: one record of one WARC file.

    Attributes:
        url: The URL requested; NULL for a dump that names none.
        captured: Time of the response, UTC with `Z`.
        status: HTTP status.
        file: WARC file, relative to the captures folder; absolute if it was imported with `--in-place`.
        offset: Start of the (compressed) record in the file, in bytes.
        length: Length of the (compressed) record in bytes.
        record_id: WARC-Record-ID.
        payload_digest: WARC-Payload-Digest, `sha1:BASE32`.
        etag: ETag of the response.
        last_modified: Last-Modified of the response.
        source: Who made the capture: `live`, `import`, `wayback` or `commoncrawl`.
        source_url: The web archive's own URL of the capture.
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
    """An article of a site, as one capture has it.

    A missing field is NULL (`None`), an empty list is `[]` (`()`). Text is in Unicode NFC; paragraphs are
    joined by an empty line.

    Attributes:
        site: Name of the site file.
        key: The site's own id of the article, taken from its URL; unique within the site.
        url: Canonical URL.
        title: Headline.
        body: Text below the lead, without captions, bylines, advertisements and related articles.
        layout: Name of the layout that parsed the page; `generic` for the generic reader.
        reader_version: Version of the reader; it rises when the output for a page changes.
        captured: Time of the capture, UTC with `Z`.
        aliases: Further URLs under which the page was found or which it names as its own.
        lead: Standfirst (sapo).
        source_mark: Mark of the agency or newspaper before the text: `(TTXVN)`, `NDO -`.
        byline: Author line as printed.
        authors: Names of persons in the byline, without ranks, degrees and titles.
        published: Publication date given by the site, ISO 8601 with +07:00, or a date where it gives no time.
        published_raw: The date as printed.
        published_precision: `second`, `minute` or `day`.
        modified: Time of the last update given by the site, as `published`.
        section: Section as the site names it.
        tags: Keywords of the site.
        images: Pictures with captions.
        repairs: What was repaired in the text: `eth`, `nfd`, `charset:windows-1258 assumed`.
        flags: Doubts about the reading: `published:future`, `dropped:33%`.
        capture: The capture that was parsed.
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
