"""Verdicts on layouts and their selectors, from the articles that a probe read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetch.meaning import ArticleRead
from crawler.parse.dates import read_date
from crawler.parse.dom import open_page
from crawler.parse.layout import Layout
from crawler.parse.omissions import NO_LOSS, PERCENT, letters_in
from crawler.parse.publication import dates_of
from crawler.parse.read import LARGEST_PAGE
from crawler.probe.facts import Fact, not_tried

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.parse.layout import TextLayout
    from crawler.parse.read import Reading
    from crawler.probe.facts import Verdict
    from crawler.probe.observations import ArticleVisit, Observations
    from crawler.probe.site_file_lines import SiteFileLines
    from crawler.site import Site

REQUIRED = ("title", "body")
USUAL = (
    "lead",
    "byline",
    "section",
)  # on nearly every page: absent from all of several, the selector is wrong
RARE = ("tags", "images")
SEVERAL = 2


def judge_articles(site: Site, observed: Observations, lines: SiteFileLines) -> Iterator[Fact]:
    """Yield the verdicts on the layouts, their selectors, the omitted text, flags and marks."""
    yield from _judge_pages(observed, lines)
    for layout in site.layouts:
        yield from _judge_layout(layout, observed, lines)
    readings = [visit.reading for visit in observed.articles if visit.reading is not None]
    if readings:
        yield _judge_dropped(readings, lines)
        yield _judge_flags(readings, lines)
    if site.marks:
        seen = sorted({mark for reading in readings if (mark := reading.article.source_mark)})
        verdict: Verdict = "holds" if set(seen) & set(site.marks) else "not tried"
        said = ", ".join(seen) or "on no page that was read"
        yield Fact("marks", " ".join(site.marks), verdict, said, lines.keyword("marks"))


def _judge_pages(observed: Observations, lines: SiteFileLines) -> Iterator[Fact]:
    """Yield whether the articles that were requested are read at all, and by one of the layouts."""
    line, declared = lines.keyword("layouts"), "each article fits a layout"
    if not observed.articles:
        why = not_tried(observed, "no link to an article was found")
        yield Fact("layouts", declared, "not tried", why, line)
        return
    unread = [visit for visit in observed.articles if not isinstance(visit.visited.meaning, ArticleRead)]
    failed = [visit for visit in unread if not visit.visited.why.startswith(("budget", "robots:"))]
    if failed:
        seen = "; ".join(f"{visit.age} article {visit.visited.url}: {visit.visited.why}" for visit in failed)
        yield Fact("layouts", declared, "fails", seen, line)
    elif len(unread) == len(observed.articles):
        yield Fact("layouts", declared, "not tried", unread[0].visited.why, line)
    else:
        ages = [
            f"{visit.age}: {visit.reading.article.layout}" for visit in observed.articles if visit.reading
        ]
        yield Fact("layouts", declared, "holds", ", ".join(ages), line)


def _judge_layout(
    layout: Layout | TextLayout, observed: Observations, lines: SiteFileLines
) -> Iterator[Fact]:
    read = [
        visit for visit in observed.articles if visit.reading and visit.reading.article.layout == layout.name
    ]
    refused = [
        visit.visited.why for visit in observed.articles if f"layout {layout.name}:" in visit.visited.why
    ]
    name = f"layout {layout.name}"
    if not (read or refused):
        yield Fact(
            name, _marker(layout), "not tried", "no page that was read has it", lines.keyword("layouts")
        )
        return
    for part in REQUIRED:
        missing = [why for why in refused if why.startswith(f"layout:{part}")]
        if missing or read:
            seen = missing[0] if missing else f"on {len(read)} pages"
            selector = str(getattr(layout, part, "") or _marker(layout))
            yield Fact(
                f"{name} {part}", selector, "fails" if missing else "holds", seen, lines.selector(part)
            )
    if isinstance(layout, Layout) and read:
        for part in (*USUAL, *RARE):
            if selector := getattr(layout, part):
                yield _judge_field(name, part, selector, read, lines)
        yield _judge_date(layout, read, lines)


def _marker(layout: Layout | TextLayout) -> str:
    return layout.marker if isinstance(layout, Layout) else layout.date_form


def _judge_field(
    name: str, part: str, selector: str, read: Sequence[ArticleVisit], lines: SiteFileLines
) -> Fact:
    found = [visit for visit in read if visit.reading and part in visit.reading.selectors]
    seen = f"on {len(found)} of {len(read)} pages"
    verdict: Verdict = "holds"
    if not found:
        verdict = "fails" if part in USUAL and len(read) >= SEVERAL else "not tried"
        seen = f"on none of {len(read)} pages, e.g. {read[0].visited.url}"
    return Fact(f"{name} {part}", selector, verdict, seen, lines.selector(part))


def _judge_date(layout: Layout, read: Sequence[ArticleVisit], lines: SiteFileLines) -> Fact:
    name, declared, line = (
        f"layout {layout.name} published",
        layout.published or "",
        lines.selector("published"),
    )
    for visit in read:
        if flaw := _date_flaw(layout, visit):
            return Fact(name, declared, "fails", f"{flaw}, at {visit.visited.url}", line)
    days = ", ".join(str(visit.reading.article.published) for visit in read if visit.reading)
    return Fact(name, declared, "holds", days, line)


def _date_flaw(layout: Layout, visit: ArticleVisit) -> str | None:
    """Return what is wrong with the date of an article, None where nothing is."""
    if visit.reading is None or visit.visited.answer is None:
        return None
    article = visit.reading.article
    flags = [flag for flag in article.flags if flag.startswith(("published", "dates"))]
    if flags or article.published is None:
        raw = f" ({article.published_raw!r})" if article.published_raw else ""
        return f"{', '.join(flags) or 'no date'}{raw}"
    page = open_page(visit.visited.answer.decode(LARGEST_PAGE), visit.visited.answer.content_type)
    dates = dates_of(page.select(layout.published)) if page is not None and layout.published else []
    if layout.published and not dates:
        return f"no date at the selector; the page names {article.published_raw!r} elsewhere"
    captured = visit.visited.answer.captured
    if dates and not any(read_date(each.text, captured).value for each in dates):
        return f"{dates[0].text!r} is not read as a date"
    return None


def _judge_dropped(readings: Sequence[Reading], lines: SiteFileLines) -> Fact:
    shares = sorted(map(_dropped_share, readings))
    flagged = [flag for each in readings for flag in each.article.flags if flag.startswith("dropped")]
    seen = f"{shares[0]}-{shares[-1]} % of the text is omitted"
    if flagged:
        return Fact(
            "drop", "little text is omitted", "fails", f"{seen}: {', '.join(flagged)}", lines.selector("drop")
        )
    return Fact("drop", "little text is omitted", "holds", seen, lines.selector("drop"))


def _dropped_share(reading: Reading) -> int:
    """Return percent of the text in the article's elements that is omitted and in no other field."""
    article = reading.article
    kept = letters_in(article.title + (article.lead or "") + article.body)
    dropped = sum(each.letters for each in reading.omitted if each.reason not in NO_LOSS)
    return PERCENT * dropped // (kept + dropped) if dropped else 0


def _judge_flags(readings: Sequence[Reading], lines: SiteFileLines) -> Fact:
    """Fail where each article has the same flag: then the layout is the cause, not the page."""
    flags = [{flag.partition(":")[0] for flag in each.article.flags} for each in readings]
    shared = set.intersection(*flags) - {"published", "dates", "dropped"}
    named = ", ".join(dict.fromkeys(flag for each in readings for flag in each.article.flags)) or "none"
    verdict: Verdict = "fails" if shared and len(readings) >= SEVERAL else "holds"
    return Fact("flags", "articles without flags", verdict, named, lines.keyword("layouts"))
