"""The last resort, only when asked for: a page of no known layout read by trafilatura.

What comes back is marked `layout="generic"`. Title and text are kept; the date that a general
extractor finds is too often wrong, so it stays in `published_raw` and is flagged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.article import Article
from archive.clock import format_utc
from crawler.parse.charset import decode
from crawler.parse.read import READER_VERSION, Reading
from crawler.parse.refusal import Refused
from crawler.parse.text import paragraphs, tidy

if TYPE_CHECKING:
    from datetime import datetime


def read_generic(body: bytes, url: str, *, content_type: str | None, captured: datetime) -> Reading:
    """The article that trafilatura sees on the page, its host as site and its path as key.

    Raises Refused `generic:missing` where trafilatura is not installed, `generic:none` where it
    finds no title or no text.
    """
    try:
        import trafilatura
        from trafilatura.settings import Document
    except ImportError:
        raise Refused(
            "generic:missing", "--generic needs trafilatura: pip install 'partynews[generic]'"
        ) from None
    decoded = decode(body, content_type)
    repairs = set(decoded.repairs)
    found = trafilatura.bare_extraction(decoded.text, url=url, include_comments=False, with_metadata=True)
    page: dict[str, Any] = found.as_dict() if isinstance(found, Document) else {}
    title = tidy(page.get("title") or "", repairs)
    text = "\n\n".join(paragraphs(page.get("text") or "", repairs))
    if not title or not text:
        raise Refused("generic:none", f"generic: no title or no text found in {url}")
    parts = urlsplit(url)
    article = Article(
        site=parts.hostname or "",
        key=parts.path + (f"?{parts.query}" if parts.query else ""),
        url=url,
        title=title,
        body=text,
        published_raw=page.get("date"),
        layout="generic",
        reader_version=READER_VERSION,
        captured=format_utc(captured),
        repairs=tuple(sorted(repairs)),
        flags=("generic",) + (("published:generic",) if page.get("date") else ()),
    )
    return Reading(article, {"title": "trafilatura", "body": "trafilatura"})
