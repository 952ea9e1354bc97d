"""Lines that papers print around an article, and lines of an article that begin with the same words."""

from __future__ import annotations

import pytest
from page_builder import FIRST, SECOND, page, read

from crawler.parse.boilerplate import is_bar, is_publisher


@pytest.mark.parametrize(
    "line",
    [
        "Bản in",
        "In",
        "In trang | Cỡ chữ A- A+",
        "Font Size: A A",
        "Chia sẻ bài viết này qua Facebook",
        "Gửi tin này cho bạn bè",
        "Trở về trang chủ",
        "« Quay lại trang trước",
        "Theo dõi Báo Đông Hạ trên Google News",
        "Facebook • Zalo • Twitter",
        "Từ khóa: xây dựng Đảng, chi bộ thôn, đưa nước về bản",
        "Tags: chi bộ",
    ],
)
def test_buttons_and_tags_at_the_end_are_no_text(line: str) -> None:
    assert is_bar(line)
    assert read(page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{line}</p>")).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "Trở về với mẹ ta thôi",
        "In dấu chân ai trên cát",
        "Chia sẻ ngọt bùi cùng nhau",
        "Theo dõi bóng chim cuối trời",
        "Gửi bạn bè phương xa",
        "Quay lại con đường cũ",
        "Facebook của thôn ai cũng xem",
        "Từ khóa: nước là thứ mà cả thôn nhắc đến nhiều nhất trong năm.",
    ],
)
def test_last_line_that_begins_like_a_button_is_text(line: str) -> None:
    assert not is_bar(line)
    assert read(page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{line}</p>")).body == f"{FIRST}\n\n{SECOND}\n\n{line}"


@pytest.mark.parametrize(
    "line",
    [
        "Cơ quan chủ quản: Tỉnh ủy Đông Hạ",
        "© Báo Đông Hạ",
        "Bản quyền thuộc về Báo Đông Hạ.",
        "Bản quyền © 2019",
        "Giấy phép số 12/GP-BTTTT",
        "Giấy phép số: 288/GP-TTĐT",
        "Giấy phép hoạt động báo điện tử số 12",
        "Cơ quan của Đảng bộ tỉnh Đông Hạ",
    ],
)
def test_imprint_at_the_end_is_no_text(line: str) -> None:
    assert is_publisher(line)
    assert read(page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{line}</p>")).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "Bản quyền tác giả là việc mà các đại biểu nêu nhiều nhất.",
        "Cơ quan chủ quản của dự án đã giao mặt bằng.",
        "Cơ quan của Đảng bộ tỉnh sẽ hỗ trợ thêm 20 triệu đồng.",
        "Giấy phép số 12 đã được cấp cho tổ tự quản của thôn.",
        "Giấy phép hoạt động của tổ tự quản có giá trị ba năm.",
    ],
)
def test_last_sentence_that_begins_like_an_imprint_is_text(line: str) -> None:
    assert not is_publisher(line)
    assert read(page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{line}</p>")).body == f"{FIRST}\n\n{SECOND}\n\n{line}"
