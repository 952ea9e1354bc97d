"""Parse documents cited by number: `Chỉ thị số 05-CT/TW`, `Nghị định 130/2020/NĐ-CP`, lists, codes alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from archive.references.issuers import ELECTED, ISSUER, canonical_issuer
from archive.references.ordinals import FIGURE, last_ordinal, roman
from archive.references.reference import Reference
from archive.references.vocabulary import (
    AFTER_DOCUMENT,
    CODE_LETTERS,
    COUNTED_NOUN,
    KHOA,
    NOUN_TYPES,
    TRUNG_UONG,
    UPPER,
    document_type,
    find_type_words,
)

_PART = rf"(?:T\. ?[ƯW]|[{UPPER}]\w{{0,19}})"
_LETTERS = "|".join(sorted(CODE_LETTERS, key=len, reverse=True))
_ONE_PART = rf"(?:{_LETTERS}|QH\d{{1,2}}|UBTVQH\d{{1,2}}|CP|TTg|HĐBT)"
# 05-CT/TW, 05- CT/TW, 41 - NQ/TU, 05 CT/TW, 1847/QĐ-TTg, 34/2011/NĐ-CP, 43/2022/QH15, 64-CP
_CODE = (
    rf"(?: ?[-/] ?(?P<code>{_PART} ?[-/] ?{_PART}(?:[-/]{_PART}){{0,4}})|"
    rf" (?P<loose>(?:{_LETTERS})/{_PART}(?:-{_PART})?)|"
    rf" ?[-/] ?(?P<short>{_ONE_PART}))(?!\w)"
)
_FIGURES = r"\d{0,4}(?!\d)[a-zđ]?(?![^\W\d])(?:/\d{4}(?!\d))?"
_ITEM = rf"(?P<number>\d{_FIGURES})(?:{_CODE}|(?!\w|%|[.,:/]\d|/| ?- ?\d))"
_FIRST = re.compile(rf"(?: ?:)?(?P<so> (?i:số):?)? ?{_ITEM}")
_NEXT = re.compile(rf"(?:[,;]|,? và|,? cùng| với)(?: các)?(?: (?i:số):?)? {_ITEM}")
# Words between the type and the number: `Quy chế phối hợp số 296-QC/BCSĐ`.
_FURTHER = re.compile(rf"(?P<words> [^\d.,;:!?()“”\"\n-]{{1,80}}+)(?<= ){_ITEM}")
_ALONE = re.compile(rf"(?P<number>\d(?<![\w/.-]\d){_FIGURES}){_CODE}")
_SEVERAL = re.compile(r"\b(?:[Cc]ác|[Nn]hững|[Hh]ai|[Bb]a|[Bb]ốn) $")

_DAY = (
    r"(?:,? \(?(?:ra |ban hành )?ngày "
    r"(?:\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})\)?| năm \d{4})"
)
_TERM = rf" \(?{KHOA} {FIGURE}(?!\w)\)?"
_BESIDE = re.compile(
    rf"{_DAY}?(?:(?: tại| của)? Hội nghị {TRUNG_UONG} ?\d{{1,2}}(?=,? \(?{KHOA}))?"
    rf"(?P<term>,?{_TERM})?"
    rf"(?:,? (?:(?i:của|do) |(?=Hội nghị lần thứ ))(?P<issuer>{ISSUER})(?P<issuer_term>{_TERM})?)?"
)


class _Item(NamedTuple):
    """A number with its code, if it has one, and their span."""

    start: int
    end: int
    number: str
    code: str | None


def parse_numbered(view: str, head: re.Match[str]) -> list[Reference]:
    """Return the documents whose numbers follow the type word at `head`."""
    kind = document_type(head)
    issuer = None
    first = _FIRST.match(view, head.end())
    if first is None:
        first = _FURTHER.match(view, head.end())
        if first is None or not _code_fits_type(kind, first):
            return []
        issuer = _issuer_between(first["words"])
    items = [_item(first)._replace(start=head.start())]
    items += _following(
        view, kind, items[0].end, several=bool(_SEVERAL.search(view[max(0, head.start() - 6) : head.start()]))
    )
    if not any(item.code for item in items) and not _is_document(view, head, first):
        return []
    return _references(view, kind, items, issuer)


def codes_without_type(view: str) -> list[Reference]:
    """Return the documents cited by code without a type word, where the letters identify the type."""
    found = []
    for match in _ALONE.finditer(view):
        item = _item(match)
        types = _types(item.code or "")
        if len(types) == 1 and not match["short"] and not (item.code or "").startswith("TT/"):
            found += _references(view, types[0], [item], None)
    return found


def _item(match: re.Match[str]) -> _Item:
    code = match["code"] or match["loose"] or match["short"]
    if code:
        code = re.sub(r"T\.?Ư|T\.W", "TW", code.replace(" ", ""))
    return _Item(match.start("number"), match.end(), match["number"], code)


def _types(code: str) -> tuple[str, ...]:
    """Return the document types that the letters of a code can mean."""
    if "QH" in code.split("-", 1)[0]:
        return ("nghi_quyet",)
    return CODE_LETTERS.get(re.split("[-/]", code)[0], ())


def _code_fits_type(kind: str, further: re.Match[str]) -> bool:
    """Return whether the code after these words belongs to this type, and not to a nearer type word."""
    code = _item(further).code
    if not code or kind not in _types(code):
        return False
    nearer = (document_type(word) for word in find_type_words(further["words"]))
    return not any(other in _types(code) for other in nearer)


def _issuer_between(words: str) -> str | None:
    match = re.fullmatch(rf" của (?P<issuer>{ISSUER})(?: số)? ", words)
    return canonical_issuer(match["issuer"]) if match else None


def _following(view: str, kind: str, position: int, *, several: bool) -> list[_Item]:
    """Return the other numbers of a list: up to the last one with a code, or all after `các`."""
    items: list[_Item] = []
    sure = 0
    while len(items) < 20 and (match := _NEXT.match(view, position)):
        item = _item(match)
        if item.code and kind not in _types(item.code):
            break
        items.append(item)
        if item.code or (
            several and not COUNTED_NOUN.match(view, item.end) and AFTER_DOCUMENT.match(view, item.end)
        ):
            sure = len(items)
        position = item.end
    return items[:sure]


def _is_document(view: str, head: re.Match[str], first: re.Match[str]) -> bool:
    """Return whether a number without a code is that of a document, not a count, a year or a date."""
    kind = document_type(head)
    number = first["number"]
    if "/" in number:
        return kind in ("nghi_dinh", "thong_tu") or bool(first["so"])
    if COUNTED_NOUN.match(view, first.end()) or re.fullmatch(r"(?:19|20)\d\d", number):
        return False
    capital = head[0][0].isupper()
    is_followed = bool(AFTER_DOCUMENT.match(view, first.end()))
    if kind in NOUN_TYPES:
        return capital or is_followed
    # `Quy định 3 không` is a count: Party documents have numbers of at least two digits.
    return is_followed and (bool(first["so"]) or (capital and len(number) > 1))


def _references(view: str, kind: str, items: list[_Item], issuer: str | None) -> list[Reference]:
    beside = _BESIDE.match(view, items[-1].end)
    term = None
    if beside:
        issuer = issuer or canonical_issuer(beside["issuer"])
        if not ELECTED.match(issuer or ""):
            term = last_ordinal(beside["term"] or beside["issuer_term"] or "")
    return [
        Reference(
            type=kind,
            number=item.number,
            code=code,
            issuer=issuer,
            congress=roman(term) if term else None,
            certainty="code" if code else "named" if "/" in item.number else "bare",
            start=item.start,
            end=item.end,
        )
        for item, code in zip(items, _shared_codes(items), strict=True)
    ]


def _shared_codes(items: list[_Item]) -> list[str | None]:
    """Return the code of each item, or of the next item that has one: `01, 03 và 05-QĐ/ĐUK`."""
    codes: list[str | None] = []
    later: str | None = None
    for item in reversed(items):
        later = item.code or later
        codes.append(later)
    return codes[::-1]
