"""Copies of outlets on the loopback interface: one server answers for all hosts, by the Host header."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from forked_command import run_forked
from loopback import moved
from outlet_pages import FIRST, LEAD, PAGES, SECOND, SITES, THIRD, TITLE, Page
from paper_server import Answer, Threads, send_page
from test_outlets_replay import HEADLINE

from crawler.discover import Start

PARTYNEWS = Path(sys.executable).with_name("partynews")
HERE = Path(__file__).parent
SETTINGS = {
    "ALLOW_ADDRESSES": "127.0.0.1",
    "TWISTED_DNS_RESOLVER": "loopback.LoopbackResolver",
    "DOWNLOAD_DELAY": "0.01",
    "AUTOTHROTTLE_ENABLED": "0",
    "SITE_REST": "0.1",
    "RETRY_PAUSE": "0.1",
}
SITE_FILE = '''"""A copy of an outlet on the loopback interface."""

from crawler.spider import PartySpider
from loopback import on_loopback
from spiders import {original} as original
from scrapy.utils.spider import iter_spider_classes

(ORIGINAL,) = iter_spider_classes(original)


class Copy(PartySpider):
    name = "{name}"
    site = on_loopback(ORIGINAL.site, "{name}", {port})
'''
ARTICLES = 4
NEXT_PAGE = (
    '<ul class="pagination"><li class="active"><a href="?">1</a></li><li><a href="{url}">2</a></li></ul>'
)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
SITEMAP_INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
XML = {"Content-Type": "application/xml"}
DAY = datetime.now(UTC) - timedelta(days=1)


@dataclass
class LoopbackServer:
    """Serves `pages` by host and path until closed; other paths, also robots.txt, are a 404."""

    pages: dict[tuple[str, str], Answer] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = Threads(("127.0.0.1", 0), self._handler())
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, url: str, answer: Answer) -> None:
        """Serve `answer` at a URL."""
        parts = urlsplit(url)
        self.pages[parts.hostname or "", parts.path + ("?" + parts.query if parts.query else "")] = answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                asked = (self.headers["Host"].partition(":")[0], self.path)
                server.requests.append(asked)
                answer = server.pages.get(asked, Answer(b"not here", 404))
                send_page(self, answer)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def outlets() -> list[Page]:
    """Return a page of one outlet of each design, each of another outlet."""
    chosen: dict[str, Page] = {}
    for page in PAGES:
        if page.design not in chosen and page.site not in {each.site for each in chosen.values()}:
            chosen[page.design] = page
    return list(chosen.values())


def put_outlet(server: LoopbackServer, page: Page, prefix: str = "") -> None:
    """Serve a copy of the outlet of `page`: its starts, and ARTICLES articles of yesterday."""
    urls = [dated(numbered(moved(page.url, server.port, prefix), number)) for number in range(ARTICLES)]
    for number, url in enumerate(urls):
        html = with_own_text(dated(replace(page, url=url).html()), f"{page.site} {number}")
        server.put(url, Answer(html.encode()))
    for start in SITES[page.site].starts:
        put_start(server, start, moved(start.url, server.port, prefix), urls)


def put_start(server: LoopbackServer, start: Start, url: str, urls: Iterable[str]) -> None:
    """Serve a start with links to `urls`; a listing has a second page with the same links."""
    if start.kind == "listing":
        following = f"{url}?page=2"
        body = "".join(HEADLINE.format(url=each) for each in urls)
        server.put(url, Answer(f"<html><body>{body}{NEXT_PAGE.format(url=following)}</body></html>".encode()))
        server.put(following, Answer(f"<html><body>{body}</body></html>".encode()))
    if start.kind == "feed":
        date = format_datetime(DAY)
        items = "".join(
            f"<item><title>Tin</title><link>{each}</link><pubDate>{date}</pubDate></item>" for each in urls
        )
        server.put(url, Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers=XML))
    if start.kind == "sitemap":
        home = url.rpartition("/")[0]
        names = (f"news-{DAY:%Y-%m}.xml", "news-2019-1.xml")
        # The folders of families Z and L: a site file knows one of them.
        months = [f"{home}/{folder}/{name}" for folder in ("sitemaps", "sitemap") for name in names]
        index = "".join(f"<sitemap><loc>{month}</loc></sitemap>" for month in months)
        server.put(url, Answer(SITEMAP_INDEX.format(index).encode(), headers=XML))
        listed = "".join(f"<url><loc>{each}</loc></url>" for each in urls)
        for month in months:
            server.put(month, Answer(SITEMAP.format(listed).encode(), headers=XML))


def with_own_text(html: str, seed: str) -> str:
    """Return a page with other text: each sentence has words drawn from all of them."""
    draw = random.Random(seed)
    texts = (TITLE, LEAD, FIRST, SECOND, THIRD)
    words = " ".join(texts).lower().replace(",", "").replace(".", "").split()
    for text in texts:
        drawn = " ".join(draw.choice(words) for _ in text.split())
        html = html.replace(text, drawn.capitalize() + ("." if text.endswith(".") else ""))
    return html


def numbered(url: str, number: int) -> str:
    """Return the URL of another article: the last figure of its id is `number`."""
    return re.sub(r"\d(?=\D*$)", str(number), url)


def dated(text: str) -> str:
    """Return a page or a URL of 15 September 2026 as one of yesterday, in each form that it has."""
    forms = (
        ("2026-09-15", "%Y-%m-%d"),
        ("15/09/2026", "%d/%m/%Y"),
        ("16/09/2026", "%d/%m/%Y"),
        ("15-09-2026", "%d-%m-%Y"),
        ("/202609/", "/%Y%m/"),
        ("260915", "%y%m%d"),
    )
    for old, form in forms:
        text = text.replace(old, f"{DAY:{form}}")
    return text.replace("9/15/2026", f"{DAY.month}/{DAY.day}/{DAY.year}")


def write_site_files(folder: Path, originals: Mapping[str, str], port: int) -> None:
    """Write the site files of copies, given the name of the original of each."""
    folder.mkdir(exist_ok=True)
    for name, original in originals.items():
        (folder / f"{name}.py").write_text(SITE_FILE.format(name=name, original=original, port=port))


def run(*words: str, sites: Path, cwd: Path, live: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command with the site files in `sites`."""
    options = [word for name, value in SETTINGS.items() for word in ("-s", f"{name}={value}")] if live else []
    paths = ("--sites", str(sites), "--db", str(cwd / "archive.db"))
    environment = os.environ | {"PARTYNEWS_CONTACT": "t@example.org"}
    return run_forked(*words, *options, *paths, cwd=cwd, environment=environment, timeout=300)
