"""Which URLs are http(s) URLs with a host: safe as a link, and a possible target of a request."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_web_url(url: str) -> bool:
    """Return whether `url` is an http or https URL with a host; `javascript:` and `file:` are not.

    >>> is_web_url("https://nhandan.vn/a"), is_web_url("javascript:alert(1)"), is_web_url("//x")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # `http://[`
        return False
