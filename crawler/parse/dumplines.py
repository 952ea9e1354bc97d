"""Split a plain-text dump into lines and select those of the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from crawler.parse.boilerplate import (
    BAR_LABELS,
    BOX_LABELS,
    is_headline,
    is_label,
    is_sentence,
    is_sentence_after_label,
    is_stray,
    labels_of,
    related_title,
)
from crawler.parse.bylines import is_byline
from crawler.parse.dates import is_date_line
from crawler.parse.omissions import SHORTEST_PROSE
from crawler.parse.text import LINE_BREAK, tidy

# Labels below an article that many newspapers use; text may follow a colon on the same line.
COMMON_END_MARKS = (
    "Bài viết khác", "Bài viết cùng chuyên mục", "Các tin khác", "Tin khác", "Tin tức khác", "Các tin đã đưa",
    "Các tin đã đăng", "Tin mới hơn", "Tin cũ hơn", "Tin cùng chuyên mục", "Cùng chuyên mục", "Tin mới",
    "Tin mới nhất", "Tin nổi bật", "Đọc nhiều", "Tin đọc nhiều", "Bình luận", "Viết bình luận",
    "Gửi bình luận", "Ý kiến bạn đọc", "Ý kiến của bạn", "Gửi ý kiến", "Họ tên", "Họ và tên", "Xem nhiều",
    "Từ khóa:", "Từ khoá:", "Tags:", "Tag:", "Cơ quan chủ quản:",
)  # fmt: skip
FORM_FIELD = re.compile(r"[\w ]{2,30}:?\s*\(\*\)\s*:?")
FOOTER = re.compile(r"©|Bản quyền thuộc về|Giấy phép (?:số|hoạt động|xuất bản)")
AGO = re.compile(r"(?:^|\()\s*\d+ (?:năm|tháng|tuần|ngày|giờ|phút) trước\s*\)?$", re.IGNORECASE)

NAVIGATION = re.compile(
    r"[^.]{1,80} [>»] [^.]{1,200}|Trang chủ\b.{0,200}|(?:Số )?lượt (?:xem|đọc|truy cập)\s*:?\s*[\d.,]+", re.I
)
ENLARGE = re.compile(r".*Nhấp chuột để xem kích thước chuẩn\.?", re.IGNORECASE)

NOTE = re.compile(r"(?:\*+|\(\*+\)|\(\d{1,2}\)|\[\d{1,2}\])\s*\S")
UNIT = re.compile(r"[(\[][^()\[\]]{2,100}[)\]]")
AGENCY_CREDIT = re.compile(
    r"(?<=[.!?…”\"])\s*(?P<credit>[^.!?…”\"]{0,60}\([^()]{0,99}(?:TTXVN|Vietnam\+|Vnews)[^()]{0,99}\))\.?$"
)
AFTER_THE_END = re.compile(r"(?<=\./\.)\s*(?P<credit>[^.]\S.*)$")

PHOTO = r"(?:Ảnh|Nguồn ảnh|Đồ họa)(?: minh họa| tư liệu)?\s*:"
AGENCY_PHOTO = r"Nguồn\s*:[^()]{0,60}(?:TTXVN|Vietnam\+|\b(?:AFP|AP|Reuters|THX|Getty|Internet)\b)"
PHOTO_CREDIT = re.compile(rf"\s*\((?:{PHOTO}|{AGENCY_PHOTO})[^()]{{0,80}}\)\.?\s*")
PHOTO_LINE = re.compile(rf"{PHOTO}.{{1,60}}")
CAPTION_LINE = re.compile(
    rf"(?P<caption>.{{1,300}}?)\s*(?:\((?:{PHOTO}|Nguồn:)[^()]{{1,80}}\)|\b{PHOTO}[^.:]{{2,40}})\.?"
)
SENTENCE_BREAK = re.compile(r"(?<=[.!?…/”\"])(?<!\bTP\.)(?<!\bT\.Ư\.)\s+(?=[^\W\d_]|[“\"\d])")

SHORTEST_PARAGRAPH = 100
FULL_STOP = re.compile(r"\.[”\"’)]*$")
LONGEST_ALT = 200
LONGEST_CAPTION = 300
LINES_OF_A_BYLINE = 4
LONGEST_POSITION = 100


@dataclass(frozen=True, slots=True)
class DumpLine:
    """One normalised line with its repairs; `apart` says that an empty line is above it."""

    text: str
    apart: bool
    repairs: frozenset[str] = frozenset()


def read_lines(text: str) -> list[DumpLine]:
    """Return the lines of a dump that have letters or digits; other lines only separate them."""
    lines: list[DumpLine] = []
    apart = True
    for raw in LINE_BREAK.split(text):
        repairs: set[str] = set()
        line = tidy(raw, repairs)
        if is_stray(line):
            apart = True
            continue
        lines.append(DumpLine(line, apart, frozenset(repairs)))
        apart = False
    return lines


def article_lines(
    below_title: Sequence[DumpLine], title: str, end_marks: Iterable[str]
) -> tuple[list[DumpLine], list[DumpLine]]:
    """Return the paragraphs among the lines below the title, and the lines of the byline.

    Removed are everything from the first end mark on, related stories (recognised by labels, relative dates
    or `>>`), captions that have a credit or occur twice, and buttons and dates above and below the text. A
    caption without a credit looks like a paragraph and is kept.
    """
    lines = [line for line in below_title if line.text != title and not ENLARGE.fullmatch(line.text)]
    # The article may continue below the label of a box.
    marks = tuple(mark for mark in (*COMMON_END_MARKS, *end_marks) if not is_label(mark, BOX_LABELS))
    lines = _without_related(_until_end_mark(_without_head(lines), marks))
    lines = _without_tail(_without_captions(_without_boxes(lines)))
    lines, byline = _split_byline(lines)
    lines = [_without_glued_captions(line) for line in lines if not PHOTO_LINE.fullmatch(line.text)]
    return [line for line in lines if line.text], byline


def _is_paragraph(text: str) -> bool:
    return len(text) >= SHORTEST_PARAGRAPH and is_sentence(text)


def _without_head(lines: list[DumpLine]) -> list[DumpLine]:
    """The lines without buttons, labels and dates between the title and the first sentence."""
    start = next((n for n, line in enumerate(lines) if is_sentence(line.text)), 0)
    labels = (*BAR_LABELS, *COMMON_END_MARKS)
    above = [
        line
        for line in lines[:start]
        if not (is_label(line.text, labels) or is_date_line(line.text) or NAVIGATION.fullmatch(line.text))
    ]
    return above + lines[start:]


def _until_end_mark(lines: list[DumpLine], marks: tuple[str, ...]) -> list[DumpLine]:
    """The lines above a form, a footer, or an end mark that no paragraph of the article follows."""
    labels = labels_of(*marks)
    for number, line in enumerate(lines):
        if FORM_FIELD.fullmatch(line.text) or FOOTER.match(line.text):
            return lines[:number]
        if line.text in labels and not is_sentence_after_label(line.text):
            below = takewhile(lambda below: below.text not in labels, lines[number + 1 :])
            if not _goes_on([line.text for line in below]):
                return lines[:number]
    return lines


def _goes_on(below: Sequence[str]) -> bool:
    """Whether the lines below a label start with a paragraph and are mostly paragraphs.

    Titles of other stories, names and dates have no full stop at the end.
    """
    prose = [len(text) for text in below if len(text) >= SHORTEST_PROSE and FULL_STOP.search(text[-3:])]
    starts = bool(below) and len(below[0]) >= SHORTEST_PROSE and bool(FULL_STOP.search(below[0][-3:]))
    return starts and 2 * sum(prose) > sum(map(len, below))


def _without_related(lines: list[DumpLine]) -> list[DumpLine]:
    """The lines above a list of related stories, recognised by relative dates such as `2 năm trước`."""
    first = next((n for n, line in enumerate(lines) if AGO.search(line.text)), None)
    if first is None:
        return lines
    if first and AGO.match(lines[first].text):  # the title is above its date
        first -= 1
        if first and lines[first].text == lines[first - 1].text:  # the alt text of its picture, then the link
            first -= 1
    return lines[:first]


def _without_boxes(lines: list[DumpLine]) -> list[DumpLine]:
    """The lines without `>> title` and without the titles below a label such as `Tin liên quan`.

    A box ends at a sentence if a paragraph follows, or at the byline at the end of the dump.
    """
    last_paragraph = max((n for n, line in enumerate(lines) if _is_paragraph(line.text)), default=-1)
    kept: list[DumpLine] = []
    in_box = False
    for number, line in enumerate(lines):
        at_end = number >= len(lines) - 2
        goes_on = is_sentence(line.text) if number <= last_paragraph else at_end and is_byline(line.text)
        in_box = is_label(line.text, BOX_LABELS) or (in_box and not goes_on)
        if not (in_box or _is_related(line.text)):
            kept.append(line)
    return kept


def _is_related(text: str) -> bool:
    title = related_title(text)
    return title is not None and is_headline(title)


def _without_captions(lines: list[DumpLine]) -> list[DumpLine]:
    kept: list[DumpLine] = []
    for text, group in groupby(lines, key=lambda line: line.text):
        same = list(group)
        if len(same) > 1 and kept and len(text) <= LONGEST_ALT:
            continue  # the alt text of a picture, then its caption
        caption = _caption(text)
        if caption is None:
            kept.append(same[0])
        elif len(kept) > 1 and kept[-1].text.rstrip(" .") == caption.rstrip(" ."):
            kept.pop()
    return kept


def _caption(text: str) -> str | None:
    """The text of a caption before the credit of its photo, None for other lines."""
    match = CAPTION_LINE.fullmatch(text)
    if match is None or SENTENCE_BREAK.search(match["caption"]) or is_byline(text):
        return None
    return match["caption"]


def _without_glued_captions(line: DumpLine) -> DumpLine:
    """The paragraph without captions that a scraper joined to it: the sentence before `(Ảnh: ...)`."""
    pieces, at = [], 0
    for credit in PHOTO_CREDIT.finditer(line.text):
        pieces.append(_without_last_sentence(line.text[at : credit.start()]))
        at = credit.end()
    pieces.append(line.text[at:])
    return replace(line, text=" ".join(piece for piece in pieces if piece))


def _without_last_sentence(text: str) -> str:
    end = text[-LONGEST_CAPTION:]
    breaks = [found.start() for found in SENTENCE_BREAK.finditer(end)]
    if breaks:
        return text[: len(text) - len(end) + breaks[-1]]
    return text if len(text) > LONGEST_CAPTION else ""


def _without_tail(lines: list[DumpLine]) -> list[DumpLine]:
    last = len(lines)
    while last and (is_label(lines[last - 1].text, BAR_LABELS) or NAVIGATION.fullmatch(lines[last - 1].text)):
        last -= 1
    return lines[:last]


def _split_byline(lines: list[DumpLine]) -> tuple[list[DumpLine], list[DumpLine]]:
    """The text and the byline below it; footnotes below the byline are kept in the text."""
    end = len(lines)
    while end and NOTE.match(lines[end - 1].text):
        end -= 1
    text, notes = lines[:end], lines[end:]
    first = _first_of_byline(text)
    if first < len(text):
        return text[:first] + notes, text[first:]
    text, byline = _split_glued_byline(text)
    return text + notes, byline


def _first_of_byline(lines: list[DumpLine]) -> int:
    """The index of the byline's first line; below each name may be a unit or a position, in one block."""
    first = len(lines)
    for number in range(len(lines) - 1, max(0, len(lines) - LINES_OF_A_BYLINE), -1):
        if is_byline(lines[number].text):
            first = number
            if lines[number].apart:
                break
        elif not (UNIT.fullmatch(lines[number].text) or _is_position(lines[number])):
            break
    return first


def _is_position(line: DumpLine) -> bool:
    """Whether `line` may be the position of the person above it: `Bí thư Đảng ủy Bộ Y tế`."""
    return not line.apart and len(line.text) <= LONGEST_POSITION and not is_sentence(line.text)


def _split_glued_byline(lines: list[DumpLine]) -> tuple[list[DumpLine], list[DumpLine]]:
    """Split the credit off the last paragraph: `(TTXVN/Vietnam+)`, or names after the final `./.`."""
    last = lines[-1] if lines else None
    for form in (AGENCY_CREDIT, AFTER_THE_END):
        if last and (match := form.search(last.text)) and is_byline(match["credit"]):
            text = replace(last, text=last.text[: match.start()])
            return [*lines[:-1], text], [replace(last, text=match["credit"])]
    return lines, []
