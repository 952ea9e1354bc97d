"""What an answer can mean: an article, links, a redirect, "not modified", or an outcome without these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from archive.article import Article
    from archive.derived_data import DerivedData


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """The page is an article; the archive decides whether it is stored, revised, unchanged or a duplicate.

    `derived` has what was computed from it already, None where the archive computes it when it saves.
    """

    article: Article
    derived: DerivedData | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LinksRead:
    """A discovery page was read; `reason` says what was wrong with it, None where all of it was read."""

    stories: tuple[str, ...]
    pages: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RedirectsTo:
    """The URL redirects to `target`, another URL of the site; `permanent` with status 301 or 308."""

    target: str
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when it was last read (HTTP 304)."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing was read; `outcome` and `reason` are those of the table `outcomes`.

    `passing`: the failure may pass, so that a retry is useful, after `wait` seconds where the server says so.
    `perhaps_gone`: the server says that the page has permanently moved, to what is not an article of the
    site. `final`: the page is known under another address, and this one is not requested again.
    """

    outcome: Literal["listed", "unchanged", "refused", "gone", "skipped", "failed"]
    reason: str | None
    passing: bool = False
    wait: float | None = None
    perhaps_gone: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class RobotsText:
    """The decoded robots.txt of a host; empty where the host has none."""

    body: bytes = b""


NoArticle = LinksRead | RedirectsTo | NotModified | Ended
Meaning = ArticleRead | NoArticle
