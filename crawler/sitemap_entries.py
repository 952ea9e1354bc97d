"""Entries of a sitemap (sitemaps.org protocol 0.9): XML, also damaged XML, or plain text.

What browsers and search engines read is read: line breaks before the declaration, bare `&`, control
characters, text after the root element. Entities and external files are never loaded.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from crawler.fetch.body_end import closes_root

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE_XML = b"\xef\xbb\xbf \t\r\n"  # byte order mark and white space
DECLARATION = re.compile(r"<\?xml\b[^>]*?\?>")
ENCODING = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.-]{1,40})")
ENTRY_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:url|sitemap)\s*>", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BARE_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)", re.DOTALL
)
PLAIN_URL = re.compile(r"https?://\S+$")


@dataclass(frozen=True, slots=True)
class SitemapEntries:
    """The complete entries of a sitemap; `why` says what was wrong, None if all entries were read."""

    stories: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    why: str | None = None


def read_sitemap(body: bytes) -> SitemapEntries:
    """Return the URLs of a sitemap or sitemap index as they are written, in order."""
    body = body.lstrip(BEFORE_XML)
    if urls := _plain_urls(body):
        return SitemapEntries(urls)
    entries: list[tuple[str, str]] = []
    why = None
    try:
        entries += _entries(body)
    except etree.XMLSyntaxError as damage:
        why = f"xml: {damage.msg}"
        if b"<!ENTITY" not in body:
            repaired, entry_count = _repaired(body)
            entries = list(_entries(repaired, recover=True)) if repaired else []
            is_whole = closes_root(body) and len(entries) == entry_count > 0
            why = None if is_whole else why
    return SitemapEntries(
        tuple(url for kind, url in entries if kind == "url"),
        tuple(url for kind, url in entries if kind == "sitemap"),
        why,
    )


def _plain_urls(body: bytes) -> tuple[str, ...]:
    """Return the URLs of a text file with one URL on each line, or nothing where the body is none."""
    if not body.startswith((b"http://", b"https://")):
        return ()
    lines = (line.strip() for line in body.decode(errors="replace").splitlines())
    return tuple(line for line in lines if PLAIN_URL.match(line))


def _entries(body: bytes, *, recover: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (`url` or `sitemap`, URL) of each entry.

    Raises:
        XMLSyntaxError: The XML is damaged; with `recover` the parser goes on.
    """
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "recover": recover}
    for _, node in etree.iterparse(BytesIO(body), events=("end",), **options):
        name = _local_name(node)
        if name in ("url", "sitemap"):
            location = next((child for child in node if _local_name(child) == "loc"), None)
            if location is not None and not len(location) and location.text:
                yield name, location.text.strip()
            node.clear()


def _local_name(node: etree._Element) -> str:
    """Return the name of an element without its namespace; of a comment, an entity or the like ''."""
    if not isinstance(node.tag, str):
        return ""
    return etree.QName(node).localname.rpartition(":")[2].lower()


def _repaired(body: bytes) -> tuple[bytes, int]:
    """Return the sitemap up to its last complete entry, without what XML forbids, and how many there are."""
    text = _decoded(body)
    declared = DECLARATION.search(text)
    ends = list(ENTRY_END.finditer(text))
    if not ends:
        return b"", 0
    start = declared.end() if declared else max(text.find("<"), 0)
    text = CONTROL.sub("", text[start : ends[-1].end()])
    text = BARE_AMPERSAND.sub(lambda match: "&amp;" if match[0] == "&" else match[0], text)
    return text.encode(errors="replace"), len(ends)


def _decoded(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    declared = ENCODING.search(body[:1000])
    try:
        return body.decode(declared[1].decode() if declared else "utf-8", errors="replace")
    except LookupError:
        return body.decode(errors="replace")
