"""Compare a memento (RFC 7089) with its row in the index, and restore the names of its headers."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

from archive.warc.content_encoding import encoding_layers, has_encoding
from archive.warc.record import MAX_PAYLOAD_SIZE, Digest
from crawler.backfill.web_archive import NotTheCapture, timestamp_of
from crawler.fetch.interpret import has_page
from crawler.site import DEFAULT_PORTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.backfill.polite_session import Download
    from crawler.backfill.web_archive import ListedCapture

OTHER = "memento:other"
MISSING = "memento:missing"
ORIGINAL_HEADER = "x-archive-orig-"
ORIGINAL_LINK = re.compile(r"<([^>]*)>(?:\s*;\s*(?!rel=)[^,;]*)*\s*;\s*rel=\"?[^\",]*\boriginal\b")
ARCHIVED_LOCATION = re.compile(r"/\d{14}(?:[a-z]{2}_)?/(?=https?:)")

Headers = list[tuple[str, str]]


def check_memento(listed: ListedCapture, download: Download) -> None:
    """Compare time, address and status of a memento with the index.

    Raises:
        NotTheCapture: One of them differs, or the answer is not a memento.
    """
    if not download.is_capture or _timestamp(download) != listed.timestamp:
        raise NotTheCapture(OTHER)
    original = ORIGINAL_LINK.search(download.header("Link") or "")
    if original is not None and not is_same_url(original[1], listed.url):
        raise NotTheCapture(OTHER)
    check_status(listed, download.status)


def check_status(listed: ListedCapture, found: int) -> None:
    """Compare the status of a capture with the index, where the index has one.

    Raises:
        NotTheCapture: They differ.
    """
    promised = listed.status or found
    if promised != found:
        raise NotTheCapture(OTHER)


def choose_body(listed: ListedCapture, body: bytes, encoding: str, status: int) -> bytes:
    """Return the bytes that the index has hashed: `body`, or what is inside its content encodings.

    Without a digest it is `body`. A redirect may come without its body, which no reader needs.

    Raises:
        NotTheCapture: None of these bytes has the digest.
    """
    if listed.digest is None:
        return body
    for layer in encoding_layers(body, encoding, MAX_PAYLOAD_SIZE):
        digest = Digest(f"sha1:{listed.digest}")
        digest.update(layer)
        if digest.matches():
            return layer
    if not body and not has_page(status):
        return body
    raise NotTheCapture(OTHER)


def original_headers(download: Download) -> Headers:
    """Return the headers that the site had sent: those that the archive has renamed, and the type.

    A Location that leads to another capture becomes the URL that it stands for.
    """
    found = [
        (name[len(ORIGINAL_HEADER) :], value)
        for name, value in download.headers
        if name.lower().startswith(ORIGINAL_HEADER)
    ]
    known = {name.lower() for name, _ in found}
    for name in ("Content-Type", "Location"):
        value = download.header(name)
        if value is not None and name.lower() not in known:
            found.append((name, value))
    return [
        (name, ARCHIVED_LOCATION.split(value, 1)[-1] if name.lower() == "location" else value)
        for name, value in found
    ]


def true_headers(headers: Iterable[tuple[str, str]], body: bytes) -> Headers:
    """Return `headers` so that they are true of `body`: encoding and length of other bytes are renamed.

    Where `body` is the encoded one, its length stays, so that a truncated capture is still known by it. An
    encoding that is named twice, by the site and by the archive, is named once.
    """
    pairs = list(headers)
    named = [value for name, value in pairs if name.lower() == "content-encoding" and value.strip(", ")]
    if not named and body:
        return pairs
    encoding = _encoding_of(body, named)
    renamed = [(f"X-Archive-Orig-{n}" if _is_renamed(n, encoding) else n, v) for n, v in pairs]
    return [*renamed, ("Content-Encoding", encoding)] if encoding else renamed


def _encoding_of(body: bytes, named: list[str]) -> str | None:
    """Return the content encoding that `body` has, of those that are named; None where it has none."""
    if not body:
        return None
    every = ", ".join(named)
    for encoding in (every, every.partition(",")[0].strip()):
        if has_encoding(body, encoding, MAX_PAYLOAD_SIZE):
            return encoding
    return None


def _is_renamed(name: str, encoding: str | None) -> bool:
    return name.lower() == "content-encoding" or (name.lower() == "content-length" and encoding is None)


def is_same_url(one: str, other: str) -> bool:
    """Return whether two URLs are the same, apart from default ports, escapes and fragments.

    >>> is_same_url("http://nhandan.com.vn:80/a?id=1", "http://nhandan.com.vn/a?id=1")
    True
    >>> is_same_url("http://nhandan.com.vn/a", "https://nhandan.com.vn/a")
    False
    """
    return _plain(one) == _plain(other)


def _plain(url: str) -> tuple[str, str, str, str]:
    parts = urlsplit(urldefrag(url.strip()).url)
    host = parts.netloc.lower().removesuffix(DEFAULT_PORTS.get(parts.scheme.lower(), " "))
    return parts.scheme.lower(), host, unquote(parts.path) or "/", unquote(parts.query)


def _timestamp(download: Download) -> str | None:
    try:
        moment = parsedate_to_datetime(download.header("Memento-Datetime") or "")
    except (ValueError, TypeError):
        return None
    return timestamp_of(moment)
