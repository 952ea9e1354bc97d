"""The text of a site file."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING

from crawler.discover import Listing
from crawler.families import family_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.discover import Start
    from crawler.new_site.draft import Draft
    from crawler.parse.layout import Layout

CHECK = "  # check"
UNSAFE = re.compile(r"[^\w .,:()|–-]")


def site_file_text(draft: Draft, marks: Sequence[str]) -> str:
    """Return the site file of `draft`; lines to check end with a comment that says so."""
    return "\n".join((*_head(draft), *_designs(draft), *_spider(draft, marks))) + "\n"


def _head(draft: Draft) -> Iterator[str]:
    # Pages may say anything: no text of theirs ends the docstring.
    publisher, host = (UNSAFE.sub(" ", text) for text in (draft.publisher, draft.hosts[0]))
    yield f'"""{publisher}: written from {len(draft.articles)} sample pages of {host}."""'
    yield ""
    starts: Sequence[Start] = draft.starts or [Listing("", "")]
    yield f"from crawler.discover import {', '.join(sorted({type(start).__name__ for start in starts}))}"
    if any(each.family is None for each in draft.proposals):
        yield "from crawler.parse.layout import Layout"
    yield "from crawler.site import Site"
    yield "from crawler.spider import PartySpider"
    for family in draft.families:
        names = f"ARTICLE as ARTICLE_{family.name}, LAYOUTS as LAYOUTS_{family.name}"
        yield f"from {family_module(family)} import {names}"
    yield ""


def _designs(draft: Draft) -> Iterator[str]:
    for proposal in draft.proposals:
        family = proposal.family
        made = f"LAYOUTS_{family.name}[0].but" if family is not None else "Layout"
        base = family.layouts[0] if family is not None else None
        yield f"{proposal.layout.name.upper()} = {made}({CHECK}: proposed from {len(proposal.pages)} pages"
        yield from (f"    {name}={literal(value)}," for name, value in _stated(proposal.layout, base))
        yield ")"


def _stated(layout: Layout, base: Layout | None) -> Iterator[tuple[str, str]]:
    """Yield the attributes that differ from those of `base`."""
    for field in fields(layout):
        value = getattr(layout, field.name)
        if isinstance(value, str) and value != getattr(base, field.name, None):
            yield field.name, value


def _spider(draft: Draft, marks: Sequence[str]) -> Iterator[str]:
    layouts = [each.layout.name.upper() for each in draft.proposals]
    layouts += [
        f'*(each.but(evidence="real page") for each in LAYOUTS_{each.name})' for each in draft.families
    ]
    articles = [*(f"ARTICLE_{family.name}" for family in draft.families), *map(literal, draft.forms)]
    yield from ("", "")
    yield f"class {''.join(word.capitalize() for word in draft.name.split('_'))}(PartySpider):"
    yield f"    name = {literal(draft.name)}"
    yield "    site = Site("
    yield "        name,"
    yield f"        publisher={literal(draft.publisher)},"
    yield f'        owner="",{CHECK}: the Party or State organ it belongs to'
    yield from _tuple("hosts", map(literal, draft.hosts))
    yield from _tuple("articles", articles)
    yield from _tuple("layouts", layouts)
    yield from _tuple("starts", map(_start, draft.starts) if draft.starts else [_home(draft)])
    if draft.scheme != "https":
        yield f"        scheme={literal(draft.scheme)},"
    yield f"        floor=0,{CHECK}: fewer new articles a week raise an alarm"
    if marks:
        yield from _tuple("marks", map(literal, marks))
    yield "    )"


def _tuple(name: str, values: Iterable[str]) -> Iterator[str]:
    yield f"        {name}=("
    yield from (f"            {value}," for value in values)
    yield "        ),"


def _start(start: Start) -> str:
    arguments = [
        start.url,
        *(getattr(start, name) for name in ("stories", "next_page", "months") if getattr(start, name, "")),
    ]
    return f"{type(start).__name__}({', '.join(map(literal, arguments))})"


def _home(draft: Draft) -> str:
    """Return the listing that is stated where no start is among the samples."""
    return _start(Listing(f"{draft.scheme}://{draft.hosts[0]}/", draft.headlines))


def literal(text: str) -> str:
    r"""Return a string as Python source, a regular expression as a raw string where that is safe.

    >>> print(literal("Báo"), literal(r"-post(?P<key>\d+)$"), literal("a\nb"))
    "Báo" r"-post(?P<key>\d+)$" "a\nb"
    """
    if "\\" in text and text.isprintable() and '"' not in text and not text.endswith("\\"):
        return f'r"{text}"'
    return json.dumps(text, ensure_ascii=False)
