"""What a reader chose on the search page, and the ways to narrow what was found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from archive.ui.vietnamese import alphabetical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_QUERY = 1000
NO_DATE = "none"  # in addresses
UNDATED = "no date"  # on the page


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asked for: the words, the facets chosen, the order, the page."""

    q: str = ""
    site: str | None = None
    year: str | None = None
    month: str | None = None
    section: str | None = None
    sort: str = "relevance"
    page: int = 1

    @classmethod
    def of(cls, arguments: Any) -> Choice:
        """The choice in the arguments of a request; what makes no sense there is left out."""
        return cls(
            q=(arguments.get("q") or "").strip()[:LONGEST_QUERY],
            site=arguments.get("site") or None,
            year=_matching(rf"\d{{4}}|{NO_DATE}", arguments.get("year")),
            month=_matching(r"\d{4}-\d{2}", arguments.get("month")),
            section=arguments.get("section") or None,
            sort=_matching("date", arguments.get("sort")) or "relevance",
            page=int(_matching(r"[1-9]\d{0,4}", arguments.get("page")) or 1),
        )

    @property
    def period(self) -> str | None:
        """The year or month asked for, as it stands at the start of `published`."""
        return self.month or (self.year if self.year != NO_DATE else None)

    def link(self, **changes: Any) -> str:
        """The address of the search page with other choices; it starts at the first page again."""
        chosen = asdict(replace(self, **{"page": 1, **changes}))
        plain = asdict(Choice())
        wanted = {name: value for name, value in chosen.items() if value != plain[name]}
        return f"/search?{urlencode(wanted)}" if wanted else "/search"

    def conditions(self) -> tuple[str, list[str]]:
        """The facets chosen as a condition of SQL, and its values."""
        conditions, values = ["true"], []
        for column, value in (("site", self.site), ("section", self.section)):
            if value:
                conditions.append(f"{column} = ?")
                values.append(value)
        if self.year == NO_DATE:
            conditions.append("published IS NULL")
        elif self.period:
            conditions.append("published BETWEEN ? AND ? || '~'")  # no date goes on with so late a sign
            values += [self.period, self.period]
        return " AND ".join(conditions), values


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: its words, how many articles it leaves, where it leads; a chosen one leads back."""

    words: str
    count: int
    link: str
    chosen: bool


def facets_of(choice: Choice, counts: Iterable[Sequence[Any]]) -> dict[str, list[Facet]]:
    """Facets by site, year and section from (site, year, section, articles).

    Sites and sections come most articles first, then in Vietnamese order; years newest first, no date last.
    """
    sums: dict[str, Counter[str | None]] = {"site": Counter(), "year": Counter(), "section": Counter()}
    for *values, count in counts:
        for name, value in zip(sums, values, strict=True):
            sums[name][value] += count
    found = {name: _facets(choice, name, sums[name]) for name in sums}
    found["year"].sort(key=lambda facet: (facet.words != UNDATED, facet.words), reverse=True)
    return found


def _facets(choice: Choice, name: str, sums: Counter[str | None]) -> list[Facet]:
    chosen = getattr(choice, name) is not None
    dated = {"month": None} if name == "year" else {}
    facets = [
        Facet(
            value or UNDATED,
            count,
            choice.link(**{name: None if chosen else value or NO_DATE}, **dated),
            chosen,
        )
        for value, count in sums.items()
        if value or name == "year"
    ]
    return sorted(facets, key=lambda facet: (-facet.count, alphabetical(facet.words)))


def _matching(form: str, value: str | None) -> str | None:
    return value if value and re.fullmatch(form, value, re.ASCII) else None
