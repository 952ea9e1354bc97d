"""The end of a body without a length: whether it is whole although it ended with the connection (HTTP/1.0).

A content encoding has an end marker. HTML, XML and JSON show by their last tag or bracket that nothing is
missing. Of plain text nothing shows it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from archive.warc.content_encoding import is_encoded
from archive.warc.members import GZIP_MAGIC

if TYPE_CHECKING:
    from crawler.fetch.answer import Answer

# What may contain tags that are not the page's own; the last one may be cut. It is of no use for a reader.
ASIDES = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"|<(script|style|noscript|iframe|template|textarea)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
TAGS = re.compile(rb"<[^>]*(?:>|\Z)")
ROOT = re.compile(rb"<([a-z_][\w.:-]{0,60})", re.IGNORECASE)
XML_ROOTS = (b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex")  # without prefix
PAGE_TAGS = (b"html", b"body")
EDGES = b"\xef\xbb\xbf \t\r\n\0"


def is_checked(answer: Answer) -> bool:
    """Return whether the content encoding of a decoded body has shown its end, such as gzip's CRC."""
    return bool(answer.body) and is_encoded(answer.header("Content-Encoding") or "")


def shows_its_end(body: bytes) -> bool:
    """Return whether the format of `body` shows that it is whole.

    After the last tag of a page only scripts, comments and elements without text may follow. `</html>` may be
    left out after `</body>` (HTML, section 13.1.2.4). A gzip file has an end marker of its own, which is
    checked when it is read.

    >>> shows_its_end(b"<html><body><p>Tin</p></body></html><!-- cached -->"), shows_its_end(b"<html><p>Ti")
    (True, False)
    """
    body = body.strip(EDGES)
    if body.startswith(GZIP_MAGIC):
        return True
    if body[:1] in (b"{", b"["):
        return _is_json(body)
    page = ASIDES.sub(b" ", body)
    return closes_root(body) or any(_ends_with(page, name) for name in PAGE_TAGS)


def closes_root(body: bytes) -> bool:
    """Return whether `body` is a feed or sitemap whose root element is closed; anything may follow.

    >>> closes_root(b"<rss><channel/></rss> <script>"), closes_root(b"<rss><channel>")
    (True, False)
    """
    tags = ASIDES.sub(b" ", body)
    root = ROOT.search(tags)
    if root is None or root[1].rpartition(b":")[2].lower() not in XML_ROOTS:
        return False
    return re.search(rb"</" + re.escape(root[1]) + rb"\s*>", tags) is not None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _ends_with(page: bytes, name: bytes) -> bool:
    """Whether all elements `name` are closed, and no text follows the last one.

    An article may contain a whole page that an editor pasted, so one closing tag is not enough.
    """
    opened = len(re.findall(rb"<" + name + rb"\b", page, re.IGNORECASE))
    closed = list(re.finditer(rb"</" + name + rb"\s*>", page, re.IGNORECASE))
    return bool(closed) and len(closed) >= opened and not TAGS.sub(b"", page[closed[-1].end() :]).strip(EDGES)
