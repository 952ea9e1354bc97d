"""Judge all that a site file declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.probe.article_facts import judge_articles
from crawler.probe.facts import Fact
from crawler.probe.site_file_lines import SiteFileLines
from crawler.probe.start_facts import judge_starts
from crawler.sites import site_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.probe.observations import Observations
    from crawler.site import Site


def judge_site_file(site: Site, observed: Observations, doubts: Sequence[tuple[str, int, str]]) -> list[Fact]:
    """Return the verdicts on what the site file of `site` declares.

    `doubts` are the readings of the probe that the archive doubts: reason, number, example.
    """
    lines = SiteFileLines.of(site_file(site.name))
    return [
        *judge_starts(site, observed, lines),
        *judge_articles(site, observed, lines),
        *_doubted(doubts, lines),
        *_untried(site, lines),
    ]


def _doubted(doubts: Sequence[tuple[str, int, str]], lines: SiteFileLines) -> Iterator[Fact]:
    """Yield each reason for which readings are doubted: worse than the stored text, or alike."""
    for reason, number, example in doubts:
        seen = f"{reason}: {number}, e.g. {example}"
        yield Fact("doubts", "articles without doubts", "fails", seen, lines.keyword("layouts"))


def _untried(site: Site, lines: SiteFileLines) -> Iterator[Fact]:
    """Yield what a few requests cannot show."""
    if site.floor:
        yield Fact("floor", str(site.floor), "not tried", "needs a week of crawls", lines.keyword("floor"))
    if site.past_hosts:
        hosts, line = " ".join(site.past_hosts), lines.keyword("past_hosts")
        yield Fact("past hosts", hosts, "not tried", "past hosts are not requested", line)
    if site.amp:
        yield Fact("amp", site.amp, "not tried", "no AMP page is requested", lines.keyword("amp"))
