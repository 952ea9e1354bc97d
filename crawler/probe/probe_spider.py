"""The spider of a probe: a few requests to one site, one after the other, through the crawl's middlewares."""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from archive.clock import utc_now
from archive.errors import ArchiveError
from crawler.crawl.frontier import first_page
from crawler.crawl.recorder import Visit
from crawler.discover import Sitemap
from crawler.fetch.download_errors import Interrupted, interpret_download_error
from crawler.fetch.interpret import asks_to_wait, end_of_chain, interpret, size_limit
from crawler.fetch.meaning import ArticleRead, LinksRead, RedirectsTo
from crawler.fetch.robots import RobotsMiddleware
from crawler.parse.read import LARGEST_PAGE, read_page
from crawler.probe.budget import MAX_REQUESTS, BudgetMiddleware
from crawler.probe.newest import newest_day
from crawler.probe.observations import ArticleVisit, Observations, StartVisit, Visited
from crawler.spider import PartySpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from crawler.discover import Start
    from crawler.fetch.answer import Answer
    from crawler.fetch.meaning import Meaning
    from crawler.parse.read import Reading
    from crawler.probe.observations import Age
    from crawler.site import Site

NEW_ARTICLES = 2
FOR_ARTICLES = 4  # requests that the starts leave: two new articles, an old one, the sitemap that names it


class StopProbe(Exception):
    """The rest of the site is not requested; the text says why."""


class ProbeSpider(PartySpider):
    """Requests robots.txt, the starts, two new articles and an old one; `observed` is what it saw.

    `probe_spider` makes the class of one site. Errors of the program end the probe of the site and are in
    `error`.
    """

    observed: ClassVar[Observations]
    error: ClassVar[BaseException | None] = None

    async def start(self) -> AsyncIterator[Any]:
        """Probe the site, and yield nothing: the pages are recorded here."""
        try:
            await self._probe()
        except StopProbe as stopped:
            self.observed.stopped = str(stopped)
        except ArchiveError as error:
            self.run.fail(error)
        except asyncio.CancelledError:
            self.observed.stopped = "interrupted"
            raise
        except Exception as error:  # reported by the command, after the other sites
            type(self).error = error
        finally:
            self.observed.requests = MAX_REQUESTS - self._left
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    async def _probe(self) -> None:
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        home = self.site.starts[0].url if self.site.starts else f"{self.site.scheme}://{self.site.hosts[0]}/"
        self.observed.rules = await robots.rules_for(home)  # type: ignore[union-attr]
        for start in _one_of_each_kind_first(self.site.starts):
            if self._left > FOR_ARTICLES:
                self.observed.starts.append(await self._visit_start(start))
        for age, url, found_on in self._choose_new():
            await self._visit_article(age, url, found_on)
        if oldest := await self._find_oldest():
            await self._visit_article("old", *oldest)

    @property
    def _left(self) -> int:
        budget = self.crawler.get_downloader_middleware(BudgetMiddleware)
        return budget.left  # type: ignore[union-attr]

    async def _visit_start(self, start: Start) -> StartVisit:
        visited = await self._ask(first_page(start), start)
        if not isinstance(visited.meaning, LinksRead) or visited.answer is None:
            return StartVisit(start, visited)
        links, pages = visited.meaning.stories, visited.meaning.pages
        body = visited.answer.decode(size_limit(is_discovery=True))
        newest = newest_day(start, body, pages, utc_now())
        return StartVisit(start, visited, links, articles_in(links, self.site), pages, newest)

    def _choose_new(self) -> Iterable[tuple[Age, str, str]]:
        """Return the first article of each start in turn, NEW_ARTICLES in all."""
        columns = [[(url, visit.start.url) for url in visit.articles] for visit in self.observed.starts]
        longest = max(map(len, columns), default=0)
        ordered = chain.from_iterable(
            [column[i] for column in columns if i < len(column)] for i in range(longest)
        )
        chosen: dict[str, str] = {}
        for url, found_on in ordered:
            if len(chosen) < NEW_ARTICLES:
                chosen.setdefault(url, found_on)
        return [("new", url, found_on) for url, found_on in chosen.items()]

    async def _find_oldest(self) -> tuple[str, str] | None:
        """Return an article of the oldest month in a sitemap, else the one with the lowest id."""
        for visit in self.observed.starts:
            if isinstance(visit.start, Sitemap) and visit.pages:
                month = await self._ask(visit.pages[-1], visit.start)
                found = month.meaning.stories if isinstance(month.meaning, LinksRead) else ()
                if articles := articles_in(found, self.site):
                    return articles[-1], month.url
        asked = {visit.visited.url for visit in self.observed.articles}
        links = {url: visit.start.url for visit in self.observed.starts for url in visit.articles}
        rest = [url for url in links if url not in asked]
        return min(
            ((url, links[url]) for url in rest), key=lambda each: self._age_order(each[0]), default=None
        )

    def _age_order(self, url: str) -> tuple[int, str]:
        key = self.site.article_key(url) or ""
        return len(key), key

    async def _visit_article(self, age: Age, url: str, found_on: str) -> None:
        visited = await self._ask(url)
        reading = self._read(visited.answer) if isinstance(visited.meaning, ArticleRead) else None
        self.observed.articles.append(ArticleVisit(age, found_on, visited, reading))

    def _read(self, answer: Answer | None) -> Reading | None:
        """Return the reading of an article with its selectors."""
        if answer is None:
            return None
        return read_page(
            answer.decode(LARGEST_PAGE),
            answer.url,
            site=self.site,
            content_type=answer.content_type,
            captured=answer.captured,
        )

    async def _ask(self, url: str, start: Start | None = None) -> Visited:
        """Request `url`, follow its redirects within the site, and record each answer.

        Raises:
            StopProbe: The server asks for fewer requests.
        """
        hops: list[str] = []
        while True:
            meaning, answer = await self._request(url, start)
            self._record(url, meaning, answer)
            if answer is not None and asks_to_wait(answer.status):
                raise StopProbe(f"the server asks for fewer requests (status {answer.status} at {url})")
            if not isinstance(meaning, RedirectsTo):
                return Visited(url, meaning, answer)
            hops.append(url)
            if ended := end_of_chain(meaning.target, hops):
                return Visited(url, ended, answer)
            url = meaning.target

    async def _request(self, url: str, start: Start | None) -> tuple[Meaning, Answer | None]:
        meta = {"download_maxsize": size_limit(is_discovery=start is not None)}
        request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except ArchiveError:
            raise
        except Interrupted:
            raise StopProbe("interrupted") from None
        except Exception as error:  # interpret_download_error raises what is no download error
            return interpret_download_error(Failure(error), url), None  # type: ignore[no-untyped-call]
        answer: Answer = response.meta["answer"]
        return interpret(answer, self.site, start), answer

    def _record(self, url: str, meaning: Meaning, answer: Answer | None) -> None:
        address = self.site.canonical_url(url) or url
        capture = answer.capture if answer else None
        key = self.site.article_key(url)
        self.recorder.record(Visit(site=self.name, url=address, meaning=meaning, key=key, capture=capture))


def probe_spider(site: Site) -> type[ProbeSpider]:
    """Return the spider class that probes `site`."""
    return type(
        f"Probe_{site.name}", (ProbeSpider,), {"name": site.name, "site": site, "observed": Observations()}
    )


def articles_in(links: Iterable[str], site: Site) -> tuple[str, ...]:
    """Return those of `links` that are addresses of articles on hosts that the site uses, canonical."""
    own = (link for link in links if site.is_current(link) and site.article_key(link) is not None)
    return tuple(dict.fromkeys(url for link in own if (url := site.canonical_url(link))))


def _one_of_each_kind_first(starts: Sequence[Start]) -> list[Start]:
    """Return the starts in their order, but the first of each kind before the others."""
    first = {start.kind: start for start in reversed(starts)}.values()
    return [
        *(start for start in starts if start in first),
        *(start for start in starts if start not in first),
    ]
