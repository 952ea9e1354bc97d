"""Read credits: the byline of an article, the persons in it, and the paper's mark before its text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from crawler.parse.credit_words import (
    COMMON_WORD,
    DESK,
    LONGEST_DESK,
    NO_PERSON,
    OFFICE,
    ORGANISATION,
    PAPER,
    REPORTER,
    SECTION,
    TITLES,
    WORK_AFTER,
    WORK_LABEL,
)
from crawler.parse.syllables import is_syllable
from crawler.parse.text import tidy

LONGEST_BYLINE = 120
LONGEST_CREDIT = 1000  # letters of a line that the page names a byline; a longer one is text
LONGEST_NAME = 6  # words
LONGEST_INITIALS = 5
LONGEST_SOURCE = 10  # words: `Theo Báo điện tử Đảng Cộng sản Việt Nam`

STRAY = re.compile(r"[\s.,;:…*_-]*")
IN_BRACKETS = re.compile(r"[(\[](?P<credit>[^()\[\]]+)[)\]]")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
BORROWED = re.compile(
    r"(?:theo|nguồn(?: tin)?)\b\s*(?P<source>:|(?:báo|cổng|đài|tạp chí|thông tấn|trang|website)\b)?\s*",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,40}(?:\.[\w-]{1,40}){1,4}")
DOMAIN = re.compile(r"[\w-]{1,40}(?:\.[\w-]{1,40}){0,3}\.(?:vn|com|net|org)\b")
# `Theo Đảng trọn đời` is a line of verse; `Theo Người lao động` names a newspaper.
FOLLOWED = re.compile(r"(?:Đảng|Bác|Người(?! (?:lao động|đưa tin|Lao|Đưa)))\b")
ROLE = re.compile(f"{WORK_LABEL.pattern}|{REPORTER.pattern}", re.IGNORECASE)
# `(?<![-–—])` keeps a run of dashes from being tried from each of them, which takes quadratic time. The `+`
# of Vietnam+ is part of the name.
BETWEEN_NAMES = re.compile(
    r"\s*(?:[,;&|]|/(?!c ))\s*|\s*(?<!vietnam)(?<!vietnam )(?<!việt nam)\+\s*"
    r"|\s+[-–—]+\s*|(?<![-–—])[-–—]+\s+|\s+và\s+",
    re.IGNORECASE,
)
HYPHEN = re.compile(r"[-–—]")
NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]*)*")

DASH = r"[-–—]+"
BRACKETED_MARK = re.compile(rf"[(\[](?P<mark>[^\W\d_][\w.&+/ ]{{1,24}})[)\]](?P<dash>\s*(?:{DASH}|:))?\s*")
BARE_MARK = re.compile(
    r"(?P<mark>(?P<paper>[^\W\d_][\w.&+]{1,15})(?: (?i:online|điện tử))?)"
    rf"(?:\s+{DASH}\s*|\s*{DASH}\s+|:\s+)"
)
NO_MARK = re.compile(r"(?:bài|kỳ|phần|tiếp|xem|ảnh|số|nguồn|video|trích|hình)\b", re.IGNORECASE)

Kind = Literal["person", "desk", "section", "office", "unknown"]


@dataclass(frozen=True, slots=True)
class Byline:
    """The credit as printed, None without one, and the persons in it."""

    raw: str | None
    authors: tuple[str, ...] = ()


def read_byline(lines: Sequence[str]) -> Byline:
    """Return the credit that `lines` print, joined by a space, and the persons that it names.

    A name has neither the degrees, ranks and titles before it nor the offices after it. Desks, agencies
    and sources are not persons.

    >>> read_byline(["Lê Xuân Thủy", "(Đảng ủy Khối các cơ quan tỉnh)", ","])
    Byline(raw='Lê Xuân Thủy (Đảng ủy Khối các cơ quan tỉnh)', authors=('Lê Xuân Thủy',))
    >>> read_byline(["TRẦN HẢI-MINH ANH"]).authors
    ('TRẦN HẢI', 'MINH ANH')
    >>> read_byline(["PV"])
    Byline(raw='PV', authors=())
    """
    kept = [text for line in lines if not STRAY.fullmatch(text := tidy(line, set()))]
    named = kept
    if len(kept) == 1 and (whole := IN_BRACKETS.fullmatch(kept[0])):
        named = [whole["credit"]]
    persons = dict.fromkeys(name for text in named for name in _persons(text))
    return Byline(" ".join(kept) or None, tuple(persons))


def is_byline(line: str) -> bool:
    """Return whether `line` has the form of a credit: persons and desks, and after them what they are.

    >>> is_byline("Bài và ảnh: Thu Uyên"), is_byline("Hội nghị kết thúc tốt đẹp.")
    (True, False)
    """
    text = tidy(line, set())
    if len(text) > LONGEST_BYLINE or STRAY.fullmatch(text):
        return False
    if _is_borrowed(text):
        return len(text.split()) <= LONGEST_SOURCE and text[-1] not in ".:,;?!"
    credits = _credits(BRACKETS.sub("", text)) or _credits(text.strip("()[] "))
    kinds = {kind for _, kind in credits}
    if not credits or credits[0][1] not in ("person", "desk") or "unknown" in kinds:
        return False
    return "desk" not in kinds or not text.endswith(".")


def is_office(line: str) -> bool:
    """Return whether `line` has only offices or organisations, as printed below a name.

    >>> is_office("Bí thư Đảng ủy xã Nậm Dần"), is_office("Hội nghị kết thúc tốt đẹp.")
    (True, False)
    """
    text = tidy(line, set())
    if len(text) > LONGEST_BYLINE or text.endswith((".", ":", ";", "!", "?")):
        return False
    return {kind for _, kind in _credits(text)} == {"office"}


def _is_borrowed(text: str) -> bool:
    """Return whether `text` names another paper: `Theo VnExpress`, but not `Theo dõi bóng chim`."""
    match = BORROWED.match(text)
    if match is None:
        return False
    if match["source"] or DOMAIN.match(text, match.end()):
        return True
    return text[match.end() : match.end() + 1].isupper() and not FOLLOWED.match(text, match.end())


def lift_source_mark(text: str, own: Collection[str] = ()) -> tuple[str | None, str]:
    """Return the paper's mark before the text, without brackets, and the text after it.

    `own` are marks of the site itself, accepted in any form. Any other mark without brackets must be that
    of a known paper: `EU - Việt Nam` has the same form as `HNP - Sáng 02/4`.

    >>> lift_source_mark("(QBĐT) - Ngay sau khi")
    ('QBĐT', 'Ngay sau khi')
    >>> lift_source_mark("EU - Việt Nam ký hiệp định")
    (None, 'EU - Việt Nam ký hiệp định')
    """
    if (match := BRACKETED_MARK.match(text)) and _is_bracketed_mark(match, own):
        return match["mark"].strip(), text[match.end() :]
    if (match := BARE_MARK.match(text)) and (_is_paper(match["paper"], own) or match["mark"] in own):
        return match["mark"], text[match.end() :]
    return None, text


def _is_bracketed_mark(match: re.Match[str], own: Collection[str]) -> bool:
    mark = match["mark"].strip()
    if _is_paper(mark, own):
        return True
    capitals = mark.isupper() and " " not in mark
    return not NO_MARK.match(mark) and (capitals or bool(match["dash"]))


def _is_paper(mark: str, own: Collection[str]) -> bool:
    return mark in own or bool(PAPER.fullmatch(mark))


def _persons(credit: str) -> list[str]:
    if len(credit) > LONGEST_CREDIT or _is_borrowed(credit):
        return []
    # A bracket ends a name.
    return [name for name, kind in _credits(BRACKETS.sub(",", credit)) if kind == "person"]


@lru_cache(maxsize=256)  # the last lines of an article are judged several times
def _credits(text: str) -> tuple[tuple[str, Kind], ...]:
    """Return the parts of a credit with what each is, without those that are degrees or titles alone."""
    parts = BETWEEN_NAMES.split(_without(WORK_LABEL, text.strip(" .;,")))
    labelled = (_without_desk(_without(WORK_LABEL, part)) for part in parts)
    names = [name for part in labelled for name in _at_hyphen(part)]
    return tuple((bare, _kind(bare, name)) for name in names if (bare := _bare(name)))


def _bare(name: str) -> str:
    """Return a name without work, degrees, ranks and titles."""
    plain = _without(TITLES, _without(REPORTER, name.strip()))
    return WORK_AFTER.sub("", plain).strip(" .,;:*-")


def _without(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return text[match.end() :] if match else text


def _without_desk(part: str) -> str:
    """Return the name after a desk and a colon (`PV Nội chính: Hà My`)."""
    desk, colon, name = part.partition(":")
    return name if colon and name.strip() and _is_desk(desk.strip()) else part


def _kind(bare: str, name: str) -> Kind:
    if _is_person(bare):
        return "person"
    if _is_desk(bare) or _is_desk(name.strip(" .,;:*-")):
        return "desk"
    if SECTION.fullmatch(bare):
        return "section"
    return "office" if _is_office(bare) or ORGANISATION.fullmatch(bare) else "unknown"


def _is_office(text: str) -> bool:
    """Return whether `text` is an office: `Giám đốc Sở Y tế`, but not `Giám đốc tiêu biểu`."""
    office = OFFICE.match(text)
    return office is not None and not text[office.end() :].strip()[:1].islower()


def _at_hyphen(part: str) -> list[str]:
    """Return two persons for `TRẦN HẢI-MINH ANH`, and one for `Jean-Luc Godard`."""
    if _is_desk(part.strip()):
        return [part]
    sides = HYPHEN.split(part)
    whole_names = all(len(side.split()) > 1 for side in sides)
    return sides if whole_names or part.isupper() else [part]


def _is_person(name: str) -> bool:
    words = name.split()
    if len(words) > LONGEST_NAME or name.casefold() in NO_PERSON or _is_desk(name):
        return False
    if SECTION.fullmatch(name) or OFFICE.match(name) or ORGANISATION.fullmatch(name):
        return False
    return all(NAME_WORD.fullmatch(word) and word[0].isupper() for word in re.split(r"[\s-]", name))


def _is_desk(name: str) -> bool:
    """Return whether the press signs so: a desk, an agency, a paper, or initials (`QĐND`, `NDO`)."""
    if PAPER.fullmatch(name):
        return True
    if DESK.fullmatch(name) and len(name.split()) <= LONGEST_DESK:
        common = COMMON_WORD.match(name)
        return common is None or not common["next"].islower()
    initials = 1 < len(name) <= LONGEST_INITIALS and name.isalpha() and name.isupper()
    return initials and not is_syllable(name)
