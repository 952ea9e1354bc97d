"""Notes at the end of a page which say that the rest of the article is elsewhere or costs money."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_NOTE = 200

PAGER = re.compile(
    r"\W*(?:trang\W{0,3})?1[\s|·•,\[\]-]{1,3}2(?:[\s|·•.…,\[\]-]{1,5}\d{1,2}){0,30}"
    r"(?:\W{1,3}(?:trang )?(?:tiếp|sau|cuối|next))?\W*",
    re.IGNORECASE,
)
PAGE_OF_PAGES = re.compile(
    r"\W{0,2}(?:trang|page) 1 ?(?:/|trên|của|of|trong(?: (?:tổng )?số)?) ?(?:[2-9]|\d\d)(?: trang)?\W{0,2}"
    r"|\W{0,2}(?:(?:mời|xin) )?(?:bạn đọc )?(?:xem|đọc) tiếp (?:ở |tại )?trang (?:\d{1,2}|sau|tiếp)\W{0,3}",
    re.IGNORECASE,
)

# A note speaks to the reader; a sentence of an article about subscriptions has another subject.
ADDRESSED = re.compile(
    r"\W*(?:bạn|quý|vui lòng|mời|hãy|xin|để|đăng|mua|bài|nội dung|phần|đây là|nâng cấp|trả phí|thuê bao"
    r"|gói|trở thành|chỉ|subscribe|sign|log|please|you|this|to)\b",
    re.IGNORECASE,
)
JOIN = (
    r"(?:đăng ký|đăng nhập|mua|trả phí|thanh toán|nâng cấp|thuê bao|hội viên|thành viên"
    r"|subscri\w+|sign in|log in)"
)
READ_ALL = (
    r"(?:(?:đọc|xem|read|view|access|continue)\b.{0,30}"
    r"\b(?:toàn bộ|toàn văn|đầy đủ|trọn vẹn|hết|tiếp|bài (?:viết |báo )?này|full|rest|entire|all)"
    r"|continue reading)"
)
PAYWALL = re.compile(
    rf"\b{JOIN}\b.{{0,80}}\b{READ_ALL}\b|\b{READ_ALL}\b.{{0,80}}\b{JOIN}\b"
    r"|\b(?:bản|bài) (?:rút gọn|xem trước|đọc thử|giới hạn)\b"
    r"|\bdành (?:riêng )?cho\b.{0,40}\b(?:thuê bao|hội viên|thành viên|trả phí|có phí|premium|vip"
    r"|đăng (?:ký|nhập))\b"
    r"|\b(?:bài|nội dung) (?:có |thu |tính |trả )+phí\b|\b(?:hết|đạt)\b.{0,30}\bmiễn phí\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)  # below the articles of a site stand the same texts
def is_page_note(text: str) -> bool:
    """Return whether `text` says that an article has more pages.

    >>> is_page_note("Trang 1/3"), is_page_note("1 2 3 »"), is_page_note("(Còn nữa)")
    (True, True, False)
    """
    if len(text) > LONGEST_NOTE or not ("1" in text or "rang " in text.lower()):
        return False
    return bool(PAGE_OF_PAGES.fullmatch(text) or PAGER.fullmatch(text))


@lru_cache(maxsize=1024)
def is_paywall_note(text: str) -> bool:
    """Return whether `text` asks the reader to subscribe or to log in for the rest of an article.

    >>> is_paywall_note("Đăng ký thuê bao để đọc toàn bộ bài viết.")
    True
    >>> is_paywall_note("Độc giả của tờ báo phải trả phí để đọc toàn bộ bài viết từ năm 2022.")
    False
    """
    return len(text) <= LONGEST_NOTE and bool(ADDRESSED.match(text) and PAYWALL.search(text))
