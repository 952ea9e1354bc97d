"""Read what a page says of its article for machines: JSON-LD (schema.org), Open Graph and meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from crawler.parse.bylines import read_byline
from crawler.parse.dom import Page
from crawler.parse.text import tidy

ARTICLE_TYPE = re.compile(r"(?:[A-Za-z]*Article|BlogPosting|Report|LiveBlogPosting)")
BETWEEN_SECTIONS = re.compile(r",(?! )")  # a comma within a name has a space after it
HOME = frozenset(("trang chủ", "trang nhất", "home", "homepage"))
DEEPEST = 8  # levels of JSON-LD

DESCRIPTIONS = ("description", "og:description", "twitter:description")
TAGS = ("article:tag", "news_keywords", "keywords")
AUTHORS = ("article:author", "author", "dable:author")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of an article as the page states them, tidied; empty where it states none."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()


def read_metadata(page: Page) -> Metadata:
    """Return what the page states of its article; blocks of JSON-LD that are not valid are passed over."""
    objects = [each for text in page.json_ld for each in _objects(_parsed(text))]
    article = next((each for each in objects if _is_article(each)), {})
    metas = page.metas
    return Metadata(
        titles=_tidied((article.get("headline"), *metas.get("og:title", ()))),
        descriptions=_tidied((article.get("description"), *_of(metas, DESCRIPTIONS))),
        authors=_tidied(
            name
            for name in (*_person_names(article.get("author")), *_of(metas, AUTHORS))
            if read_byline([name]).authors
        ),
        section=_section(metas, article, objects),
        tags=next(filter(None, (_split(metas.get(name, ())) for name in TAGS)), ())
        or _split(_strings(article.get("keywords"))),
    )


def _parsed(text: str) -> Any:
    """The value of a block of JSON-LD, None where it is not JSON; line breaks in strings are allowed."""
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD, those in lists and in `@graph` too."""
    if isinstance(value, dict):
        yield value
        value = value.get("@graph")
    if isinstance(value, list) and depth < DEEPEST:
        for each in value:
            yield from _objects(each, depth + 1)


def _is_article(value: dict[str, Any]) -> bool:
    return any(ARTICLE_TYPE.fullmatch(name) for name in _strings(value.get("@type")))


def _of(metas: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from metas.get(name, ())


def innermost_section(content: str) -> str:
    """Return the first of the sections that a meta element lists.

    >>> innermost_section("Quy hoạch,Địa ốc"), innermost_section("Chỉ đạo, quyết định")
    ('Quy hoạch', 'Chỉ đạo, quyết định')
    """
    return tidy(BETWEEN_SECTIONS.split(content)[0], set())


def _section(
    metas: dict[str, list[str]], article: dict[str, Any], objects: list[dict[str, Any]]
) -> str | None:
    """The innermost section: the first that is stated for the article, else the last of a breadcrumb."""
    stated = _tidied((*metas.get("article:section", ()), *_strings(article.get("articleSection"))))
    crumbs = [name for each in objects if each.get("@type") == "BreadcrumbList" for name in _crumbs(each)]
    return next(iter((*map(innermost_section, stated), *crumbs[::-1])), None)


def _crumbs(breadcrumb: dict[str, Any]) -> Iterator[str]:
    for each in breadcrumb.get("itemListElement") or ():
        item = each.get("item") if isinstance(each, dict) else None
        names = (each.get("name"), item.get("name") if isinstance(item, dict) else None) if item else ()
        yield from (name for name in _tidied(names) if name.casefold() not in HOME)


def _person_names(author: Any) -> Iterator[str]:
    """Yield the names of authors: texts, and objects that are no organisation."""
    for each in author if isinstance(author, list) else [author]:
        if isinstance(each, dict) and each.get("@type") != "Organization":
            yield from _strings(each.get("name"))
        else:
            yield from _strings(each)


def _strings(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _split(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in comma-separated lists, each once."""
    return tuple(dict.fromkeys(name for text in texts for name in _tidied(text.split(","))))


def _tidied(texts: Iterable[Any]) -> tuple[str, ...]:
    """The texts as they are stored, entities resolved (some sites escape twice), without empty ones."""
    tidied = (tidy(unescape(text), set()) for text in texts if isinstance(text, str))
    return tuple(text for text in tidied if text)
