"""What an answer can mean: an article, links, a redirect, "not modified", or an outcome without these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from archive.article import Article


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """The page is an article."""

    article: Article


@dataclass(frozen=True, slots=True)
class LinksRead:
    """A discovery page was read; `reason` says what was wrong with it, None where all of it was read."""

    stories: tuple[str, ...]
    pages: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RedirectsTo:
    """The address redirects to `target`, another address of the site."""

    target: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the page is as it was when it was last read."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing was read; `outcome` and `reason` are those of the archive's table `outcomes`.

    `passing`: the fault may pass, a retry is worth it, after `wait` seconds where the server named a time.
    """

    outcome: Literal["listed", "unchanged", "refused", "gone", "skipped", "failed"]
    reason: str | None
    passing: bool = False
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class RobotsText:
    """The decoded robots.txt of a host; empty where the host has none."""

    body: bytes = b""


NoArticle = LinksRead | RedirectsTo | NotModified | Ended
Meaning = ArticleRead | NoArticle
