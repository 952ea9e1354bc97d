"""What a probe saw of a site: robots.txt, starts and articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from crawler.fetch.meaning import Ended, LinksRead, RedirectsTo

if TYPE_CHECKING:
    from crawler.discover import Start
    from crawler.fetch.answer import Answer
    from crawler.fetch.meaning import Meaning
    from crawler.fetch.robots import Rules
    from crawler.parse.read import Reading

Age = Literal["new", "old"]


@dataclass(frozen=True, slots=True)
class Visited:
    """The end of a request: the last URL after redirects, its answer if there was one, and what it means."""

    url: str
    meaning: Meaning
    answer: Answer | None = None

    @property
    def why(self) -> str:
        """Why there is neither an article nor a list of links."""
        match self.meaning:
            case Ended(outcome, reason):
                return reason or outcome
            case LinksRead(reason=reason):
                return reason or "links instead of an article"
            case RedirectsTo(target):
                return f"redirects to {target}"
            case _:
                return "no page"


@dataclass(frozen=True, slots=True)
class StartVisit:
    """A start that was requested.

    `links` are all links to stories, `articles` those of them that are addresses of articles, canonical;
    `newest` is the newest day in a feed or sitemap, ISO 8601.
    """

    start: Start
    visited: Visited
    links: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    newest: str | None = None

    @property
    def answered(self) -> bool:
        """Whether the page was read for links, even if it had none."""
        return isinstance(self.visited.meaning, LinksRead)


@dataclass(frozen=True, slots=True)
class ArticleVisit:
    """An article that was requested; `reading` is None where the page was not read."""

    age: Age
    found_on: str
    visited: Visited
    reading: Reading | None = None


@dataclass(slots=True)
class Observations:
    """All that one probe saw of one site; `stopped` says why it ended early."""

    rules: Rules | None = None
    starts: list[StartVisit] = field(default_factory=list)
    articles: list[ArticleVisit] = field(default_factory=list)
    requests: int = 0
    stopped: str | None = None

    def start_visit(self, url: str) -> StartVisit | None:
        """Return the visit of the start with this URL, None where it was not requested."""
        return next((visit for visit in self.starts if visit.start.url == url), None)
