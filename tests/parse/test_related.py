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
        f"Mời bạn đọc xem thêm: {LINK}",
        f"Xem thêm {LINK}",
        f"<b>Tin cùng chủ đề:</b> {LINK}",
        f"Bài 2: {LINK}",
        f"-&gt; {LINK}",
        '<a href="/tag/nuoc">#nước</a> <a href="/tag/muong">#mương</a>',
        '<a href="https://news.google.com/x">Theo dõi báo trên Google News</a>',
        '<a href="#prev">«</a><a href="#next">»</a>',
        '<a href="/x">« Bài trước</a> <a href="/y">Bài sau »</a>',
        '<a href="#comments">Bình luận (0)</a>',
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
        "Bài 2: Đưa nước về bản",
        "Tin khác: ba hộ góp đất, hai hộ góp công.",
        "Theo dõi",
        "Bình luận (0)",
    ],
)
def test_prose_that_opens_like_a_related_story_is_text(line: str) -> None:
    assert paragraphs(line) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "label",
    [
        "Đừng bỏ lỡ",
        "Tin khác",
        "Tags:",
        "Bài cùng chủ đề",
        "Các bài viết liên quan",
        "Tin mới hơn",
        "Bài đọc nhiều",
    ],
)
def test_label_is_no_text_where_links_follow_it_and_a_subheading_elsewhere(label: str) -> None:
    links = f"<ul><li>{LINK}</li><li>{LINK}</li></ul>"
    assert paragraphs(f"</p><h4>{label}</h4>{links}<p>") == [FIRST, SECOND]
    assert paragraphs(f"</p><h4>{label}</h4><p>") == [FIRST, label, SECOND]


@pytest.mark.parametrize("byline", ["<p><b>Anh Dũng</b></p>", '<p class="author">Anh Dũng</p>'])
def test_links_below_the_byline_are_no_text(byline: str) -> None:
    links = f"<p>- {LINK}</p><p>{LINK} (12/4/2024)</p>"
    article = read(page(f"<p>{FIRST}</p><p>{SECOND}</p>{byline}{links}"))
    assert (article.byline, article.body) == ("Anh Dũng", f"{FIRST}\n\n{SECOND}")
    article = read(page(f"<p>{FIRST}</p>{byline}<p>{SECOND}</p><p>{LINK}</p>"))
    assert article.body.endswith(f"{SECOND}\n\n{TITLE}")
