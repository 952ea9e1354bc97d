"""The forms of article addresses: what stands before and after the id."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_KEY = 4  # figures
KEY = re.compile(
    rf"(?P<before>[/_-][a-z]{{0,6}})(?P<key>\d{{{SHORTEST_KEY},}})(?P<after>(?:[/_.-][^/]*)?/?)$"
)
KEY_IN_FOLDER = re.compile(rf"(?P<before>/)(?P<key>\d{{{SHORTEST_KEY},}})(?P<after>/[^/]+)$")
FEWEST = 2  # addresses of a form


def form_of(url: str) -> str | None:
    r"""Return the regular expression of the form of an address, None where it has no id.

    >>> form_of("https://bao.vn/hoi-nghi-a12345.html"), form_of("https://bao.vn/tin/item/30600152-hoi-nghi.html")
    ('-a(?P<key>\\d{4,})\\.html$', '/item/(?P<key>\\d{4,})-[^/]+\\.html$')
    """
    path = urlsplit(url).path
    match = KEY.search(path) or KEY_IN_FOLDER.search(path)
    if match is None:
        return None
    after = match["after"]
    if re.search(r"[A-Za-z0-9]{2}", re.sub(r"\.[a-z]{2,5}$", "", after)):  # a slug
        ending = re.search(r"\.[a-z]{2,5}$|/$", after)
        after = after[0] + "[^/]+" + (re.escape(ending[0]) if ending else "")
    else:
        after = re.escape(after)
    before = match["before"]
    if before == "/" and (folder := re.search(r"/[a-z]{3,}/$", path[: match.end("before")])):
        before = folder[0] if match["after"].startswith("-") else before
    return rf"{before}(?P<key>\d{{{SHORTEST_KEY},}}){after}$"


def article_forms(urls: Iterable[str]) -> list[str]:
    """Return the forms of article addresses, the most frequent first, without those of one address."""
    urls = list(urls)
    counts = Counter(filter(None, map(form_of, urls)))
    return [form for form, count in counts.most_common() if count >= min(FEWEST, len(urls))]
