"""Lines of text that are not part of an article: labels, buttons, footers, stray marks, error pages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Headings of boxes in the middle of an article; the links below them belong to the box.
BOX_LABELS = (
    "Tin liên quan", "Bài liên quan", "Tin bài liên quan", "Tin, bài liên quan", "Các tin liên quan",
    "Bài viết liên quan", "Có thể bạn quan tâm", "Mời bạn đọc thêm", "Đọc thêm", "Xem thêm", "Xem tiếp",
)  # fmt: skip

AD_LABELS = ("Quảng cáo", "Advertisement", "Advertisements", "Sponsored")

# Buttons above and below an article.
BAR_LABELS = (
    "Bản in", "Chia sẻ", "Chia sẻ bài viết", "Cỡ chữ", "Facebook", "Font Size", "Gửi bài", "Gửi bạn bè",
    "Gửi bài viết cho bạn bè", "Gửi email", "Gửi tin", "In", "In bài", "In bài viết", "In trang",
    "Lưu bài viết", "Nghe bài viết", "Quay lại", "Tags", "Theo dõi", "Trở lại", "Trở về", "Từ khóa",
    "Twitter", "Về đầu trang", "Zalo",
)  # fmt: skip

NETWORKS = frozenset((
    "email", "facebook", "google", "instagram", "linkedin", "messenger", "news", "pinterest", "telegram",
    "tiktok", "twitter", "viber", "youtube", "zalo",
))  # fmt: skip
# Words that may follow a button: `Chia sẻ bài viết này qua Facebook`, `Gửi tin này cho bạn bè`.
BUTTON_WORDS = NETWORKS | frozenset((
    "a", "bài", "báo", "bạn", "bè", "chia", "cho", "chủ", "chúng", "dung", "đầu", "hội", "in", "lên", "link",
    "lớn", "mạng", "này", "nhỏ", "nội", "qua", "sau", "sẻ", "tin", "tôi", "trang", "trên", "trước", "viết",
    "xã",
))  # fmt: skip

ENLARGE = re.compile(r"Nhấp chuột để xem kích thước chuẩn\W*$")  # below a graphic, after its name
RELATED = re.compile(
    rf"(?:>>|»)\W*(?:(?:{'|'.join(BOX_LABELS)})\s*:\W*)?(?P<marked>\w.*)"
    rf"|\W{{0,3}}(?:{'|'.join(BOX_LABELS)})\s*:\s*(?P<labelled>\S.*)",
    re.IGNORECASE,
)
ARROW = re.compile(r"[➤►→▶▸›☞👉]|[-=]>")  # marks a related story before a link, a list item before plain text
# Settings and style sheets of Microsoft Word that an editor stored as text.
WORD_SETTINGS = re.compile(
    r"\W{0,6}(?:\d{2,3} )?(?:800x600 ?)?(?:<!--\[if |<!\[(?:end)?if|!?\[(?:end)?if\b|Style Definitions\b"
    r"|Normal\s*0\s*(?:false|true)|table\.Mso|MicrosoftInternetExplorer\d|mso-[a-z-]{1,40}:|st1\\:\*\{"
    r"|<style>|(?:<!--|!--)?(?:Start|End)Fragment-->$|@font-face \{)"
    r"|800x600$"
)
LAST_WORDS = 60  # letters at the end of a line that show whether prose follows the settings
MARKED = 3  # letters beyond ASCII that prose has there

# The imprint of a newspaper. Sentences about a project, a licence or a copyright begin with the same words.
PUBLISHER = re.compile(
    r"©|\bcơ quan chủ quản\b(?! (?:của|là|đã|phải|được|có|và|chưa|không)\b)"
    r"|\bgiấy phép số:? ?\d{1,5} ?[/-]|/GP-"
    r"|\bgiấy phép (?:hoạt động|thiết lập|xuất bản)\b(?! (?:của|đã|được|là|cho)\b)"
    r"|\bbản quyền\b(?=\W*$| ?[:©\d]| (?:©|\d|thuộc|của (?:báo|cổng|đài|tạp chí|trang|website)\b))"
    r"|\bcơ quan của đảng bộ\b(?!.{0,300}\b(?:sẽ|đã|đang|phải|cần)\b)|\btổng truy cập\b|\bđang online\b",
    re.IGNORECASE,
)
# Each match has one of these: they are found in a tenth of the time.
IMPRINT_WORDS = (
    "©", "quan chủ quản", "giấy phép", "/gp-", "bản quyền", "quan của đảng bộ", "truy cập", "đang online",
)  # fmt: skip
SENTENCE_END = re.compile(r"[.!?…:;,”\"][\"”’')\]]*\s*$")

LETTER_OR_DIGIT = re.compile(r"[^\W_]")

# Phrases of error pages. Those of PERHAPS_ERROR are used only for pages on which no article was found.
ERROR = (
    r"\b(?:trang|bài|bài viết|bài báo|nội dung|tin|địa chỉ|đường dẫn|liên kết|page|article)\b[^.]{0,40}"
    r"(?:không tồn tại|không (?:được )?tìm thấy|đã bị (?:xóa|xoá|gỡ)|not found)"
    r"|không tìm thấy (?:trang|bài|nội dung|kết quả|địa chỉ)|\b404\b.{0,20}not found|not found.{0,20}\b404\b"
    r"|(?:hệ thống|trang|website|máy chủ|cổng)\b[^.]{0,40}(?:bảo trì|đang nâng cấp|quá tải|đang bận)"
    r"|under maintenance|internal server error|service unavailable|too many requests|access denied"
    r"|captcha|xác (?:minh|nhận) bạn (?:là|không)|checking your browser|truy cập bị từ chối"
    r"|(?:vui lòng|yêu cầu|cần|phải) đăng nhập|đăng nhập để (?:xem|đọc|tiếp tục)"
)
PERHAPS_ERROR = r"|không tồn tại|không tìm thấy|đã bị (?:xóa|xoá|gỡ)|bảo trì|lỗi (?:máy chủ|hệ thống)"
ERROR_TEXT = re.compile(ERROR, re.IGNORECASE)
ERROR_PAGE = re.compile(ERROR + PERHAPS_ERROR, re.IGNORECASE)
LONGEST_ERROR = 400  # letters

EDGES = " \t\r\n\xa0.,:;!?…-–—|/\\•·*+>»«<()[]{}\"'“”‘’#0123456789▪■●○◦➤►"
LONGEST_ENDING = 8  # letters at the end of a text in which its sentence may end
LONGEST_FOOTER = 300
LONGEST_HEADLINE = 200
LONGEST_METADATA = 40  # letters after the colon of a label
LONGEST_LABEL = 120  # letters, including those after a colon


def folded(text: str) -> str:
    """Return `text` as labels are compared: casefolded, without punctuation and digits at both ends.

    >>> folded("  • Các bài đã đăng : ")
    'các bài đã đăng'
    """
    return text.casefold().strip(EDGES)


BUTTONS = frozenset(map(folded, BAR_LABELS))
BUTTON = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, BUTTONS), key=len, reverse=True))})(?!\w)")
BETWEEN_BUTTONS = re.compile(r"[|•·]")
TAGS_LINE = re.compile(r"(?:tags?|từ kh(?:óa|oá)|keywords?)\s*:", re.IGNORECASE)


class Labels:
    """A set of labels; `line in labels` tests whether a line is one of them.

    A label that ends in a colon also matches a line with a few words after the colon.
    """

    __slots__ = ("_alone", "_openings")

    def __init__(self, labels: Iterable[str]) -> None:
        labels = tuple(labels)
        openings = (folded(label) for label in labels if label.endswith(":"))
        self._alone = frozenset(map(folded, labels))
        self._openings = tuple(f"{label}{gap}:" for label in openings for gap in ("", " "))

    def __contains__(self, line: str) -> bool:
        if len(line) > LONGEST_LABEL:
            return False
        said = folded(line)
        return said in self._alone or said.startswith(self._openings)


@cache
def labels_of(*labels: str) -> Labels:
    """Return the set of `labels`, cached."""
    return Labels(labels)


def is_label(line: str, labels: Iterable[str]) -> bool:
    """Return whether `line` is one of `labels`; words may follow a label that ends in a colon.

    >>> is_label("Nguồn tin: Đang cập nhật", ["Nguồn tin:"])
    True
    """
    return line in labels_of(*labels)


def is_sentence_after_label(line: str) -> bool:
    """Return whether the text after a label's colon is a sentence, too long for metadata.

    >>> is_sentence_after_label("Nguồn tin: người dân báo cho tổ tự quản qua loa của thôn.")
    True
    """
    _, _, rest = line.partition(":")
    return len(rest) > LONGEST_METADATA and rest.endswith(".")


def is_bar(line: str) -> bool:
    """Return whether `line` has only buttons (`In trang | Cỡ chữ A- A+`) or the tags of the article.

    >>> is_bar("Trở về trang chủ"), is_bar("Trở về với mẹ ta thôi")
    (True, False)
    """
    if len(line) > LONGEST_LABEL:
        return False
    if TAGS_LINE.match(line):
        return not is_sentence_after_label(line)
    parts = [part.strip(EDGES) for part in BETWEEN_BUTTONS.split(line)]
    return any(parts) and all(_is_button(part.casefold()) for part in parts if part)


def _is_button(said: str) -> bool:
    """Whether casefolded text is a button, or a button and words that are common on buttons."""
    if said in BUTTONS or said in NETWORKS:
        return True
    button = BUTTON.match(said)
    if button is None:
        return False
    rest = [word.strip(EDGES) for word in said[button.end() :].split()]
    return not NETWORKS.isdisjoint(rest[-1:]) or all(word in BUTTON_WORDS for word in rest if word)


def is_sentence(line: str) -> bool:
    """Return whether `line` ends with the punctuation of a sentence, a clause or a quotation."""
    return bool(SENTENCE_END.search(line[-LONGEST_ENDING:]))


def related_title(line: str) -> str | None:
    """Return the title in a line such as `Xem thêm: title`, None for other lines.

    Prose may begin with the same marks. The caller checks that the title is a link or `is_headline`.

    >>> related_title(">> Đưa nước về bản"), related_title("Xem thêm: Đưa nước về bản")
    ('Đưa nước về bản', 'Đưa nước về bản')
    """
    if ":" not in line and not line.startswith((">>", "»")):  # as nearly all lines
        return None
    match = RELATED.match(line)
    return (match["marked"] or match["labelled"]) if match else None


def is_headline(text: str) -> bool:
    """Return whether `text` may be the title of a story: not long, and not a complete sentence."""
    return len(text) <= LONGEST_HEADLINE and not is_sentence(text)


def is_word_setting(line: str) -> bool:
    """Return whether `line` has settings that Microsoft Word adds to pasted text, and no prose after them."""
    if WORD_SETTINGS.match(line) is None:
        return False
    return sum(not letter.isascii() for letter in line[-LAST_WORDS:]) < MARKED


def is_publisher(line: str) -> bool:
    """Return whether `line` has words of a newspaper's imprint, which stands in the footer of its pages."""
    return _may_be_imprint(line) and bool(PUBLISHER.search(line))


def opens_footer(line: str) -> bool:
    """Return whether `line` begins like an imprint: `Cơ quan chủ quản: ...`, `© Bản quyền ...`."""
    return _may_be_imprint(line) and bool(PUBLISHER.match(line))


def _may_be_imprint(line: str) -> bool:
    if len(line) > LONGEST_FOOTER:
        return False
    said = line.lower()
    return any(map(said.__contains__, IMPRINT_WORDS))


def is_stray(line: str) -> bool:
    """Return whether `line` has neither letters nor digits: `.`, `. . .`, `,`."""
    return not line[:1].isalnum() and LETTER_OR_DIGIT.search(line) is None


def is_error_text(text: str) -> bool:
    """Return whether the whole text of an article is an error message or a request to log in."""
    return len(text) <= LONGEST_ERROR and bool(ERROR_TEXT.search(text))


def is_error_page(text: str) -> bool:
    """Return whether `text`, all that is on a page that no layout reads, is an error message."""
    return len(text) <= LONGEST_ERROR and bool(ERROR_PAGE.search(text))
