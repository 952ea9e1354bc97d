"""Site: what a site file declares: hosts, starts, the URLs of articles, layouts."""

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
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
JSESSIONID = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
AMP = re.compile(r"(?:/amp/?$|\.amp$)")


@dataclass(frozen=True)
class Site:
    """One newspaper or portal.

    Attributes:
        name: The name of the spider, and of the site in the archive.
        publisher: Who publishes it.
        hosts: Exact hosts, the canonical one first; each also stands for its forms with `www.`, `m.` and
            without. No other host belongs to the site: en.nhandan.vn is another newspaper. A host may have
            a port.
        owner: The Party or State organ that the publisher belongs to.
        past_hosts: Exact hosts that the site had before. Their pages are imported, replayed and parsed as
            the site's, and are not requested any more.
        ended: Whether it publishes no more. A crawl that names no sites leaves it out.
        note: What an operator must know, such as a merger of newspapers.
        articles: Regular expressions searched in the path of a URL, and the query where the id is there.
            Their group `key` is the site's own id of the article.
        layouts: The layouts of its pages, newest first.
        starts: Where links to articles are found.
        scheme: The scheme of canonical URLs.
        amp: What replaces `.amp` at the end of a URL.
        floor: Fewer new articles a week raise an alarm.
        marks: The newspaper's names for itself in a text (`QBĐT`, `TTXVN/Vietnam+`), by which a plain-text
            dump of the site is recognised.
        date_forms: Regular expressions of date lines that only this site prints, for the same purpose.
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
    owner: str = ""
    past_hosts: tuple[str, ...] = ()
    ended: bool = False
    note: str = ""
    marks: tuple[str, ...] = field(default=())
    date_forms: tuple[str, ...] = field(default=())

    @cached_property
    def netlocs(self) -> dict[str, str]:
        """The host names of the site, with a port where they have one, and the one that each stands for."""
        names: dict[str, str] = {}
        for host in (*self.hosts, *self.past_hosts):
            bare = host.removeprefix("www.")
            names.setdefault(bare, host)
            for prefix in HOST_VARIANTS:
                names.setdefault(prefix + bare, host)
        names.update({host: host for host in (*self.hosts, *self.past_hosts)})
        return names

    @property
    def family(self) -> str | None:
        """Return the name of the CMS family of the newest layout that has one, None without one."""
        return next((name for each in self.layouts if (name := getattr(each, "family", None))), None)

    def is_current(self, url: str) -> bool:
        """Return whether `url` is on a host that the site still uses."""
        parts = self._parts(url)
        return parts is not None and parts.netloc not in self.past_hosts

    @cached_property
    def _articles(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.articles)

    def check_patterns(self) -> None:
        """Raise ValueError where one of `articles` is not a regular expression with a group `key`."""
        for pattern in self.articles:
            try:
                groups = re.compile(pattern).groupindex
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
            if "key" not in groups:
                raise ValueError(f"no group named 'key' in {pattern!r}")

    def owns(self, url: str) -> bool:
        """Return whether `url` is http(s) on one of the present or past hosts, without a user name."""
        return self._parts(url) is not None

    def _parts(self, url: str) -> SplitResult | None:
        """Return the parts of a URL of the site, with the canonical host; None for another URL."""
        parts = _split(url)
        home = self.netlocs.get(_netloc(parts)) if parts is not None else None
        if parts is None or home is None:
            return None
        return parts if parts.netloc == home else parts._replace(netloc=home)

    def article_key(self, url: str) -> str | None:
        r"""Return the site's own id of the article in `url`, or None if it is not an article's URL.

        >>> site = Site("plus", "", ("www.vietnamplus.vn",), (r"(?:/|-post)(?P<key>\d{5,})\.vnp$",), ())
        >>> site.article_key("https://vietnamplus.vn/slug/425361.vnp?utm_source=zalo")
        '425361'
        >>> site.article_key("https://en.vietnamplus.vn/slug/425361.vnp") is None
        True
        """
        match = self._article(url)
        return match["key"] if match else None

    def canonical_url(self, url: str) -> str | None:
        """Return `url` as it is stored: canonical scheme and host, no tracking, session id, AMP or fragment.

        None for a URL of another site. A URL that is not an article's keeps its query without tracking
        parameters, because listings differ by it.
        """
        parts = self._canonical(url)
        return urlunsplit(parts) if parts else None

    def _canonical(self, url: str) -> SplitResult | None:
        parts = self._parts(url)
        if parts is None:
            return None
        path, query = parts.path, parts.query
        if ";" in path:
            path = JSESSIONID.sub("", path)
        if "amp" in path:
            path = AMP.sub(self.amp, path)
        path = path or "/"
        if query:
            is_article = any(pattern.search(path) for pattern in self._articles)
            query = "" if is_article else _without_tracking(query)
        return SplitResult(self.scheme, parts.netloc, path, query, "")

    def _article(self, url: str) -> re.Match[str] | None:
        parts = self._canonical(url)
        if parts is None:
            return None
        target = parts.path + ("?" + parts.query if parts.query else "")
        return next((m for p in self._articles if (m := p.search(target))), None)


def netloc_of(url: str) -> str | None:
    """Return host and port of an http(s) URL as `Site.netlocs` has them, None for another URL."""
    parts = _split(url)
    return _netloc(parts) if parts is not None else None


TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|zarsrc|zalo\w*|gidzl|mc_[ce]id|igshid|ref)$", re.IGNORECASE)


def _without_tracking(query: str) -> str:
    return "&".join(p for p in query.split("&") if p and not TRACKING.match(p.split("=")[0]))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        if ":" in parts.netloc:
            parts.port  # noqa: B018 - raises ValueError if the port is not a number
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def host_and_port(url: str) -> str:
    """Return the host of an http(s) URL in lower case, with its port unless that is the default; else "".

    >>> host_and_port("http://Bao.vn:8080/a"), host_and_port("https://bao.vn:443/"), host_and_port("urn:a")
    ('bao.vn:8080', 'bao.vn', '')
    """
    parts = _split(url)
    return _netloc(parts).rpartition("@")[2] if parts else ""


def site_of_host(url: str) -> Site:
    """Return a site for the host of `url` alone, whose articles are read by no layout."""
    host = host_and_port(url)
    scheme = urlsplit(url).scheme
    return Site(host, publisher=host, hosts=(host,), articles=(), layouts=(), scheme=scheme)


def _netloc(parts: SplitResult) -> str:
    """Return host and port, without the scheme's default port; a user name stays, so that it is noticed."""
    host = parts.netloc.lower()
    return host.removesuffix(DEFAULT_PORTS[parts.scheme])
