"""Sort sample pages: those that a family reads, its other designs, and pages of unknown systems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.families import family_of, family_site
from crawler.new_site.page_anatomy import find_anatomy
from crawler.page_sample import read_sample
from crawler.parse.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.families import Family
    from crawler.new_site.samples import Sample


@dataclass(frozen=True, slots=True)
class FamilyPages:
    """The pages of a family: those whose title, date, lead and body its layouts read, and the others."""

    family: Family
    fitting: list[Sample] = field(default_factory=list)
    varied: list[Sample] = field(default_factory=list)


def sort_pages(samples: Iterable[Sample]) -> tuple[list[FamilyPages], list[Sample]]:
    """Return the pages by family, that with most pages first, and the HTML pages of no family."""
    families: dict[str, FamilyPages] = {}
    others: list[Sample] = []
    for sample in samples:
        family = family_of(sample.url, sample.page) if sample.page is not None else None
        if family is not None:
            pages = families.setdefault(family.name, FamilyPages(family))
            (pages.varied if _has_unread_parts(sample) else pages.fitting).append(sample)
        elif sample.page is not None:
            others.append(sample)
    return sorted(families.values(), key=lambda each: -len(each.fitting) - len(each.varied)), others


def _has_unread_parts(sample: Sample) -> bool:
    """Return whether the page has a date, a lead or a text that the layouts of its family do not read."""
    site = family_site(sample.url, sample.body)
    anatomy = find_anatomy(sample.page) if sample.page is not None else None
    if site is None or anatomy is None:
        return False
    article = read_sample(
        sample.body, sample.url, site=site, content_type=sample.content_type, captured=sample.captured
    )
    if isinstance(article, Refused):
        return True
    no_date = article.published is None and anatomy.date is not None
    no_lead = article.lead is None and anatomy.lead is not None
    return no_date or no_lead
