"""Text that a broken site prints in place of an article is refused, a leak beside prose is flagged."""

from __future__ import annotations

import pytest
from page_builder import FIRST, LONG, page, read, refusal

from crawler.parse.junk import find_junk, is_junk

REST = LONG.replace("Đông Hạ", "Đoài Thượng")

LEAKS = [
    "{{ article.content }}",
    "{{{raw}}}",
    "{% block content %}{% endblock %}",
    "<%= noi_dung %>",
    "${content}",
    "#{bai_viet.noi_dung}",
    "[[noidung]]",
    "%noi_dung%",
    ".title{color:red}",
    "{$article.content}",
    "@Html.Raw(Model.Content)",
    "Nội dung: {{ bai.noi_dung }}",
    "undefined",
    "undefined undefined",
    "null",
    "nan",
    "invalid date",
    "[object Object]",
    "[object HTMLDivElement]",
    "Server Error in '/' Application. Timeout expired. The timeout period elapsed.",
    "System.NullReferenceException: Object reference not set to an instance of an object.",
    "Warning: mysqli_query(): MySQL server has gone away in /var/www/a.php on line 88",
    "Fatal error: Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /home/x/db.php:12",
    "You have an error in your SQL syntax; check the manual that corresponds to your version",
    "ORA-12541: TNS:no listener",
    "java.lang.NullPointerException",
    "at vn.bao.web.ArticleController.view(ArticleController.java:88)",
    "Traceback (most recent call last): File",
    "TypeError: Cannot read properties of undefined (reading 'content')",
    '{"error":"internal","status":500}',
    "502 Bad Gateway",
    "[an error occurred while processing this directive]",
    '[{"id": 1, "title": "x"}]',
    "$(document).ready(function() { loadArticle(1234); });",
    "var bai = {'id': 1234};",
    "<p>Nội dung của bài</p>",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
]
NOTES = [
    "Đang cập nhật...",
    "(Tiếp tục cập nhật)",
    "Nội dung đang được cập nhật, mời bạn đọc quay lại sau.",
    "Đang tải nội dung, vui lòng chờ trong giây lát.",
    "Xin vui lòng đợi trong ít phút...",
    "Bài viết đang được biên tập.",
    "Đã xảy ra lỗi khi tải dữ liệu. Vui lòng thử lại sau.",
    "Bạn cần bật JavaScript để xem nội dung.",
    "Loading, please wait...",
    "Hệ thống đang gặp sự cố kỹ thuật, mong bạn đọc thông cảm.",
    "Nội dung này hiện không khả dụng.",
    "Bạn không có quyền truy cập nội dung này.",
    "Bài viết không còn tồn tại.",
    "Trang web đang được xây dựng.",
    "Nội dung bài viết",
]
PROSE = [
    "Lỗi 500 Internal Server Error khiến trang của sở ngừng một giờ.",
    "Cơ quan chức năng đang cập nhật thiệt hại do bão gây ra.",
    'Phần mềm hiển thị "Đang tải nội dung, vui lòng chờ" trong nhiều giờ.',
    "Lập trình viên dùng cú pháp {{ ten_bien }} trong các mẫu trang.",
    "Trang web của trường báo lỗi “Warning: mysqli_query()” suốt buổi sáng.",
    "PV",
    "VAR và công nghệ vạch vôi: y = 2x + 1",
    "Bộ phim Fatal Error (2019) của đạo diễn trẻ được chiếu tối nay.",
    "[1] Hồ Chí Minh: Toàn tập, Nxb Chính trị quốc gia, Hà Nội, 2011, t.5.",
    "Hệ thống tưới gặp sự cố, bà con thôn Đông Hạ tự khắc phục trong đêm.",
    "Ban Biên tập",
    "Giá lúa tăng 5%, giá gạo tăng 10% trong vụ chiêm này.",
    "Cây cầu không còn tồn tại.",
    "Khu dân cư đang được xây dựng.",
    "Hotline: 1900 1234",
]


@pytest.mark.parametrize("line", [*LEAKS, *NOTES])
def test_page_whose_text_is_junk_is_refused(line: str) -> None:
    escaped = line.replace("<", "&lt;")
    assert refusal(page(f"<p>{escaped}</p>")).cls == "text:junk"
    lead = f'<div class="sapo">{FIRST}</div>'
    refused = refusal(page(f"<p>{escaped}</p>", around=lead))
    assert (refused.cls, refused.why) == (
        "text:junk",
        f"bao: layout 2018: the page says {line!r}: https://bao.example/hoi-nghi-post1234.html",
    )


@pytest.mark.parametrize("line", LEAKS)
def test_page_whose_title_is_junk_is_refused(line: str) -> None:
    assert refusal(page(f"<p>{LONG}</p>", title=line.replace("<", "&lt;"))).cls == "text:junk"


@pytest.mark.parametrize("line", LEAKS)
def test_leak_beside_prose_is_flagged(line: str) -> None:
    article = read(page(f"<p>{LONG}</p><p>{line.replace('<', '&lt;')}</p><p>{REST}</p>"))
    assert article.flags == ("text:junk",)


@pytest.mark.parametrize("line", [*NOTES, *PROSE])
def test_note_or_quoted_error_beside_prose_raises_no_doubt(line: str) -> None:
    assert read(page(f"<p>{LONG}</p><p>{line}</p><p>{REST}</p>")).flags == ()


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_no_junk(line: str) -> None:
    assert not is_junk(line)
    assert find_junk("Hội nghị sơ kết", [line]) is None


def test_stack_trace_is_refused_whole() -> None:
    trace = (
        "<h2>Runtime Error</h2><p>Description: An application error occurred on the server.</p>"
        "<p>[SqlException (0x80131904): Timeout expired.]</p><p>System.Data.SqlClient.OnError +404</p>"
        "<p>Version Information: Microsoft .NET Framework Version:4.0.30319</p>"
    )
    assert refusal(page(trace * 20)).cls == "text:junk"


def test_unknown_error_message_without_vietnamese_is_refused() -> None:
    assert find_junk("Hội nghị", ["Backend fetch failed", "XID: 32770"]) == "Backend fetch failed"


def test_value_that_is_taken_for_a_name_is_flagged() -> None:
    article = read(page(f"<p>{LONG}</p><p>NaN</p>"))
    assert (article.body, article.byline, article.flags) == (LONG, None, ("text:junk",))


def test_junk_names_no_author() -> None:
    article = read(page(f"<p>{LONG}</p>", around='<p class="author">Đang cập nhật</p>'))
    assert (article.byline, article.authors) == (None, ())
