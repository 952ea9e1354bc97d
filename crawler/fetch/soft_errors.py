"""Soft errors: pages with status 200 that report an error, or check for a browser (challenges)."""

from __future__ import annotations

import re

from crawler.parse.block_reader import read_blocks
from crawler.parse.blocks import joined, lines_of
from crawler.parse.boilerplate import LONGEST_ERROR, is_error_page
from crawler.parse.dom import open_page

# Scripts of Cloudflare, reCAPTCHA and hCaptcha challenges, and the sentences of these and similar pages.
CHALLENGE_MARKUP = re.compile(
    rb"/cdn-cgi/challenge-platform/|challenges\.cloudflare\.com|[\"' ](?:g-recaptcha|h-captcha)[\"' ]"
)
# A page without text whose script sets a cookie and loads the page again, such as that of laodong.vn.
SETS_COOKIE = re.compile(rb"document\.cookie\s*=", re.IGNORECASE)
LOADS_AGAIN = re.compile(
    rb"location\s*(?:\.\s*(?:reload|replace|assign)\s*\(|(?:\.\s*href\s*)?=)", re.IGNORECASE
)
CHALLENGE_TEXT = re.compile(
    r"captcha|checking your browser|just a moment|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|enable javascript and cookies|xác (?:minh|nhận) bạn (?:là|không)",
    re.IGNORECASE,
)


def error_page_reason(body: bytes, content_type: str | None) -> str | None:
    """Return the reason to refuse a page without links and article, or None where it shows none.

    The reason begins with `challenge` for a page that checks for a browser, with `soft_error` for one that
    reports an error. A page with more than LONGEST_ERROR characters of text is neither.
    """
    page = open_page(body, content_type)
    text = joined(lines_of(read_blocks(page.root))) if page else ""
    if len(text) > LONGEST_ERROR:
        return None
    if not text and SETS_COOKIE.search(body) and LOADS_AGAIN.search(body):
        return "challenge the page has only a script that sets a cookie and loads it again"
    if CHALLENGE_MARKUP.search(body) or CHALLENGE_TEXT.search(text):
        return f"challenge the page says {text!r}"
    return f"soft_error the page says {text!r}" if text and is_error_page(text) else None
