"""A site on 127.0.0.1 with thirty new articles, and the archive of its earlier ones."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from archive.clock import format_utc
from archive.store import Store
from benchmarks.paper import LISTING, ON_A_LISTING, STORY, article_path, site_folder
from crawler.crawl.revisit_policy import next_check

SITE = "dailypaper"
A_DAY = 30  # articles
MONTHS = 24
GOLDEN = 0.618034  # spreads the re-checks evenly over the days


class Paper:
    """Serve the new articles 0 to 29 and the known ones, and count requests by kind."""

    def __init__(self, known: int, at: datetime) -> None:
        self.known = known
        self.at = at
        self.asked: Counter[str] = Counter()
        self._pages = site_folder(A_DAY)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"http://{self.host}/{path}"

    def paths(self, first: int, count: int) -> list[str]:
        """Return paths of articles, newest first, from position `first` on."""
        newest = [article_path(number) for number in range(A_DAY)]
        known = range(self.known - max(first - A_DAY, 0) - 1, -1, -1)
        rest = [known_path(number) for number in known[:count]]
        return (newest[first:] + rest)[:count]

    def answer(self, path: str, etag: str | None) -> tuple[str, int, bytes]:
        """Return kind of page, status and body."""
        if path == "robots.txt":
            return "robots.txt", 200, b"User-agent: *\nDisallow: /tim-kiem/\n"
        if path == "rss.xml":
            return "feed", 200, self._feed().encode()
        if path.startswith("trang-"):
            return "listing", 200, self._listing(int(path[6:-5])).encode()
        if path == "sitemap.xml":
            return "sitemap", 200, self._index().encode()
        if path.startswith("sitemaps/"):
            return "sitemap", 200, self._month(path).encode()
        if (self._pages / path).exists():
            return "new article", 200, (self._pages / path).read_bytes()
        return "due re-check", 304 if etag else 200, b""

    def _feed(self) -> str:
        links = (f"<item><link>{self.url(path)}</link></item>" for path in self.paths(0, 50))
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(links)}</channel></rss>'

    def _listing(self, page: int) -> str:
        paths = self.paths((page - 1) * ON_A_LISTING, ON_A_LISTING)
        stories = "".join(STORY.format(path=path, title="Tin") for path in paths)
        paging = (
            f'<li class="active"><a>{page}</a></li><li><a href="/trang-{page + 1}.html">{page + 1}</a></li>'
        )
        return LISTING.format(stories=stories, paging=paging)

    def _index(self) -> str:
        days = (self.at.replace(day=1) - timedelta(days=30 * back) for back in range(MONTHS))
        maps = (f"<sitemap><loc>{self.url(f'sitemaps/news-{day:%Y-%m}.xml')}</loc></sitemap>" for day in days)
        return f"<sitemapindex>{''.join(maps)}</sitemapindex>"

    def _month(self, path: str) -> str:
        first = 0 if f"{self.at:%Y-%m}" in path else A_DAY * self.at.day
        links = (f"<url><loc>{self.url(one)}</loc></url>" for one in self.paths(first, 30 * A_DAY))
        return f"<urlset>{''.join(links)}</urlset>"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                kind, status, body = paper.answer(self.path[1:], self.headers.get("If-None-Match"))
                paper.asked[kind] += 1
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def known_path(number: int) -> str:
    """Return the path of a known article by its number in benchmarks/corpus.py."""
    return f"bai-post{100_000 + number}.html"


def make_known(archive: Path, paper: Paper) -> int:
    """Make all articles of `archive` known articles of the site, thirty a day until yesterday.

    Returns the number of articles whose re-check is due.
    """
    with Store.open(archive) as store, store.writing():
        home = f"http://{paper.host}/bai-post"
        store.db.execute("UPDATE articles SET site = ?, url = ? || key || '.html'", [SITE, home])
        store.db.execute("UPDATE captures SET etag = '\"1\"'")
        store.db.execute("DELETE FROM aliases")
        store.db.execute("INSERT INTO aliases (url, article_id) SELECT url, id FROM articles")
        run_id = store.start_run("crawl", [SITE])
        store.finish_run(run_id, "finished", 0)
        store.record_outcome(run_id, SITE, f"http://{paper.host}/trang-1.html", "listed")
        rows = [_frontier_row(paper, number, run_id) for number in range(paper.known)]
        store.db.executemany(
            "INSERT INTO frontier (site, url, kind, key, priority, state, run_id, found, due)"
            " VALUES (?, ?, 'article', ?, 50, 'done', ?, ?, ?)",
            rows,
        )
        store.db.execute(
            "INSERT INTO outcomes (run_id, site, url, outcome, at) SELECT run_id, site, url, 'stored', found"
            " FROM frontier"
        )
    return sum(due < format_utc(datetime.now(UTC)) for *_, due in rows)


def _frontier_row(paper: Paper, number: int, run_id: int) -> tuple[Any, ...]:
    found = paper.at - timedelta(days=(paper.known - number) / A_DAY)
    interval = next_check(None, format_utc(found), paper.at) - paper.at
    due = paper.at - timedelta(days=1) + (number * GOLDEN % 1) * interval
    path = known_path(number)
    return SITE, paper.url(path), str(100_000 + number), run_id, format_utc(found), format_utc(due)
