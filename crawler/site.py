"""A site: its hosts, where articles are found, what an article's URL looks like, its layouts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit, urlunsplit

if TYPE_CHECKING:
    from crawler.discover import Start
    from crawler.parse.layout import Layout, TextLayout

HOST_VARIANTS = ("www.", "m.")
JSESSIONID = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
AMP = re.compile(r"(?:/amp/?$|\.amp$)")


@dataclass(frozen=True)
class Site:
    """One newspaper or portal.

    `hosts` are exact: the first is home, each also answers as `www.` and `m.` (or bare), and
    no other host belongs to the site (en.nhandan.vn is another paper); a host may carry a port.
    `articles` are regular expressions searched in a URL's path (and query, where the id is in the
    query); their group `key` is the site's own id of the article. `amp` is the ending that an
    `.amp` URL stands for.
    `floor`: fewer new articles a week is an alarm. A plain-text dump of the site is recognised by
    `marks` (the paper's name for itself before a text or in brackets: `QBĐT`, `TTXVN/Vietnam+`) and
    `date_forms` (regular expressions of a date line that no other site prints so).
    """

    name: str
    publisher: str
    hosts: tuple[str, ...]
    articles: tuple[str, ...]
    layouts: tuple[Layout | TextLayout, ...]
    starts: tuple[Start, ...] = ()
    scheme: str = "https"
    amp: str = ""
    floor: int = 0
    marks: tuple[str, ...] = field(default=())
    date_forms: tuple[str, ...] = field(default=())

    @cached_property
    def _hosts(self) -> dict[str, str]:
        """Every host name that is this site's, with the one it stands for."""
        names: dict[str, str] = {}
        for host in self.hosts:
            bare = host.removeprefix("www.")
            names.setdefault(bare, host)
            for prefix in HOST_VARIANTS:
                names.setdefault(prefix + bare, host)
        names.update({host: host for host in self.hosts})
        return names

    @cached_property
    def _articles(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.articles)

    def owns(self, url: str) -> bool:
        """Whether `url` is http(s) and names one of the hosts exactly, with no user in front."""
        return self._parts(url) is not None

    def _parts(self, url: str) -> SplitResult | None:
        """The parts of an address of the site, with the home host; None for another address."""
        parts = _split(url)
        home = self._hosts.get(_netloc(parts)) if parts is not None else None
        return parts._replace(netloc=home) if parts is not None and home is not None else None

    def article_key(self, url: str) -> str | None:
        """The site's own id of the article in `url`, or None where it is no article's URL.

        >>> site = Site("plus", "", ("www.vietnamplus.vn",), (r"(?:/|-post)(?P<key>\\d{5,})\\.vnp$",), ())
        >>> site.article_key("https://vietnamplus.vn/slug/425361.vnp?utm_source=zalo")
        '425361'
        >>> site.article_key("https://en.vietnamplus.vn/slug/425361.vnp") is None
        True
        """
        match = self._article(url)
        return match["key"] if match else None

    def canonical_url(self, url: str) -> str | None:
        """`url` as it is stored: home scheme and host, no tracking, session id, AMP or fragment.

        None for an address that is not the site's. A URL that is not an article's keeps its
        query without tracking parameters, because listings are told apart by it.
        """
        parts = self._canonical(url)
        return urlunsplit(parts) if parts else None

    def _canonical(self, url: str) -> SplitResult | None:
        parts = self._parts(url)
        if parts is None:
            return None
        path = AMP.sub(self.amp, JSESSIONID.sub("", parts.path)) or "/"
        query = _without_tracking(parts.query)
        if any(pattern.search(path) for pattern in self._articles):
            query = ""
        return SplitResult(self.scheme, parts.netloc, path, query, "")

    def _article(self, url: str) -> re.Match[str] | None:
        parts = self._canonical(url)
        if parts is None:
            return None
        target = parts.path + ("?" + parts.query if parts.query else "")
        return next((m for p in self._articles if (m := p.search(target))), None)


TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|zarsrc|zalo\w*|gidzl|mc_[ce]id|igshid|ref)$", re.IGNORECASE)


def _without_tracking(query: str) -> str:
    return "&".join(p for p in query.split("&") if p and not TRACKING.match(p.split("=")[0]))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 - raises ValueError on a port that is no number
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def _netloc(parts: SplitResult) -> str:
    """Host, with the port where it is not the scheme's own; a user before the host stays in sight."""
    host = parts.netloc.lower()
    return host.removesuffix({"http": ":80", "https": ":443"}[parts.scheme])
