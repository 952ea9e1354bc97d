"""A site to crawl: article and listing pages as static files.

Contenders import this in the environments of peers, so the page generator is imported only when needed.
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
    """Return the path of the article with this number."""
    return f"bai-post{FIRST_ID + number}.html"


def site_folder(articles: int) -> Path:
    """Return the folder of a site with this number of articles; page frames link only within the site."""
    from benchmarks.harness.peers import CACHE
    from benchmarks.pages import NHANDAN_TODAY, generator_hash, pages

    folder = CACHE / "inputs" / f"paper-{articles}-{generator_hash()}"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        titles = []
        for number, page in enumerate(pages(articles, only=[NHANDAN_TODAY])):
            linked = _link_within_site(page.html.decode(), articles)
            (folder / article_path(number)).write_text(linked, "utf-8")
            titles.append(page.gold.title)
        _write_listings(folder, titles)
        (folder / "complete").touch()
    return folder


def _link_within_site(html: str, articles: int) -> str:
    """Rewrite the links of a page frame to pages that exist."""
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
