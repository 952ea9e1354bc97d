"""Pages with status 200 that are given out in the place of what was asked for."""

from __future__ import annotations

import re

from crawler.parse.block_reader import read_blocks
from crawler.parse.blocks import joined, lines_of
from crawler.parse.boilerplate import LONGEST_ERROR, is_error_page
from crawler.parse.dom import open_page

# What the pages of Cloudflare, reCAPTCHA and hCaptcha load, and what they and their like say.
CHALLENGE_MARKUP = re.compile(
    rb"/cdn-cgi/challenge-platform/|challenges\.cloudflare\.com|[\"' ](?:g-recaptcha|h-captcha)[\"' ]"
)
CHALLENGE_TEXT = re.compile(
    r"captcha|checking your browser|just a moment|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|enable javascript and cookies|xác (?:minh|nhận) bạn (?:là|không)",
    re.IGNORECASE,
)


def given_instead(body: bytes, content_type: str | None) -> str | None:
    """The reason to refuse a page that has no list and no article in it, or None where it shows none:

    `challenge` for one that tests whether a browser asks, `soft_error` for one that tells of an error.
    """
    page = open_page(body, content_type)
    text = joined(lines_of(read_blocks(page.root))) if page else ""
    if len(text) > LONGEST_ERROR:
        return None
    if CHALLENGE_MARKUP.search(body) or CHALLENGE_TEXT.search(text):
        return f"challenge the page says {text!r}"
    return f"soft_error the page says {text!r}" if text and is_error_page(text) else None
