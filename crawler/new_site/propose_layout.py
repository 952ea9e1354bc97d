"""Propose layouts of an unknown system from what title, date, lead and body have in common over its pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.new_site.element_selectors import selectors_of
from crawler.new_site.page_anatomy import Anatomy, find_anatomy
from crawler.parse.dom import is_inside
from crawler.parse.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crawler.families import Family
    from crawler.new_site.samples import Sample
    from crawler.parse.dom import Element, Page

HALF = 0.5
BYLINES = ".author, .article-author, .box-author, .cms-author, .tacgia, .tac-gia, .byline"
SECTIONS = "[class*='breadcrumb'] a, [class*='bread-crumb'] a"
TAGS = ".tags a, .tag a, .article-tags a, .box-tags a, .tukhoa a"
BESIDE = ("byline", BYLINES), ("section", SECTIONS), ("tags", TAGS)


@dataclass(frozen=True, slots=True)
class _Dissected:
    sample: Sample
    page: Page
    anatomy: Anatomy
    titles: list[str]
    bodies: list[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed layout with the pages it was made from; of a family, it is a variant of its first layout."""

    layout: Layout
    pages: list[Sample]
    family: Family | None


def propose_layouts(
    samples: Iterable[Sample], others: Iterable[Sample], family: Family | None, number: int
) -> list[Proposal]:
    """Return a layout for each design among the pages, that with most pages first.

    Their markers are not on `others`. They are named from `number` on, and are variants of the first layout
    of `family`, if there is one. Pages without a title and a body are left out.
    """
    pages = [found for sample in samples if (found := _dissect(sample)) is not None]
    foreign = [sample.page for sample in others if sample.page is not None]
    proposals: list[Proposal] = []
    while pages:
        title, body = _most_frequent_pair(pages)
        design = [each for each in pages if _finds(each, title, body)]
        rest = [each for each in pages if each not in design]
        layout = _layout(design, title, body, [*foreign, *(each.page for each in rest)])
        layout = layout if family is None else _as_variant(layout, family)
        layout = layout.but(name=f"design{number + len(proposals)}")
        proposals.append(Proposal(layout, [each.sample for each in design], family))
        pages = rest
    return proposals


def _dissect(sample: Sample) -> _Dissected | None:
    anatomy = find_anatomy(sample.page) if sample.page is not None else None
    if sample.page is None or anatomy is None:
        return None
    titles, bodies = (selectors_of(part, sample.page) for part in (anatomy.title, anatomy.body))
    return _Dissected(sample, sample.page, anatomy, titles, bodies) if titles and bodies else None


def _most_frequent_pair(pages: Sequence[_Dissected]) -> tuple[str, str]:
    """Return the selectors of title and body that most pages have in common."""
    titles = Counter(name for each in pages for name in each.titles)
    title = titles.most_common(1)[0][0]
    bodies = Counter(name for each in pages if title in each.titles for name in each.bodies)
    return title, bodies.most_common(1)[0][0]


def _finds(each: _Dissected, title: str, body: str) -> bool:
    return title in each.titles and body in each.bodies


def _layout(design: Sequence[_Dissected], title: str, body: str, others: Sequence[Page]) -> Layout:
    """Return the layout of one design, if possible with a marker that is on no page of the others."""
    pages = [each.page for each in design]
    markers = [body, title, f"{title} ~ {body}"]
    markers += [name for each in (design[0].bodies, design[0].titles) for name in each]
    shared = [each for each in markers if all(page.select(each) for page in pages)]
    marker = next((each for each in shared if not any(page.select(each) for page in others)), shared[0])
    date = _shared(design, lambda parts: parts.date)
    lead = _shared(design, lambda parts: parts.lead)
    in_body = sum(each.anatomy.lead_in_body for each in design) > HALF * len(design)
    in_title = any(
        each.anatomy.date is not None and is_inside(each.anatomy.date, each.anatomy.title) for each in design
    )
    layout = Layout(
        "",
        marker=marker,
        title=title,
        body=body,
        evidence="real page",
        lead=lead or (f"{body} > :first-child" if in_body else None),
        published=date,
        drop=date if in_title else None,
    )
    return layout.but(**{part: found for part, names in BESIDE if (found := _frequent(names, pages))})


def _as_variant(layout: Layout, family: Family) -> Layout:
    """Return the first layout of a family with those selectors of `layout` that the pages show."""
    own = {name: getattr(layout, name) for name in ("marker", "title", "body", "lead", "published")}
    base = family.layouts[0]
    return base.but(evidence="real page", **{name: value for name, value in own.items() if value})


def _shared(dissected: Sequence[_Dissected], part: Callable[[Anatomy], Element | None]) -> str | None:
    """Return the selector that finds a part on most pages, None where it is on less than half of them."""
    counts: Counter[str] = Counter()
    for each in dissected:
        if (element := part(each.anatomy)) is not None:
            counts.update(selectors_of(element, each.page))
    if not counts:
        return None
    most = max(counts.values())
    best = next(name for name, count in counts.items() if count == most)
    return best if most > HALF * len(dissected) else None


def _frequent(selectors: str, pages: Sequence[Page]) -> str | None:
    """Return those of the usual names of a part that are on the pages, None where none is."""
    found = [name for name in selectors.split(", ") if any(page.select(name) for page in pages)]
    return ", ".join(found) or None
