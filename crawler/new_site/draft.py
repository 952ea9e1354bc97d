"""Draft the facts of a site file from sample pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.new_site.address_forms import article_forms
from crawler.new_site.find_starts import HEADLINES, find_starts, offered_feeds
from crawler.new_site.propose_layout import propose_layouts
from crawler.new_site.samples import NoSamples, site_name
from crawler.new_site.sort_pages import sort_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.discover import Start
    from crawler.families import Family
    from crawler.new_site.propose_layout import Proposal
    from crawler.new_site.samples import Sample

BETWEEN_NAMES = re.compile(r" [|–-] ")  # in <title>, before the name of the newspaper


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a new site.

    `families` are those that pages fit, `proposals` the layouts for other designs. `articles`
    are the pages of articles. `headlines` is the selector for listings that are not among the samples.
    """

    name: str
    publisher: str
    hosts: list[str]
    scheme: str
    families: list[Family]
    proposals: list[Proposal]
    forms: list[str]
    starts: list[Start]
    articles: list[Sample]
    offered_feeds: list[str]
    headlines: str


def draft_site(samples: Sequence[Sample], name: str | None) -> Draft:
    """Return what the samples, say of their site.

    Raises:
        NoSamples: No page has the parts of an article.
    """
    families, others = sort_pages(samples)
    forms = article_forms(sample.url for sample in others)
    unknown = [each for each in others if _fits(each.url, forms)]
    known = [sample for each in families for sample in (*each.fitting, *each.varied)]
    proposals = propose_layouts(unknown, known, None, 1)
    patterns = [each.family.article for each in families]
    urls = [sample.url for each in proposals for sample in each.pages]
    forms = article_forms(url for url in urls if not _fits(url, patterns))
    for each in families:
        rest = [sample for sample in (*known, *unknown) if sample not in each.varied]
        proposals += propose_layouts(each.varied, rest, each.family, len(proposals) + 1)
    articles = [*known, *(sample for each in proposals if each.family is None for sample in each.pages)]
    if not articles:
        raise NoSamples(
            "No page has an id in its address, a title, and prose below the title. Give pages of articles."
        )
    patterns += forms
    stories = next((each.family.stories for each in families if each.family.stories), None)
    hosts = _hosts(articles)
    return Draft(
        name=name or site_name(articles[0].url),
        publisher=_publisher(articles) or hosts[0],
        hosts=hosts,
        scheme=urlsplit(articles[0].url).scheme,
        families=[each.family for each in families],
        proposals=proposals,
        forms=forms,
        starts=find_starts(samples, lambda url: _is_article(url, hosts, patterns), stories),
        articles=articles,
        offered_feeds=offered_feeds(samples),
        headlines=stories or HEADLINES,
    )


def _fits(url: str, forms: Sequence[str]) -> bool:
    path = urlsplit(url).path
    return any(re.search(form, path) for form in forms)


def _is_article(url: str, hosts: Sequence[str], forms: Sequence[str]) -> bool:
    return _bare(urlsplit(url).netloc) in {_bare(host) for host in hosts} and _fits(url, forms)


def _hosts(articles: Sequence[Sample]) -> list[str]:
    """Return the hosts of the articles, that with most first, each once with or without `www.`."""
    counts = Counter(urlsplit(sample.url).netloc.removeprefix("m.") for sample in articles)
    hosts = {host.removeprefix("www."): host for host, _ in reversed(counts.most_common())}
    return [host for host, _ in counts.most_common() if hosts[host.removeprefix("www.")] == host]


def _bare(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.")


def _publisher(articles: Sequence[Sample]) -> str | None:
    """Return the name of the newspaper in most pages: that for Open Graph, else the end of the title."""
    names: Counter[str] = Counter()
    for sample in articles:
        if sample.page is None:
            continue
        stated = sample.page.metas.get("og:site_name", [])
        title = next(("".join(map(str, each.itertext())) for each in sample.page.root.iter("title")), "")
        last = BETWEEN_NAMES.split(" ".join(title.split()))
        names.update(stated[:1] or last[1:][-1:])
    return names.most_common(1)[0][0] if names else None
