"""Filters of the search page, and the facets that set them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from archive.ui.vietnamese import alphabetical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_QUERY_LENGTH = 1000
NO_DATE = "none"  # in URLs
NO_DATE_LABEL = "no date"


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """The parameters of the search page: query, selected facets, sort order and page number.

    `copies` is `all` where identical articles are not folded.
    """

    q: str = ""
    site: str | None = None
    year: str | None = None
    month: str | None = None
    section: str | None = None
    sort: str = "relevance"
    copies: str | None = None
    page: int = 1

    @classmethod
    def of(cls, arguments: Any) -> SearchFilters:
        """Return the filters in the arguments of a request; invalid values are ignored."""
        return cls(
            q=(arguments.get("q") or "").strip()[:MAX_QUERY_LENGTH],
            site=arguments.get("site") or None,
            year=_matching(rf"\d{{4}}|{NO_DATE}", arguments.get("year")),
            month=_matching(r"\d{4}-\d{2}", arguments.get("month")),
            section=arguments.get("section") or None,
            sort=_matching("date", arguments.get("sort")) or "relevance",
            copies=_matching("all", arguments.get("copies")),
            page=int(_matching(r"[1-9]\d{0,4}", arguments.get("page")) or 1),
        )

    @property
    def period(self) -> str | None:
        """The selected year or month, a prefix of `published`."""
        return self.month or (self.year if self.year != NO_DATE else None)

    def link(self, **changes: Any) -> str:
        """Return the URL of the search page with some filters changed, at page 1."""
        return self.address("/search", **changes)

    def address(self, path: str, **changes: Any) -> str:
        """Return the URL of another page that takes these filters."""
        values = asdict(replace(self, **{"page": 1, **changes}))
        defaults = asdict(SearchFilters())
        changed = {name: value for name, value in values.items() if value != defaults[name]}
        return f"{path}?{urlencode(changed)}" if changed else path

    def conditions(self) -> tuple[str, list[str]]:
        """Return the selected facets as an SQL condition and its parameters."""
        conditions, values = ["true"], []
        for column, value in (("site", self.site), ("section", self.section)):
            if value:
                conditions.append(f"{column} = ?")
                values.append(value)
        if self.year == NO_DATE:
            conditions.append("published IS NULL")
        elif self.period:
            conditions.append("published BETWEEN ? AND ? || '~'")  # `~` sorts after every character of a date
            values += [self.period, self.period]
        return " AND ".join(conditions), values


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a facet: label, number of articles, and the link that selects or deselects it."""

    label: str
    count: int
    link: str
    selected: bool


def make_facets(filters: SearchFilters, counts: Iterable[Sequence[Any]]) -> dict[str, list[Facet]]:
    """Return the facets by name, `site`, `year` and `section`, from rows of (site, year, section, articles).

    Sites and sections are sorted by number of articles, then in Vietnamese order; years newest first, `no
    date` last.
    """
    sums: dict[str, Counter[str | None]] = {"site": Counter(), "year": Counter(), "section": Counter()}
    for *values, count in counts:
        for name, value in zip(sums, values, strict=True):
            sums[name][value] += count
    found = {name: _facets(filters, name, sums[name]) for name in sums}
    found["year"].sort(key=lambda facet: (facet.label != NO_DATE_LABEL, facet.label), reverse=True)
    return found


def _facets(filters: SearchFilters, name: str, sums: Counter[str | None]) -> list[Facet]:
    selected = getattr(filters, name) is not None
    dated = {"month": None} if name == "year" else {}
    facets = [
        Facet(
            value or NO_DATE_LABEL,
            count,
            filters.link(**{name: None if selected else value or NO_DATE}, **dated),
            selected,
        )
        for value, count in sums.items()
        if value or name == "year"
    ]
    return sorted(facets, key=lambda facet: (-facet.count, alphabetical(facet.label)))


def _matching(form: str, value: str | None) -> str | None:
    return value if value and re.fullmatch(form, value, re.ASCII) else None
