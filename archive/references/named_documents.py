"""Parse documents cited by name: resolutions of plenums and congresses, laws and ordinances."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archive.references.issuers import CENTRAL_COMMITTEE, DANG_BO
from archive.references.law_names import LAW_NAMES
from archive.references.ordinals import FIGURE, ORDINAL_WORD, last_ordinal, ordinal, roman
from archive.references.reference import Reference
from archive.references.vocabulary import COUNTED_NOUN, KHOA, TRUNG_UONG, UPPER, UY, document_type

_COMMITTEE = rf"(?:(?:Ban Chấp hành|BCH) )?{TRUNG_UONG}(?: Đảng)?"
_ENDS = r"(?!\w|[.,/-]\d)"
_NTH = rf"lần thứ (?:(?i:{ORDINAL_WORD})|{FIGURE})(?!\w)"

# Nghị quyết [Hội nghị] Trung ương 4; Nghị quyết Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng
_PLENUM = re.compile(
    rf"(?: của)?(?i: hội nghị)? ?"
    rf"(?:{_COMMITTEE} {_NTH}|{_NTH},? (?:của )?{_COMMITTEE}|{_COMMITTEE} ?{FIGURE}{_ENDS})"
)
_MORE_PLENUMS = re.compile(rf"(?:,| và|, và) (?:{TRUNG_UONG} ?)?(?P<figure>\d{{1,2}}){_ENDS}")
_TERM = re.compile(rf"(?: \({KHOA} {FIGURE}(?!\w)\)?|,? {KHOA} {FIGURE}(?!\w))")
_MORE_TERMS = re.compile(rf"(?:,| và|, và)(?: {KHOA})? (?P<figure>[IVX]{{1,5}})(?!\w)")
_UNNAMED_PLENUM = re.compile(rf"{TRUNG_UONG} ?{FIGURE}(?={_TERM.pattern})")
# `Hội nghị Trung ương 4 (khóa XII)` is a meeting; `Kết luận` are conclusions: neither is a resolution.
_NOT_A_RESOLUTION = re.compile(r".*(?:[\w.]|[Hh]ội nghị |[Kk]ết luận |Chấp hành |BCH )")


class _Figure(NamedTuple):
    """An ordinal in the text, and the span of a reference that consists of it alone."""

    start: int
    end: int
    value: int | None


def parse_plenum(view: str, head: re.Match[str]) -> list[Reference]:
    """Return the plenum resolutions that start at `head`: one per number and per congress of a list."""
    named = _PLENUM.match(view, head.end())
    return list(_plenums(view, head.start(), named)) if named else []


def plenums_without_type(view: str) -> list[Reference]:
    """Return the plenum resolutions cited without `Nghị quyết`, such as `TW 4 khóa XI`."""
    found: list[Reference] = []
    for named in _UNNAMED_PLENUM.finditer(view):
        if not _NOT_A_RESOLUTION.fullmatch(view, max(0, named.start() - 10), named.start()):
            found += _plenums(view, named.start(), named)
    return found


def _plenums(view: str, start: int, named: re.Match[str]) -> Iterator[Reference]:
    plenums = [_Figure(start, named.end(), last_ordinal(named[0]))]
    plenums += _figures(_MORE_PLENUMS, view, named.end())
    if not (term := _TERM.match(view, plenums[-1].end)):
        # `Trung ương 4, 10 tập thể`: the figures are a list only if a congress follows them.
        plenums = plenums[:1]
        term = _TERM.match(view, plenums[0].end)
    if plenums[0].value is None or (term is None and COUNTED_NOUN.match(view, plenums[0].end)):
        return
    congress = last_ordinal(term[0]) if term else None
    for plenum in plenums:
        end = term.end() if term and plenum is plenums[-1] else plenum.end
        yield _plenum(plenum._replace(end=end), congress)
    if term and not term[0].endswith(")"):
        for other in _figures(_MORE_TERMS, view, term.end()):
            yield _plenum(other._replace(value=plenums[-1].value), other.value)


def _figures(item: re.Pattern[str], view: str, position: int) -> list[_Figure]:
    """Return the figures of a list that continues at `position`, at most eight."""
    found: list[_Figure] = []
    while len(found) < 8 and (match := item.match(view, position)):
        found.append(_Figure(match.start("figure"), match.end(), ordinal(match["figure"])))
        position = match.end()
    return found


def _plenum(figure: _Figure, congress: int | None) -> Reference:
    return Reference(
        type="nghi_quyet_tw",
        number=str(figure.value),
        code=None,
        issuer=CENTRAL_COMMITTEE,
        congress=roman(congress) if congress else None,
        certainty="named",
        start=figure.start,
        end=figure.end,
    )


_PARTY = rf"(?:{DANG_BO}|[Đđ]ảng(?: Cộng sản Việt Nam| ta)?(?! (?:{UY}|bộ|viên)\b)(?!\w))"
_CONGRESS = re.compile(
    rf"(?: của)?(?i: đại hội| ĐH)(?: đại biểu)?(?: toàn quốc)?(?P<before> {_PARTY})?(?: toàn quốc)?,? "
    rf"(?P<ordinal>{_NTH}|{FIGURE}(?!\w|[.,/-]\d))(?P<after>,? (?:của )?{_PARTY})?"
)
_ANOTHER_BODY = re.compile(r"(?: của)? (?:Công đoàn|Đoàn|Hội|Mặt trận|MTTQ|Liên đoàn|Liên hiệp|Hiệp hội)\b")


def parse_congress(view: str, head: re.Match[str]) -> list[Reference]:
    """Return the resolution of a national or local Party congress that starts at `head`, or nothing."""
    named = _CONGRESS.match(view, head.end())
    if named is None or COUNTED_NOUN.match(view, named.end()) or _ANOTHER_BODY.match(view, named.end()):
        return []
    congress = last_ordinal(named["ordinal"])
    if not congress:
        return []
    branch = re.search(DANG_BO, f"{named['before'] or ''} {named['after'] or ''}")
    return [
        Reference(
            type="nghi_quyet_dh",
            number=None,
            code=None,
            issuer=branch[0].strip() if branch else None,
            congress=roman(congress),
            certainty="named",
            start=head.start(),
            end=named.end(),
        )
    ]


_LAW_NAME = (
    "(?:" + "|".join(sorted((re.escape(name) for name in LAW_NAMES), key=len, reverse=True)) + r")(?!\w)"
)
# A name that is not in the list is accepted if a year follows it and it contains no verb.
_OTHER_NAME = (
    rf"[{UPPER}]\w{{0,10}}(?:,? (?!(?:được|đã|của|có|do|quy|thông|vào|từ|trong|theo|số|năm|sửa|khóa|ngày)\b)"
    r"[^\W\d]{1,10}){0,10}?(?= năm (?:19|20)\d\d)"
)
_LAW = re.compile(
    rf" (?P<name>(?i:sửa đổi, bổ sung một số điều của luật )?(?:{_LAW_NAME}|{_OTHER_NAME}))?"
    r"(?: \(sửa đổi(?:, bổ sung)?\)| sửa đổi(?:, bổ sung)?(?= năm))?"
    r"(?:,? ?(?:số:? |\(?số )?(?P<number>\d{1,4}[a-z]?/\d{4})/(?P<code>(?:UBTV)?QH ?\d{1,2})|"
    r",? ?năm (?P<year>(?:19|20)\d\d)|,? \(?(?P<bare_year>(?:19|20)\d\d)(?:\)|(?![\w/.-])))?"
)
_FACULTY = re.compile(
    r"(?:[Kk]hoa|[Nn]gành|[Tt]rường|[Đđ]ại học|[Cc]ử nhân|[Tt]hạc sĩ|[Tt]iến sĩ|Hội|Bộ môn) $"
)


def parse_law(view: str, head: re.Match[str]) -> list[Reference]:
    """Return the law or ordinance that starts at `head`, or nothing; `number` is its year if it has none."""
    named = _LAW.match(view, head.end())
    if named is None or _FACULTY.search(view, max(0, head.start() - 12), head.start()):
        return []
    number = named["number"]
    if not named["name"] and (number is None or view[head.start()].islower()):
        return []
    kind = document_type(head)
    return [
        Reference(
            type=kind,
            number=number or named["year"] or named["bare_year"],
            code=named["code"].replace(" ", "") if number and kind == "phap_lenh" else None,
            issuer=None,
            congress=None,
            certainty="code" if number else "named",
            start=head.start(),
            end=named.end(),
        )
    ]
