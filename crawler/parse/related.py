"""Lines between the paragraphs of an article that are not its text: related stories, advertisements."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from crawler.parse.blocks import Block, Line
from crawler.parse.boilerplate import (
    AD_LABELS,
    ARROW,
    BOX_LABELS,
    ENLARGE,
    is_bar,
    is_headline,
    is_stray,
    is_word_setting,
    labels_of,
    related_title,
)
from crawler.parse.omissions import Reason, letters_in

ADS, BOXES = labels_of(*AD_LABELS), labels_of(*BOX_LABELS)
# Labels that are as often subheadings: they announce links where a link follows.
BEFORE_LINKS = labels_of(
    "Tin cùng chủ đề", "Bài cùng chủ đề", "Cùng chủ đề", "Bài viết cùng chủ đề", "Tin, bài cùng chủ đề",
    "Tin khác", "Bài khác", "Bài viết khác", "Các tin khác", "Các bài khác", "Các bài viết khác",
    "Tin tức liên quan", "Nội dung liên quan", "Chủ đề liên quan", "Liên quan", "Đừng bỏ lỡ", "Nên đọc",
    "Tin nên đọc", "Tham khảo thêm", "Tìm hiểu thêm", "Đọc tiếp", "Đọc ngay", "Xem ngay",
    "Đọc nhiều", "Tin đọc nhiều", "Xem nhiều", "Tin nổi bật", "Tin mới", "Tin mới nhất", "Cùng chuyên mục",
    "Tin cùng chuyên mục", "Bài cùng chuyên mục", "Bạn có thể quan tâm", "Tags", "Từ khóa", "Từ khoá",
    "Mục lục", "Bài trước", "Bài sau", "Bài tiếp", "Bài tiếp theo", "Tin trước", "Tin sau", "Kỳ trước",
    "Kỳ sau",
)  # fmt: skip
# `Các bài viết liên quan`, `Tin mới hơn`, `Bài đọc nhiều nhất`, `Chuyên đề: Nông thôn mới`
OF_OTHER_STORIES = re.compile(
    r"\W{0,3}(?:(?:các|những|một số) )?(?:tin|bài|video|ảnh|clip|câu chuyện|nội dung)"
    r"(?:,? bài)?(?: viết| tức| báo)?"
    r"(?: (?:mới|khác|cũ|nóng|hot|hay|nổi bật|liên quan|tiếp|trước|sau|hơn|nhất|đã (?:đăng|đưa)"
    r"|(?:đọc|xem) nhiều|nên đọc|(?:trong |cùng )?(?:chuyên mục|chủ đề|loạt bài|sự kiện|tác giả))){1,3}"
    r"\W{0,3}"
    r"|\W{0,3}(?:xem|đọc) nhiều nhất\W{0,3}|(?:dòng )?(?:sự kiện|chuyên đề)(?: ?: ?.{1,60})?",
    re.IGNORECASE,
)
# `Mời bạn đọc xem thêm: title`, `Bài 2: title`, where the title is a link.
BEFORE_LINK = re.compile(
    r"\W{0,3}(?:(?:xin )?mời(?: [^\W\d_]{1,6}){0,3} )?"
    r"(?:xem|đọc|tham khảo|tìm hiểu) (?:thêm|tiếp|ngay)\b\s*:?\s*"
    r"|\W{0,3}(?:bài|kỳ|phần) (?:\d{1,2}|[ivx]{1,4}|cuối)\s*:\s*",
    re.IGNORECASE,
)
BUTTON = re.compile(
    r"\W*(?:(?:bài|tin|trang) (?:trước|sau|tiếp)(?: theo)?\W*){1,2}"
    r"|\W*(?:\d{1,4} )?bình luận(?: \(\d{1,4}\))?\W*",
    re.IGNORECASE,
)
DATE_BEHIND = re.compile(r" ?\(?\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\)?$")
LONGEST_BUTTON = 40
LONGEST_OPENING = 120  # letters before the link of a related story, white space counted
MOSTLY = 0.8  # of the letters of a title: around a link stand marks and icons


def related_lines(blocks: Iterable[Block], box_labels: Collection[Block] = ()) -> dict[Block, Reason]:
    """Return advertisements and related stories, with the reason for each.

    A related story is `>> title`, `Xem thêm: title`, or a label and the links and pictures below it;
    `box_labels` are labels beside the common ones.
    """
    related: dict[Block, Reason] = {}
    in_box = False
    above: Line | None = None
    for block in blocks:
        if isinstance(block, Line):
            if block.linked and above is not None and announces(above, block):
                related[above] = Reason.RELATED
                in_box = True
            in_box = (in_box and block.linked) or block in box_labels or block.text in BOXES
            if reason := Reason.RELATED if in_box else _reason_alone(block):
                related[block] = reason
            above = block
        elif in_box:
            related[block] = Reason.RELATED
    return related


def announces(above: Line, line: Line) -> bool:
    """Return whether the line `above` is the label of a box of links, of which `line` is the first."""
    if not line.linked or above.linked:
        return False
    return above.text in BEFORE_LINKS or OF_OTHER_STORIES.fullmatch(above.text[:LONGEST_OPENING]) is not None


def is_story(line: Line) -> bool:
    """Return whether `line` is the headline of another story: a link, and perhaps a date behind it."""
    if not line.link_letters:
        return False
    title = DATE_BEHIND.sub("", line.text)
    return _is_link(title, line) and not title.endswith(".")


def _reason_alone(line: Line) -> Reason | None:
    if _is_related(line):
        return Reason.RELATED
    if line.linked and line.link_letters and _is_button(line.text):
        return Reason.BUTTON
    if "Nhấp chuột" in line.text and ENLARGE.search(line.text):
        return Reason.BUTTON
    if is_word_setting(line.text):
        return Reason.WORD
    return Reason.AD if line.text in ADS else None


def _is_related(line: Line) -> bool:
    """Whether `line` is a related story: an arrow or a label, and a title that is a link or no sentence."""
    if line.linked and ARROW.match(line.text):
        return True
    title = related_title(line.text)
    if title is not None:
        return _is_link(title, line) or is_headline(title)
    linked = line.link_letters
    return linked > 0 and linked > MOSTLY * (len(line.text) - LONGEST_OPENING) and _is_announced(line)


def _is_announced(line: Line) -> bool:
    """Whether a link makes up `line` but for the words that announce it."""
    label, colon, title = line.text.partition(":")
    if colon and label in BEFORE_LINKS:
        return _is_link(title, line)
    opening = BEFORE_LINK.match(line.text)
    return opening is not None and _is_link(line.text[opening.end() :], line)


def _is_link(title: str, line: Line) -> bool:
    return line.link_letters >= MOSTLY * letters_in(title)


def _is_button(text: str) -> bool:
    """Whether a link is a button, a counter of comments, or the tags of the article (`#nước #mương`)."""
    if text.startswith("#") or is_bar(text) or is_stray(text):
        return True
    return len(text) <= LONGEST_BUTTON and BUTTON.fullmatch(text) is not None
