"""Write the sample WARC files with `python -m samples.build`; the same texts give the same bytes."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.clock import HANOI_TIME
from samples import render
from samples.papers import PAPERS, Newspaper
from samples.stories import Story, slug, stories_of

CRAWL_TIMES = (datetime(2026, 5, 4, 1, tzinfo=UTC), datetime(2026, 5, 11, 1, tzinfo=UTC))
PACE = timedelta(seconds=5)
STATUS_TEXTS = {200: "OK", 301: "Moved Permanently", 404: "Not Found"}
HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Resource:
    """What the server returns for one URL."""

    url: str
    body: str
    content_type: str = HTML
    status: int = 200
    location: str = ""


class SampleCrawl:
    """One crawl of a newspaper: the stories published by then, and the resources served."""

    def __init__(self, paper: Newspaper, number: int) -> None:
        self.paper = paper
        self.number = number
        self.start = CRAWL_TIMES[number]
        self.stories = [story for story in stories_of(paper.name) if story.published <= self.start]

    def resources(self) -> Iterator[Resource]:
        """Yield what every request gets, in order."""
        yield self._robots()
        yield from self._listings()
        yield from self._sitemaps()
        for url in self.paper.feeds:
            yield Resource(url, render.feed(self.paper, self.stories[:10]), XML)
        for story in self.stories:
            if self.number == 0 or self._is_revisited(story):
                yield from self._article(story)
        if self.number == 0:
            yield from self._not_articles()

    def _is_revisited(self, story: Story) -> bool:
        return story.published > CRAWL_TIMES[0] or story.again or story.edited is not None

    def _robots(self) -> Resource:
        rules = "User-agent: *\nDisallow: /api/\nDisallow: /search\nDisallow: /Utilities/\nCrawl-delay: 1\n"
        sitemap = f"Sitemap: {self.paper.home}sitemap.xml\n" if self.paper.has_sitemap else ""
        return Resource(f"{self.paper.home}robots.txt", rules + sitemap, "text/plain")

    def _listings(self) -> Iterator[Resource]:
        headlines = [(render.story_url(self.paper, story), story.title) for story in self.stories]
        half = (len(headlines) + 1) // 2
        pages = (headlines[:half], headlines[half:] + list(self._extra_headlines()))
        if self.paper.home not in self.paper.listings:
            yield Resource(
                self.paper.home, render.listing(self.paper, "Trang chủ", headlines[:5], 0, self.start)
            )
        for number, (url, links) in enumerate(zip(self.paper.listings, pages, strict=True), 1):
            yield Resource(url, render.listing(self.paper, self.paper.section, links, number, self.start))

    def _extra_headlines(self) -> Iterator[tuple[str, str]]:
        """Yield copies, other URLs of the same article, and links that are not articles."""
        for story in self.stories:
            for url in (*self._copies(story), *self._aliases(story)):
                yield url, story.title
        yield self._redirect_url(), "Xem nhanh"
        yield self._spare_url("Bài đã gỡ", 0), "Bài đã gỡ"
        yield self._spare_url("Một ngày ở bến sông", 1), "[E-Magazine] Một ngày ở bến sông"
        yield render.story_url(self.paper, self._video()), "[Video] Nhịp trống đầu mùa"
        yield self.paper.offsite, "Trang liên kết"

    def _sitemaps(self) -> Iterator[Resource]:
        if not self.paper.has_sitemap:
            return
        folder = f"{self.paper.home}sitemaps"
        months: dict[str, list[tuple[str, datetime | None]]] = {}
        for story in self.stories:
            month = f"{folder}/news-{story.published.year}-{story.published.month}.xml"
            entries = months.setdefault(month, [])
            entries += [
                (url, story.published) for url in (render.story_url(self.paper, story), *self._copies(story))
            ]
        categories = f"{folder}/categories.xml"
        yield Resource(f"{self.paper.home}sitemap.xml", render.sitemap_index([categories, *months]), XML)
        yield Resource(categories, render.sitemap([(self.paper.listings[0], None)]), XML)
        for month, entries in months.items():
            yield Resource(month, render.sitemap(entries), XML)

    def _article(self, story: Story) -> Iterator[Resource]:
        shown = story.edited if self.number and story.edited else story
        after = self.stories.index(story) + 1 + self.number
        related = (self.stories + self.stories)[after : after + 3]
        page = render.article(self.paper, shown, related, self.start, self.number)
        yield Resource(render.story_url(self.paper, story), page)
        if self.number == 0:
            for url in (*self._copies(story), *self._aliases(story)):
                yield Resource(url, page)

    def _not_articles(self) -> Iterator[Resource]:
        target = render.story_url(self.paper, self.stories[-2])
        yield Resource(self._redirect_url(), "", status=301, location=target)
        yield Resource(self._spare_url("Bài đã gỡ", 0), render.not_found(self.paper, self.start), status=404)
        yield Resource(self._spare_url("Một ngày ở bến sông", 1), render.longform(self.paper, self.start))
        video = self._video()
        yield Resource(
            render.story_url(self.paper, video),
            render.article(self.paper, video, [], self.start, self.number),
        )

    def _copies(self, story: Story) -> list[str]:
        return [render.story_url(self.paper, story, id) for id in story.copies]

    def _aliases(self, story: Story) -> list[str]:
        return [alias_url(render.story_url(self.paper, story), kind) for kind in story.aliases]

    def _redirect_url(self) -> str:
        return f"{self.paper.home}r/{self.stories[-2].id}"

    def _spare_url(self, title: str, offset: int) -> str:
        return render.story_url(self.paper, replace(self._video(), title=title, id=self.paper.spare + offset))

    def _video(self) -> Story:
        """Return a page of the newest design that has a video and no text."""
        return Story(
            id=self.paper.spare + 2,
            layout=next(iter(self.paper.designs)),
            title="[Video] Nhịp trống đầu mùa",
            published=datetime(2026, 4, 30, 8, 0, tzinfo=HANOI_TIME),
            paragraphs=(),
            path=slug(self.paper.section),
            video="Trình duyệt không hỗ trợ phát video",
        )


def alias_url(url: str, kind: str) -> str:
    """Return another URL under which the newspapers serve the same article.

    >>> alias_url("https://www.vietnamplus.vn/mua-sen/455930.vnp", "post")
    'https://www.vietnamplus.vn/mua-sen-post455930.vnp'
    """
    scheme, rest = url.split("://")
    match kind:
        case "utm":
            return f"{url}?utm_source=zalo&utm_medium=social"
        case "m" | "www":
            return f"{scheme}://{kind}.{rest}"
        case "amp":
            return url.removesuffix(".vnp") + ".amp"
        case "post":
            folder, _, id = url.rpartition("/")
            return f"{folder}-post{id}"
        case "jsessionid":
            return f"{url};jsessionid=aB3xQ9Lm2Zt0KdW7.app1"
    raise ValueError(f"unknown kind of alias: {kind}")


def write_warc(paper: Newspaper, file: BinaryIO) -> None:
    """Write a WARC file with all crawls of a newspaper."""
    writer = WARCWriter(file, gzip=True)
    writer.write_record(_warcinfo(writer, paper))
    for number, start in enumerate(CRAWL_TIMES):
        for count, resource in enumerate(SampleCrawl(paper, number).resources()):
            _write_resource(writer, resource, start + count * PACE)


def _warcinfo(writer: WARCWriter, paper: Newspaper) -> object:
    about = {
        "software": "partynews samples",
        "description": f"Pages written by us in the markup of {paper.host}: no real capture",
        "format": "WARC File Format 1.0",
    }
    record = writer.create_warcinfo_record(f"{paper.name}.warc.gz", about)
    for name, value in _identity(paper.name, CRAWL_TIMES[0]).items():
        record.rec_headers.replace_header(name, value)
    return record


def _write_resource(writer: WARCWriter, resource: Resource, captured: datetime) -> None:
    body = resource.body.encode("utf-8")
    headers = [
        ("Server", "nginx"),
        ("Date", format_datetime(captured, usegmt=True)),
        ("Content-Type", resource.content_type),
        ("Content-Length", str(len(body))),
    ]
    if resource.location:
        headers.append(("Location", resource.location))
    elif resource.status == 200:
        headers.append(("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"'))
    status = StatusAndHeaders(
        f"{resource.status} {STATUS_TEXTS[resource.status]}", headers, protocol="HTTP/1.1"
    )
    writer.write_record(
        writer.create_warc_record(
            resource.url,
            "response",
            payload=BytesIO(body),
            http_headers=status,
            warc_headers_dict=_identity(resource.url, captured),
        )
    )


def _identity(name: str, captured: datetime) -> dict[str, str]:
    """Return a date and record id that are the same in every build."""
    stamp = f"{captured:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "WARC-Date": stamp,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name} {stamp}')}>",
    }


def main() -> None:
    """Write all sample files beside this module."""
    for paper in PAPERS:
        with (Path(__file__).parent / f"{paper.name}.warc.gz").open("wb") as file:
            write_warc(paper, file)


if __name__ == "__main__":
    main()
