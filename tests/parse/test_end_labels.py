"""A label ends the article only where links, a form or nothing of the article stands below it."""

from __future__ import annotations

import pytest
from page_builder import CAPTURED, FIRST, SECOND, SITE, TEXT_SITE, URL, page

from crawler.parse.layout import Layout, TextLayout
from crawler.parse.read import read_page
from crawler.site import Site

LABELS = ("Các tin khác", "Bình luận", "Thông báo", "Nguồn tin:", "Họ tên:")
THIRD = "Ba gia đình góp chung một thửa ruộng để làm mạ cho cả thôn."
LINKS = '<ul><li><a href="/x">Hội Nông dân trao con giống</a></li><li><a href="/y">Mưa lớn</a></li></ul>'


def site(of: Site) -> Site:
    (layout,) = of.layouts
    assert isinstance(layout, Layout | TextLayout)
    return Site(of.name, of.publisher, of.hosts, of.articles, (layout.but(end_marks=LABELS),))


def paragraphs(html: str, of: Site = SITE) -> list[str]:
    reading = read_page(html.encode(), URL, site=site(of), content_type="text/html", captured=CAPTURED)
    return reading.article.text.split("\n\n")


def by_selectors(below: str) -> list[str]:
    return paragraphs(page(f"<p>{FIRST}</p><p>{SECOND}</p>{below}"))


def by_labels(below: str, outside: str = "") -> list[str]:
    html = f"""<html><head><title>Hội nghị sơ kết</title></head><body><div id="main"><h1>Hội nghị sơ kết</h1>
        <p>5/11/2024 | 604</p><div class="text"><p>{FIRST}</p><p>{SECOND}</p>{below}</div>{outside}</div>
        <div id="right"><h3>Thông báo</h3><p>Lịch tiếp công dân được đăng vào thứ Hai hằng tuần.</p></div>
       <p>Chân trang</p></body></html>"""
    return paragraphs(html, TEXT_SITE)


@pytest.mark.parametrize(
    ("below", "text"),
    [
        (f"<p><b>Bình luận</b></p><p>{THIRD}</p>", ["Bình luận", THIRD]),
        (f"<h3>THÔNG BÁO</h3><p>{THIRD}</p>", ["THÔNG BÁO", THIRD]),
        (
            f"<div><b>Các tin khác</b></div><p>Dọn 4 km mương</p><p>{THIRD}</p>",
            ["Các tin khác", "Dọn 4 km mương", THIRD],
        ),
        (
            f"<h3>Thông báo</h3><ul><li>Dọn 4 km mương</li><li>Trồng 5 ha lúa</li></ul><p>{THIRD}</p>",
            ["Thông báo", "Dọn 4 km mương", "Trồng 5 ha lúa", THIRD],
        ),
    ],
)
def test_subheading_with_prose_below_it_is_text(below: str, text: list[str]) -> None:
    assert by_selectors(below) == [FIRST, SECOND, *text]
    assert by_labels(below) == [FIRST, SECOND, *text]


def test_subheading_is_text_where_lines_are_broken_or_the_article_has_sections() -> None:
    broken = page(f"{FIRST}<br>{SECOND}<br><b>Bình luận</b><br>{THIRD}<br>")
    assert paragraphs(broken) == [FIRST, SECOND, "Bình luận", THIRD]
    sections = page(
        f'<div class="s"><p>{FIRST}</p><p>{SECOND}</p></div>'
        f'<div class="s"><h3>Bình luận</h3><p>{THIRD}</p></div>'
    )
    assert paragraphs(sections) == [FIRST, SECOND, "Bình luận", THIRD]
    wrapped = page("".join(f"<div><p>{text}</p></div>" for text in (FIRST, SECOND, "Bình luận", THIRD)))
    assert paragraphs(wrapped) == [FIRST, SECOND, "Bình luận", THIRD]


def test_boxed_paragraph_above_a_subheading_does_not_end_the_article() -> None:
    below = f"<blockquote><p>{SECOND}</p></blockquote><p><b>Bình luận</b></p><p>{THIRD}</p>"
    assert by_selectors(below) == [FIRST, SECOND, SECOND, "Bình luận", THIRD]
    assert by_labels(below) == [FIRST, SECOND, SECOND, "Bình luận", THIRD]


def test_subheading_above_a_sentence_that_begins_like_a_label_is_text() -> None:
    line = "Nguồn tin: người dân báo cho tổ tự quản qua loa của thôn."
    assert by_selectors(f"<p>Bình luận</p><p>{line}</p>") == [FIRST, SECOND, "Bình luận", line]
    assert by_labels(f"<p>Bình luận</p><p>{line}</p>") == [FIRST, SECOND, "Bình luận", line]


def test_text_may_begin_with_the_words_of_a_label() -> None:
    assert paragraphs(page(f"<p>Thông báo</p><p>{FIRST}</p><p>{SECOND}</p>")) == ["Thông báo", FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    ["Nguồn tin: người dân báo qua loa.", "Họ tên: Hoàng Thị Mế, 61 tuổi, tổ trưởng tổ tự quản của thôn."],
)
def test_sentence_that_begins_like_a_label_is_text(line: str) -> None:
    assert by_selectors(f"<p>{line}</p><p>{THIRD}</p>") == [FIRST, SECOND, line, THIRD]
    assert by_labels(f"<p>{line}</p><p>{THIRD}</p>") == [FIRST, SECOND, line, THIRD]


def test_long_sentence_that_begins_like_a_label_is_text_at_the_end_too() -> None:
    line = "Nguồn tin: người dân báo cho tổ tự quản qua loa của thôn."
    assert by_labels(f"<p>{line}</p>", "<div>Nguồn tin: Đang cập nhật</div>") == [FIRST, SECOND, line]


@pytest.mark.parametrize(
    "below",
    [
        "<p>Bình luận</p>",
        "<p>Nguồn tin: Báo Nhân Dân.</p>",
        f"<h3>Các tin khác</h3>{LINKS}",
        f"<h3>Bình luận</h3><form><textarea></textarea></form>{LINKS}",
        "<h3>Bình luận</h3><p>Họ tên:(*) <input></p><p>Email</p>",
        "<h3>Thông báo</h3><p>Hội nghị tổ chức vào ngày mai</p>",
        f"<h3>Bình luận</h3><p><input>Trang tin này có dễ đọc trên điện thoại không?</p>{LINKS}",
        f"<h3>Các tin khác</h3><p><a href='/x'>Mưa lớn</a></p><p>{THIRD}</p><p><a href='/y'>Gió mùa</a></p>",
        f"<h3>Bình luận</h3><p>Trần Văn Bảy</p><p>{THIRD}</p>",
        f"<h3>Bình luận</h3><p>12:30 06/11/2024</p><p>{THIRD}</p>",
    ],
)  # fmt: skip
def test_label_with_links_a_form_or_comments_below_it_ends_the_article(below: str) -> None:
    assert by_selectors(below) == [FIRST, SECOND]
    assert by_labels("", f'<div class="below">{below}</div>') == [FIRST, SECOND]


def test_text_of_a_box_beside_the_article_is_not_its_text() -> None:
    assert by_labels("") == [FIRST, SECOND]


def test_label_and_its_links_within_the_article_are_related_stories() -> None:
    body = f"<p>{FIRST}</p><h4>Các tin khác</h4>{LINKS}<p>{SECOND}</p><p>{THIRD}</p>"
    reading = read_page(
        page(body).encode(), URL, site=site(SITE), content_type="text/html", captured=CAPTURED
    )
    assert reading.article.text.split("\n\n") == [FIRST, SECOND, THIRD]
    assert [(each.reason, each.text) for each in reading.omitted] == [
        ("related", "Các tin khác"),
        ("related", "Hội Nông dân trao con giống"),
        ("related", "Mưa lớn"),
    ]
