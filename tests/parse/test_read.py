"""read_article: fields, kept text and dropped boilerplate."""

from __future__ import annotations

import pytest
from page_builder import CAPTURED, FIRST, SECOND, SITE, URL, page, read

from crawler.parse.read import Reading, read_page


def reading(html: str) -> Reading:
    return read_page(html.encode(), URL, site=SITE, content_type=None, captured=CAPTURED)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"<div>{FIRST}</div><div>&nbsp;</div><div>{SECOND}</div>",
        f"{FIRST}<br><br>{SECOND}",
        f"{FIRST}<p>{SECOND}</p>",
        f"<div><section>{FIRST}</section></div>{SECOND}",
        f"<table><tr><td>{FIRST}</td></tr><tr><td>{SECOND}</td></tr></table>",
        f"<p>Sáng <b>5-11</b>, chi bộ <span>thôn <i>Đông</i> Hạ</span> tổ chức hội nghị sơ kết.</p>{SECOND}",
    ],
    ids=["p", "div", "br", "bare text", "sections", "cells", "inline"],
)
def test_paragraphs_are_the_same_in_any_markup(body: str) -> None:
    assert read(page(body)).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "boilerplate",
    [
        "<style>.t1 { color: red }</style>",
        "<script>var đảng = '<p>quảng cáo</p>';</script>",
        "<!-- <p>nháp</p> -->",
        '<div class="sda_middle"><div id="sdaWeb_SdaArticleMiddle" class="rennab">Mua ngay</div></div>',
        '<div class="ads-middle"><ins class="adsbygoogle">Mua ngay</ins></div>',
        '<div id="adsWeb_AdsMiddle">Mua ngay</div>',
        "<p>Quảng cáo</p>",
        "<p>Biểu đồ hinh anh 1Nhấp chuột để xem kích thước chuẩn.</p>",
        '<div class="related-news"><p>Tin liên quan</p><a href="/x">Một tin khác</a></div>',
        '<div data-source="related-news"><a href="/x">Một tin khác</a></div>',
        '<article class="story"><h2><a href="/x">Một tin khác</a></h2></article>',
        '<p>Xem thêm:</p><p><a href="/x">Một tin khác</a></p><p><a href="/y">Tin khác nữa</a></p>',
        "<p>&gt;&gt; Một tin khác</p>",
        '<div class="social-share"><a href="#">Chia sẻ</a></div>',
        '<div class="wrap-comment" id="comment1234"><h4>Bình luận</h4><textarea>Ý kiến</textarea></div>',
        '<div class="audio tts-player"><audio src="a.mp3"></audio>Nghe bài viết</div>',
        '<div style="display: none">Ẩn</div>',
        "<p><noscript>Bật JavaScript</noscript><button>Gửi</button></p>",
        '<blockquote class="quote-box">Hộp bị bỏ</blockquote>',
    ],
)
def test_boilerplate_between_paragraphs_is_dropped(boilerplate: str) -> None:
    assert read(page(f"<p>{FIRST}</p>{boilerplate}<p>{SECOND}</p>")).body == f"{FIRST}\n\n{SECOND}"


def test_text_of_inline_links_is_kept() -> None:
    link = '<a class="cms-relate" href="/nq57.html">Nghị quyết số 57-NQ/TW</a>'
    body = f"<p>Thực hiện {link}, xã đã đổi mới.</p><p>{link}</p>"
    assert read(page(body)).body == (
        "Thực hiện Nghị quyết số 57-NQ/TW, xã đã đổi mới.\n\nNghị quyết số 57-NQ/TW"
    )


def test_text_after_an_end_mark_is_dropped() -> None:
    sentence = "Các tin khác có ích cho bạn đọc được nêu ở dưới."
    body = f"<p>{FIRST}</p><p>{sentence}</p><h4>Các tin khác:</h4><a href='/x'>{SECOND}</a>"
    assert read(page(body)).body == f"{FIRST}\n\n{sentence}"


def test_repeated_title_and_stray_marks_are_dropped() -> None:
    body = f"<p>.</p><p>Hội nghị sơ kết</p><p>{FIRST}</p><p>***</p><p>{SECOND}</p><p>. . .</p><p>,</p>"
    assert read(page(body)).body == f"{FIRST}\n\n***\n\n{SECOND}"


def test_page_footer_is_dropped_but_not_a_similar_sentence() -> None:
    last = "Sở đã thu hồi giấy phép hoạt động của hai cơ sở."
    body = f"<p>{FIRST}</p><p>{last}</p><p>Cơ quan chủ quản: TTXVN</p><p>© Bản quyền thuộc về báo</p>"
    assert read(page(body)).body == f"{FIRST}\n\n{last}"


def test_source_and_agency_marks_are_removed() -> None:
    article = read(page(f"<p><b>(QBĐT)</b> - {FIRST}</p><p>{SECOND[:-1]}./. (TTXVN/Vietnam+)</p>"))
    assert (article.source_mark, article.byline) == ("QBĐT", "(TTXVN/Vietnam+)")
    assert article.body == f"{FIRST}\n\n{SECOND[:-1]}./."


# Lead and byline


def test_lead_is_not_repeated_in_the_body() -> None:
    article = read(
        page(f"<p>{FIRST}</p><p>{SECOND}</p>", around=f'<div class="sapo"><p>{FIRST}</p><p> </p></div>')
    )
    assert (article.lead, article.body) == (FIRST, SECOND)


def test_lead_inside_the_body_must_be_at_its_start() -> None:
    first = read(page(f'<p class="sapo">{FIRST}</p><p>{SECOND}</p>'))
    assert (first.lead, first.body) == (FIRST, SECOND)
    part = read(page(f'<p><b class="sapo">Sáng 5-11,</b> chi bộ họp.</p><p>{SECOND}</p>'))
    assert (part.lead, part.body) == (None, f"Sáng 5-11, chi bộ họp.\n\n{SECOND}")
    later = read(page(f'<p>{FIRST}</p><p class="sapo">Kết quả</p><p>{SECOND}</p>'))
    assert (later.lead, later.body) == (None, f"{FIRST}\n\nKết quả\n\n{SECOND}")


@pytest.mark.parametrize(
    ("below", "byline", "authors"),
    [
        ('<div class="author"><p>Anh Dũng</p></div>', "Anh Dũng", ("Anh Dũng",)),
        ('<p align="right"><b>Lê Thủy<br>(Tỉnh ủy)</b></p><p>,</p>', "Lê Thủy (Tỉnh ủy)", ("Lê Thủy",)),
        ("<p>Bài, ảnh: THU UYÊN - ANH DŨNG</p>", "Bài, ảnh: THU UYÊN - ANH DŨNG", ("THU UYÊN", "ANH DŨNG")),
        ("<div>PV</div>", "PV", ()),
        ("", None, ()),
    ],
)
def test_byline_is_removed_from_the_text(below: str, byline: str | None, authors: tuple[str, ...]) -> None:
    article = read(page(f"<p>{FIRST}</p><p>{SECOND}</p>{below}"))
    assert (article.byline, article.authors, article.body) == (byline, authors, f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize(
    ("below", "byline"),
    [
        (
            '<p align="right"><b>Anh Dũng</b></p><p align="right">Bí thư Đảng ủy xã</p>',
            "Anh Dũng Bí thư Đảng ủy xã",
        ),
        ("<p><b>Anh Dũng</b></p><p><i>Ban Tuyên giáo Tỉnh ủy</i></p>", "Anh Dũng Ban Tuyên giáo Tỉnh ủy"),
        ("<p><b>Anh Dũng</b></p><p>dung@bao.example</p>", "Anh Dũng dung@bao.example"),
        ("<p>(Anh Dũng)</p>", "(Anh Dũng)"),
    ],
)
def test_office_and_address_below_a_name_are_part_of_the_byline(below: str, byline: str) -> None:
    article = read(page(f"<p>{FIRST}</p><p>{SECOND}</p>{below}"))
    assert (article.byline, article.authors, article.body) == (byline, ("Anh Dũng",), f"{FIRST}\n\n{SECOND}")


def test_office_without_a_name_is_text() -> None:
    line = "Ban Tuyên giáo Tỉnh ủy"
    assert read(page(f"<p>{FIRST}</p><p><b>{line}</b></p>")).body == f"{FIRST}\n\n{line}"


def test_byline_printed_above_and_below_is_read_once() -> None:
    article = read(
        page(f'<p>{FIRST}</p><p class="author">Anh Dũng</p>', around='<p class="author">Anh Dũng</p>')
    )
    assert (article.byline, article.body) == ("Anh Dũng", FIRST)


def test_agency_below_the_text_is_added_to_the_byline() -> None:
    article = read(
        page(f'<p>{FIRST}</p><p class="author">(Vietnam+)</p>', around='<i class="author">Anh Dũng</i>')
    )
    assert (article.byline, article.authors, article.body) == ("Anh Dũng (Vietnam+)", ("Anh Dũng",), FIRST)


def test_date_of_the_last_change_below_the_text_is_no_text() -> None:
    article = read(
        page(f"<p>{FIRST}</p><p>Đông Hạ, tháng 5/2024</p><p>Cập nhật lần cuối: 06/11/2024 08:00</p>")
    )
    assert article.body == f"{FIRST}\n\nĐông Hạ, tháng 5/2024"


def test_notes_after_the_byline_are_kept() -> None:
    article = read(page(f"<p>{FIRST}</p><p>Anh Dũng</p><p>(1) Chỉ thị về sinh hoạt chi bộ.</p>"))
    assert (article.byline, article.body) == ("Anh Dũng", f"{FIRST}\n\n(1) Chỉ thị về sinh hoạt chi bộ.")
    star = read(page(f"<p>{FIRST}</p><p>Anh Dũng</p><p>(*) Tên nhân vật đã đổi.</p>"))
    assert (star.byline, star.body) == ("Anh Dũng", f"{FIRST}\n\n(*) Tên nhân vật đã đổi.")


# Other fields


def test_page_date_is_read_instead_of_the_server_clock() -> None:
    article = read(page(f"<p>{FIRST}</p>", around='<span id="today">Hôm nay, 02/03/2026</span>'))
    assert (article.published, article.published_precision) == ("2024-11-05T09:41:00+07:00", "minute")


def test_page_without_a_date_is_flagged() -> None:
    article = read(page(f"<p>{FIRST}</p>").replace("05/11/2024 09:41", ""))
    assert (article.published, article.flags) == (None, ("published:missing",))


def test_impossible_date_is_null_with_raw_text() -> None:
    article = read(page(f"<p>{FIRST}</p>").replace("05/11/2024", "31/02/2024"))
    assert (article.published, article.published_raw) == (None, "31/02/2024 09:41")
    assert article.flags == ("published:impossible",)


def test_innermost_section_and_tag_names_are_read() -> None:
    crumbs = '<div class="crumbs"><a href="/">Trang chủ</a> » <a>Chính trị</a> » <a>Xây dựng Đảng</a></div>'
    tags = '<div class="tags">Từ khóa: <a>#chi bộ</a>, <a>đảng viên,</a> <a>#chi bộ</a></div>'
    article = read(page(f"<p>{FIRST}</p>", around=crumbs + tags))
    assert (article.section, article.tags) == ("Xây dựng Đảng", ("chi bộ", "đảng viên"))


def test_modification_time_is_read() -> None:
    meta = '<meta property="article:modified_time" content="2024-11-06T08:00:00+0700">'
    html = page(f"<p>{FIRST}</p>").replace("<head>", f"<head>{meta}")
    assert read(html).modified == "2024-11-06T08:00:00+07:00"


def test_canonical_url_is_stored_and_the_requested_one_is_an_alias() -> None:
    asked = "http://m.bao.example/hoi-nghi-post1234.html?utm_source=zalo"
    article = read(page(f"<p>{FIRST}</p>"), url=asked)
    assert (article.key, article.url, article.aliases) == ("1234", URL, (asked,))


def test_reading_names_the_selector_of_each_field() -> None:
    html = page(f"<p>{FIRST}</p><p>Anh Dũng</p>")
    assert reading(html).selectors == {
        "title": "h1.title",
        "body": ".content",
        "published": ".date",
        "byline": "last lines of the body",
    }


# Repairs


# Text that is easily lost or joined


def test_byline_below_a_list_of_names_is_told_by_its_form() -> None:
    names = "<p>Được khen:</p><p>Lê An</p><p>Lù A Páo</p>"
    article = read(page(f'<p>{FIRST}</p>{names}<p align="right"><b>Anh Dũng</b></p>'))
    assert (article.byline, article.body) == ("Anh Dũng", f"{FIRST}\n\nĐược khen:\n\nLê An\n\nLù A Páo")


def test_last_line_of_the_text_is_no_name_where_the_byline_looks_different() -> None:
    verse = "<p>Nước về trắng cánh đồng</p><p>Việt Bắc</p>"
    article = read(page(f'<p>{FIRST}</p>{verse}<p align="right"><b>Anh Dũng</b></p>'))
    assert (article.byline, article.body) == ("Anh Dũng", f"{FIRST}\n\nNước về trắng cánh đồng\n\nViệt Bắc")
    signed = read(page(f"<p>{FIRST}</p><p>Bài: Lê An</p><p><b>Ảnh: Anh Dũng</b></p>"))
    assert (signed.authors, signed.body) == (("Lê An", "Anh Dũng"), FIRST)


def test_names_at_the_end_are_text_where_the_byline_is_known() -> None:
    article = read(page(f"<p>{FIRST}</p><p>Lê An</p>", around='<p class="author">Anh Dũng</p>'))
    assert (article.byline, article.body) == ("Anh Dũng", f"{FIRST}\n\nLê An")
    again = read(page(f"<p>{FIRST}</p><p>Anh Dũng</p>", around='<p class="author">ANH DŨNG</p>'))
    assert (again.byline, again.body) == ("ANH DŨNG", FIRST)


def test_headline_in_the_lead_is_left_out() -> None:
    lead = f'<div class="sapo">{FIRST}<ul><li><a href="/x">Một tin khác</a></li></ul></div>'
    article = read(page(f"<p>{SECOND}</p>", around=lead))
    assert (article.lead, article.body) == (FIRST, SECOND)


def test_related_lines_in_the_lead_are_left_out() -> None:
    lead = f'<div class="sapo"><p>{FIRST}</p><p><a href="/x">&gt;&gt; Một tin khác</a></p></div>'
    article = read(page(f"<p>{SECOND}</p>", around=lead))
    assert (article.lead, article.body) == (FIRST, SECOND)


def test_box_of_the_class_of_the_body_above_the_title_is_a_teaser() -> None:
    teaser = f'<div><div class="content">{SECOND}</div></div>'
    html = page(f"<p>{FIRST}</p>")
    assert read(html.replace("<h1", f"{teaser}<h1")).body == FIRST
    below = reading(html.replace('<div class="tail">', f'{teaser}<div class="tail">'))
    assert (below.article.body, [each.text for each in below.omitted]) == (FIRST, [SECOND])
    assert below.article.flags == ("dropped:34%",)
