"""Choose which captures of each article are fetched, and count what each choice would give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from crawler.fetch.interpret import may_have_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.backfill.capture_queue import QueuedCapture

Choice = Literal["all", "first", "last", "monthly"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
WIDEST_BAR = 40


def choose(captures: Sequence[QueuedCapture], choice: Choice) -> list[QueuedCapture]:
    """Return the chosen captures, oldest first: of each article all, one, or the first of each month.

    `first`, `last` and `monthly` choose among captures that have a page, or may have one.

    Args:
        captures: Captures, oldest first.
        choice: Which of them.
    """
    if choice == "all":
        return list(captures)
    chosen: dict[str, QueuedCapture] = {}
    for queued in captures:
        if not may_have_page(queued.listed.status):
            continue
        group = queued.key if choice != "monthly" else f"{queued.listed.timestamp[:6]} {queued.key}"
        if choice == "last":
            chosen[group] = queued
        else:
            chosen.setdefault(group, queued)
    return sorted(chosen.values(), key=lambda queued: (queued.listed.timestamp, queued.listed.url))


@dataclass(frozen=True, slots=True)
class Listing:
    """What an index has of a site: articles, months, captures by year, and captures by choice."""

    articles: int
    months: int
    years: dict[str, int]
    choices: dict[str, int]


def count_listing(captures: Sequence[QueuedCapture]) -> Listing:
    """Return the counts of captures, which are in order of time."""
    years = Counter(queued.listed.timestamp[:4] for queued in captures)
    return Listing(
        articles=len({queued.key for queued in captures}),
        months=len({queued.listed.timestamp[:6] for queued in captures}),
        years=dict(sorted(years.items())),
        choices={choice: len(choose(captures, choice)) for choice in CHOICES},
    )


def year_bars(years: dict[str, int]) -> Iterable[str]:
    """Yield a line with a bar for each year from the first to the last, also for those without captures.

    >>> list(year_bars({"2018": 4, "2020": 1}))
    ['  2018  ████████████████████████████████████████ 4', '  2019  0', '  2020  ██████████ 1']
    """
    if not years:
        return
    most = max(years.values())
    for year in range(int(min(years)), int(max(years)) + 1):
        count = years.get(str(year), 0)
        bar = "█" * max(round(WIDEST_BAR * count / most), 1) if count else ""
        yield f"  {year}  {bar} {count}".replace("   0", "  0")
