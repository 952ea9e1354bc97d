"""Links to related stories among the paragraphs are no text; prose that opens with the same marks is."""

from __future__ import annotations

import pytest
from page_builder import FIRST, SECOND, page, read

TITLE = "Đưa nước về bản"
LINK = f'<a href="/x">{TITLE}</a>'


def paragraphs(line: str) -> list[str]:
    return read(page(f"<p>{FIRST}</p><p>{line}</p><p>{SECOND}</p>")).text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        f">> {LINK}",
        f"» {LINK}.",
        f"➤ {LINK}",
        f">>> {TITLE}",
        f"&raquo; {TITLE}",
        f"<b>Xem thêm:</b> {LINK}",
        f"<b>Tin liên quan:</b> <b>{TITLE}</b>",
        f"&gt;&gt; Xem thêm: {LINK}",
        f"Đọc thêm: {TITLE}",
        f'Xem thêm: <a href="/x">{TITLE}: chuyện của cả thôn, không của riêng ai.</a>',
    ],
)
def test_related_story_is_no_text(line: str) -> None:
    assert paragraphs(line) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "» Ai giữ nước? Cả thôn giữ, ông Páo trả lời.",
        ">> Đi đâu đấy?",
        "➤ Giữ nước là việc của cả thôn",
        "« Nước là của chung » là câu ghi trên tấm biển.",
        "Xem thêm: ông Páo còn giữ cả cuốn sổ ghi công của từng nhà.",
        "Xem thêm cảnh dọn mương, ai cũng vui.",
    ],
)
def test_prose_that_opens_like_a_related_story_is_text(line: str) -> None:
    assert paragraphs(line) == [FIRST, line, SECOND]
