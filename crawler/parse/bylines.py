"""Who wrote it: the credit under an article, the persons in it, and the paper's mark before its text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crawler.parse.text import tidy

LONGEST_BYLINE = 120
LONGEST_NAME = 6  # words
LONGEST_DESK = 8  # words

STRAY = re.compile(r"[\s.,;:…*_-]*")
BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
BORROWED = re.compile(
    r"(?:theo|nguồn(?: tin)?)\b\s*(?P<source>:|(?:báo|cổng|đài|tạp chí|thông tấn|trang|website)\b)?\s*",
    re.IGNORECASE,
)
WORK = (
    r"(?:tin|bài|ảnh|video|clip|đồ họa|thực hiện|tác giả|biên tập|biên dịch|dịch|phóng viên|nhà báo"
    r"|lược ghi|ghi)"
)
ROLE = re.compile(
    rf"{WORK}(?:(?:\s*(?:[,&+/-]|và)\s*|\s+){WORK})*\s*:\s*"
    r"|(?:PV|CTV|BTV|phóng viên|nhà báo|thực hiện)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
DEGREES = re.compile(r"(?:(?:GS|PGS|TS|ThS|Th\.S|BS|KS|LS|CN|NCS|NGND|NGƯT|NSND|NSƯT)\b[.,]*\s*)+")
# `(?<!` keeps a run of dashes from being tried from each of them, which takes quadratic time.
BETWEEN_NAMES = re.compile(r"\s*[,;/&+|]\s*|\s+[-–—]+\s*|(?<![-–—])[-–—]+\s+|\s+và\s+", re.IGNORECASE)
HYPHEN = re.compile(r"[-–—]")
NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]*)*")

# Credits of the press that name no person.
DESK = re.compile(
    r"(?:pv|p\.v|pvtt|phóng viên|nhóm pv|nhóm phóng viên|ctv|c\.t\.v|cộng tác viên|btv|bbt|b\.b\.t"
    r"|ban biên tập|(?:toà|tòa) soạn|ttxvn|thông tấn xã|vnews|vietnam ?\+|vietnamplus|bnews|vov|vtv|báo"
    r"|tạp chí|đài|nhân dân|tổng hợp|tin tức|cổng|trang (?:tin|thông tin)|[\w.]+\.(?:vn|com|net|org))"
    r"(?:[\s.].*)?",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"(?:ban|nhóm|tổ|đảng (?:ủy|uỷ|bộ)|chi bộ|(?:tỉnh|thành|huyện|quận) (?:ủy|uỷ|đoàn)|văn phòng|phòng|sở"
    r"|bộ|cục|vụ|viện|học viện|trường đại học|trung tâm|hội|liên đoàn|công đoàn|công an|(?:ủy|uỷ) ban|ubnd"
    r"|ubmttq|hđnd|cơ quan|đoàn thanh niên)\s.*|việt nam|hết",
    re.IGNORECASE,
)
VOWEL = re.compile(r"[AEIOUYĂÂÊÔƠƯÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĨŨẠ-Ỹ]")

DASH = r"[-–—]+"
BRACKETED_MARK = re.compile(rf"[(\[](?P<mark>[^\W\d_][\w.&+/ ]{{1,24}})[)\]](?P<dash>\s*(?:{DASH}|:))?\s*")
BARE_MARK = re.compile(rf"(?P<mark>[^\W\d_][\w.&+]{{1,15}})(?:\s+{DASH}\s*|\s*{DASH}\s+)")
NO_MARK = re.compile(r"(?:bài|kỳ|phần|tiếp|xem|ảnh|số|nguồn|video|trích|hình)\b", re.IGNORECASE)
# Without brackets `EU - Việt Nam` looks the same as `HNP - Sáng 02/4`: only known papers are believed.
PAPER = re.compile(
    r"HNP|NDO?|TCCS|TP|LTS|TTO|BQB|QBTV|TTXVN|VNA|VOV|VOH|VTV|SGGPO?|NLĐO?|PLO|PLVN|CAND|QĐND|ĐCSVN|CPV|HNMO?|HNMCT"
    r"|GLO|QNO|QTO|BQT|CTO|BLC|VGP|BNEWS|LLCT|TCTG|ANTĐ|Vietnam\+|VietnamPlus|[A-ZĐƯ]{1,5}ĐT|[A-Za-z]\w*\.(?:vn|VN)"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """The credit as printed, and the persons in it."""

    raw: str | None
    authors: tuple[str, ...] = ()


def read_byline(lines: Sequence[str]) -> Byline:
    """The credit that `lines` print, joined by a space, and its persons; desks and sources are none.

    >>> read_byline(["Lê Xuân Thủy", "(Đảng ủy Khối các cơ quan tỉnh)", ","])
    Byline(raw='Lê Xuân Thủy (Đảng ủy Khối các cơ quan tỉnh)', authors=('Lê Xuân Thủy',))
    >>> read_byline(["TRẦN HẢI-MINH ANH"]).authors
    ('TRẦN HẢI', 'MINH ANH')
    >>> read_byline(["PV"])
    Byline(raw='PV', authors=())
    """
    kept = [text for line in lines if not STRAY.fullmatch(text := tidy(line, set()))]
    persons = dict.fromkeys(name for text in kept for name in _persons(text))
    return Byline(" ".join(kept) or None, tuple(persons))


def is_byline(line: str) -> bool:
    """Whether `line` has the form of a credit: names and desks alone, no sentence.

    >>> is_byline("Bài và ảnh: Thu Uyên"), is_byline("Hội nghị kết thúc tốt đẹp.")
    (True, False)
    """
    text = tidy(line, set())
    if len(text) > LONGEST_BYLINE or STRAY.fullmatch(text):
        return False
    if _is_borrowed(text):
        return len(text.split()) <= LONGEST_DESK and text[-1] not in ".:,;?!"
    names = _split(BRACKETS.sub("", text)) or _split(text.strip("()[] "))
    credits = (_is_person(name) or (_is_desk(name) and not text.endswith(".")) for name in names)
    return bool(names) and all(credits)


def _is_borrowed(text: str) -> bool:
    """Whether `text` names another paper as its source: `Theo VnExpress`, but not `Theo dõi bóng chim`."""
    match = BORROWED.match(text)
    return match is not None and (bool(match["source"]) or text[match.end() : match.end() + 1].isupper())


def lift_source_mark(text: str, own: Collection[str] = ()) -> tuple[str | None, str]:
    """The paper's mark before the text, without brackets, and the text after it.

    `own` are marks of the site itself, believed in any form. A mark without brackets is
    otherwise believed of known papers alone.

    >>> lift_source_mark("(QBĐT) - Ngay sau khi")
    ('QBĐT', 'Ngay sau khi')
    >>> lift_source_mark("EU - Việt Nam ký hiệp định")
    (None, 'EU - Việt Nam ký hiệp định')
    """
    if (match := BRACKETED_MARK.match(text)) and _is_bracketed_mark(match, own):
        return match["mark"].strip(), text[match.end() :]
    if (match := BARE_MARK.match(text)) and _is_paper(match["mark"], own):
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
    if _is_borrowed(credit):
        return []
    names = _split(BRACKETS.sub(",", credit))  # no name goes on behind what stands in brackets
    return [name for name in names if _is_person(name)]


def _split(credit: str) -> list[str]:
    """The names of a credit, without roles (`Tin, ảnh:`) and degrees."""
    parts = BETWEEN_NAMES.split(_without_role(credit.strip(" .;,")))
    names = [name for part in parts for name in _at_hyphen(_without_role(part))]
    return [bare for name in names if (bare := _without_degrees(name).strip(" .,;:*-"))]


def _without_role(credit: str) -> str:
    role = ROLE.match(credit)
    return credit[role.end() :] if role else credit


def _without_degrees(name: str) -> str:
    degrees = DEGREES.match(name)
    return name[degrees.end() :] if degrees else name


def _at_hyphen(part: str) -> list[str]:
    """`TRẦN HẢI-MINH ANH` is two persons, `Jean-Luc Godard` is one."""
    sides = HYPHEN.split(part)
    whole_names = all(len(side.split()) > 1 for side in sides)
    return sides if whole_names or part.isupper() else [part]


def _is_person(name: str) -> bool:
    words = name.split()
    if len(words) > LONGEST_NAME or _is_desk(name) or ORGANISATION.fullmatch(name):
        return False
    return all(NAME_WORD.fullmatch(word) and word[0].isupper() for word in re.split(r"[\s-]", name))


def _is_desk(name: str) -> bool:
    """Whether the press signs so: a desk, an agency, a paper, or letters that are no name (`QĐND`)."""
    if DESK.fullmatch(name) and len(name.split()) <= LONGEST_DESK:
        return True
    return len(name) > 1 and name.isalpha() and name.isupper() and not VOWEL.search(name)
