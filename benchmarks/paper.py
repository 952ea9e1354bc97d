"""A paper to be crawled: its articles, and listings of them, as files that any web server can serve.

Imported by contenders in the environments of peers: what makes the pages is imported when they are made.
"""

from __future__ import annotations

import re
from pathlib import Path

FIRST_ID = 500_000
ON_A_LISTING = 50
STORY_LINK = re.compile(r"/tin-[0-9a-f]+-can-bo-co-so-post(\d+)\.html")
MENU_LINK = re.compile(r"/chuyen-muc-(\d+)/")
LISTING = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Xây dựng Đảng</title></head><body>
<div class="content-col">{stories}</div><ul class="pagination">{paging}</ul>
</body></html>
"""
STORY = """<article class="story"><h2 class="story__heading">
<a class="cms-link" href="/{path}">{title}</a></h2></article>
"""


def article_path(number: int) -> str:
    """Where the article with this number lies."""
    return f"bai-post{FIRST_ID + number}.html"


def kept_paper(articles: int) -> Path:
    """The folder of a paper with so many articles; its frames link to its own articles and listings."""
    from benchmarks.harness.peers import CACHE
    from benchmarks.pages import NHANDAN_TODAY, made_by, pages

    folder = CACHE / "inputs" / f"paper-{articles}-{made_by()}"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        titles = []
        for number, page in enumerate(pages(articles, only=[NHANDAN_TODAY])):
            linked = _led_home(page.html.decode(), articles)
            (folder / article_path(number)).write_text(linked, "utf-8")
            titles.append(page.gold.title)
        _write_listings(folder, titles)
        (folder / "complete").touch()
    return folder


def _led_home(html: str, articles: int) -> str:
    """The page with the links of its frame leading to pages that there are."""
    html = STORY_LINK.sub(lambda match: f"/{article_path(int(match[1]) % articles)}", html)
    listings = -(-articles // ON_A_LISTING)
    return MENU_LINK.sub(lambda match: f"/trang-{int(match[1]) % listings + 1}.html", html)


def _write_listings(folder: Path, titles: list[str]) -> None:
    starts = range(0, len(titles), ON_A_LISTING)
    for page, start in enumerate(starts, 1):
        stories = (
            STORY.format(path=article_path(number), title=titles[number])
            for number in range(start, min(start + ON_A_LISTING, len(titles)))
        )
        following = f'<li><a href="/trang-{page + 1}.html">{page + 1}</a></li>' if page < len(starts) else ""
        paging = f'<li class="active"><a href="/trang-{page}.html">{page}</a></li>{following}'
        listing = LISTING.format(stories="".join(stories), paging=paging)
        (folder / f"trang-{page}.html").write_text(listing, "utf-8")
