"""Recognise the site of a plain-text dump by its URL, date format, newspaper marks and labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crawler.parse.boilerplate import BAR_LABELS, BOX_LABELS, folded, is_label
from crawler.parse.bylines import lift_source_mark
from crawler.parse.dumplines import COMMON_END_MARKS
from crawler.parse.layout import TextLayout
from crawler.parse.refusal import Refused

if TYPE_CHECKING:
    from crawler.site import Site

HEAD_LINES = 8
URL_LINE = re.compile(r"(?:(?:URL|Link|Nguồn|Địa chỉ)\s*:\s*)?(?P<url>https?://\S+)", re.IGNORECASE)
CREDITED = re.compile(r"/\s*([^()/]{2,30})\)")  # (TTXVN/Vietnam+), (Ảnh: Hà My/Vietnam+)

# Points for a site. A date format is unique to its site, a mark may be quoted, a label may be chance.
DATE_FORM, MARK_BEFORE_TEXT, MARK_IN_CREDIT, LABEL = 4, 3, 2, 1
ENOUGH = 2
LABELS_COUNTED = 2
COMMON_LABELS = {folded(label) for label in (*COMMON_END_MARKS, *BOX_LABELS, *BAR_LABELS)}


def address_in(lines: Sequence[str]) -> str | None:
    """Return the URL that is a line of its own at the top of a dump, None without one."""
    matches = (URL_LINE.fullmatch(line) for line in lines[:HEAD_LINES])
    return next((match["url"] for match in matches if match), None)


def recognise(lines: Sequence[str], sites: Sequence[Site]) -> Site:
    """Return the site with the most evidence in the lines of a dump.

    Raises:
        Refused: `site:unknown` if no site or several have the most evidence.
    """
    url = address_in(lines)
    if url is not None:
        for site in sites:
            if site.owns(url):
                return site
        raise Refused("site:unknown", f"dump: its address {url} belongs to no known site")
    evidence = {site.name: _evidence(site, lines, sites) for site in sites}
    most = max(evidence.values(), default=0)
    best = [site for site in sites if evidence[site.name] == most]
    if most < ENOUGH:
        raise Refused(
            "site:unknown", "dump: no address, date format, mark or label of a site found in the text"
        )
    if len(best) > 1:
        names = ", ".join(site.name for site in best)
        raise Refused("site:unknown", f"dump: its formats and marks fit several sites: {names}")
    return best[0]


def date_forms(site: Site) -> tuple[str, ...]:
    """Return the regular expressions of date formats unique to `site`: its own, or those of its layouts."""
    return site.date_forms or tuple(
        layout.date_form for layout in site.layouts if isinstance(layout, TextLayout)
    )


def labels_of(site: Site) -> frozenset[str]:
    """Return the end marks of all layouts of `site`."""
    return frozenset(mark for layout in site.layouts for mark in layout.end_marks)


def _evidence(site: Site, lines: Sequence[str], sites: Sequence[Site]) -> int:
    forms = [re.compile(rf"(?:^|\s)(?:{form})$") for form in date_forms(site)]
    by_date = DATE_FORM * any(form.search(line) for line in lines[:HEAD_LINES] for form in forms)
    return by_date + _by_marks(site, lines) + _by_labels(site, lines, sites)


def _by_marks(site: Site, lines: Sequence[str]) -> int:
    if not site.marks:
        return 0
    if any(lift_source_mark(line, own=site.marks)[0] in site.marks for line in lines[:HEAD_LINES]):
        return MARK_BEFORE_TEXT
    credited = {mark.strip() for line in lines for mark in CREDITED.findall(line)}
    return MARK_IN_CREDIT * bool(credited & set(site.marks))


def _by_labels(site: Site, lines: Sequence[str], sites: Sequence[Site]) -> int:
    """Points for labels of the site, at most two, if one of them is of no other site."""
    own = [label for label in labels_of(site) if folded(label) not in COMMON_LABELS]
    labelled = [line for line in lines if is_label(line, own)]
    found = {folded(label) for label in own if any(is_label(line, [label]) for line in labelled)}
    others = {folded(label) for other in sites if other is not site for label in labels_of(other)}
    return LABEL * min(len(found), LABELS_COUNTED) if found - others else 0
