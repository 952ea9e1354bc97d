"""The ID|URL argument of a command: the article that it names, or an error that says why there is none."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from archive import exit_codes
from archive.errors import ArchiveError
from crawler.commands.terminal import one_line

if TYPE_CHECKING:
    from sqlite3 import Connection


NOT_REQUESTED = (
    "is not in the archive, and no run has requested it. Crawl its site, or import a saved copy: "
    "partynews import FILE --url URL"
)
WITHOUT_SCHEME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+/", re.IGNORECASE)


class NotFound(ArchiveError):
    """The archive has no article with this id or URL."""

    exit_code = exit_codes.USAGE


def load_article(archive: Connection, id_or_url: str) -> dict[str, Any]:
    """Return the article as `archive.lookup.find_article` does, looked up by id, URL or canonical URL.

    Raises NotFound with the reason: withheld, the last outcome of the URL, or never requested.
    """
    from archive.lookup import find_article, last_outcome, why_withheld

    names = candidate_names(id_or_url)
    for name in names:
        if article := find_article(archive, name):
            return article
        if withheld := why_withheld(archive, name):
            raise NotFound(
                f"Article {withheld['article_id']} has been withheld since {withheld['since']}: "
                f"{one_line(withheld['reason'])}"
            )
    for name in names:
        if last := last_outcome(archive, name):
            outcome = last["outcome"] + (f": {last['reason']}" if last["reason"] else "")
            raise NotFound(
                one_line(f"{name} is not in the archive. Run {last['run_id']} ({last['at']}): {outcome}")
            )
    raise _not_found(archive, id_or_url, NOT_REQUESTED)


def load_article_id(archive: Connection, id_or_url: str) -> int:
    """Return the id of the article, withheld or not; raises NotFound."""
    from archive.lookup import article_id_of

    for name in candidate_names(id_or_url):
        article_id = article_id_of(archive, name)
        if (
            article_id is not None
            and archive.execute("SELECT 1 FROM articles WHERE id = ?", [article_id]).fetchone()
        ):
            return article_id
    raise _not_found(archive, id_or_url, "is not in the archive.")


def _not_found(archive: Connection, id_or_url: str, of_url: str) -> NotFound:
    """Return the error for an id that no article has, for words, or for a URL, of which `of_url` is said."""
    from archive.lookup import is_id

    name = one_line(id_or_url)
    if is_id(id_or_url):
        first, last = archive.execute("SELECT min(id), max(id) FROM visible_articles").fetchone()
        ids = f"The ids go from {first} to {last}" if first else "The archive has no articles yet"
        return NotFound(
            f"No article has the id {name}. {ids}; partynews search prints the id of each article."
        )
    if "://" in id_or_url or WITHOUT_SCHEME.match(id_or_url):
        return NotFound(f"{name} {of_url}")
    words = shlex.quote(name)
    return NotFound(
        f"{name!r} is not an id or a URL. To find articles with these words: partynews search {words}"
    )


def candidate_names(id_or_url: str) -> list[str]:
    """Return what an article may be stored under: the argument, and its canonical URL.

    A URL may lack its scheme, as browsers show it.
    """
    if WITHOUT_SCHEME.match(id_or_url):
        return [name for scheme in ("https", "http") for name in candidate_names(f"{scheme}://{id_or_url}")]
    if "://" not in id_or_url:
        return [id_or_url]
    from crawler.sites import load_sites, site_of

    site = site_of(id_or_url, load_sites())
    canonical = site.canonical_url(id_or_url) if site else None
    return [id_or_url] + ([canonical] if canonical and canonical != id_or_url else [])
