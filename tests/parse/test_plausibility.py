"""Flags for readings that may not be whole, or not the article of their address, and for no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_builder import CAPTURED, FIRST, LONG, SECOND, SITE, URL, page, read

from crawler.parse.read import read_page
from crawler.parse.rest_notes import is_paywall_note

TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"
STORY = '<a href="/mot-bai-khac-post1200.html">Một bài khác của chuyên mục xây dựng Đảng</a>'


def flags(body: str, *, head: str = "", around: str = "", url: str = URL) -> tuple[str, ...]:
    html = page(body, around=around).replace("<head>", f"<head>{head}")
    return read(html, url=url).flags


# Parts of an article


@pytest.mark.parametrize(
    "below",
    [
        '<div class="pagination"><a>1</a> <a href="?page=2">2</a> <a href="?page=3">3</a></div>',
        '<p><a href="/hoi-nghi-post1234.html?trang=2">Trang sau</a></p>',
        '<p><a href="/hoi-nghi-p2-post1234.html">2</a></p>',
        '<p>Trang: <b>1</b> <a href="?p=2">»</a></p>',
        "<div><span>1</span> <a href='#'>2</a> <a href='#'>3</a></div>",
        "<p>Trang 1/3</p>",
        "<p>(Xem tiếp trang 7)</p>",
        "<p>Page 1 of 2</p>",
    ],
)
def test_first_of_several_pages_is_flagged(below: str) -> None:
    assert flags(TEXT + below) == ("partial:paged",)
    after = page(TEXT).replace('<div class="tail">', f'<div class="share"></div>{below}<div class="tail">')
    assert read(after).flags == ("partial:paged",)


def test_link_to_the_next_page_in_the_head_is_flagged() -> None:
    assert flags(TEXT, head='<link rel="next" href="?page=2">') == ("partial:paged",)


@pytest.mark.parametrize(
    "below",
    [
        '<div class="binh-luan"><p>Hay!</p><a href="?page=2">2</a></div>',
        f'<ul><li>{STORY}</li></ul><a href="?page=2">2</a>',
        '<a href="/xay-dung-dang/?page=2">2</a>',
        '<a href="?page=2">In bài</a>',
        '<a href="/hoi-nghi-post1200.html?page=2">2</a>',
        "<p>(Còn nữa)</p>",
        "<p>Bài 1/3: Giữ đất</p>",
        "<p>Trang 2 của báo đăng kết quả.</p>",
    ],
)
def test_other_pagers_and_parts_of_a_series_raise_no_doubt(below: str) -> None:
    html = page(TEXT).replace('<div class="tail">', f'{below}<div class="tail">')
    assert read(html).flags == ()


NOTES = [
    "Bạn đang xem bản rút gọn. Đăng ký thuê bao để đọc toàn bộ bài viết.",
    "Đăng ký thuê bao để đọc toàn bộ bài viết này trên báo điện tử.",
    "Vui lòng đăng nhập để xem tiếp nội dung.",
    "Để đọc đầy đủ bài viết, mời bạn mua gói báo tháng.",
    "Nội dung này dành riêng cho hội viên.",
    "Bạn đã hết số bài đọc miễn phí trong tháng.",
    "Subscribe to read the full story.",
    "Subscribe to continue reading",
    "Hãy trở thành thuê bao của báo để đọc bài này.",
]


@pytest.mark.parametrize("note", NOTES)
def test_note_of_a_paywall_is_flagged(note: str) -> None:
    assert is_paywall_note(note)
    assert flags(f"<p>{LONG}</p><p>{note}</p>") == ("partial:paywall",)
    after = page(f"<p>{LONG}</p>").replace(
        '<div class="tail">', f"<div><p>{note}</p></div><div class='tail'>"
    )
    assert read(after).flags == ("partial:paywall",)


def test_article_that_says_to_machines_that_it_is_not_free_is_flagged() -> None:
    json = '{"@type": "NewsArticle", "isAccessibleForFree": "False"}'
    assert flags(TEXT, head=f'<script type="application/ld+json">{json}</script>') == ("partial:paywall",)


@pytest.mark.parametrize(
    "sentence",
    [
        "Độc giả của tờ báo phải trả phí để đọc toàn bộ bài viết từ năm 2022.",
        "Theo đề án, người dân đăng nhập cổng dịch vụ công để xem đầy đủ hồ sơ của mình.",
        "Đăng nhập để gửi bình luận",
        "Mời bạn đọc đón xem tiếp kỳ sau.",
        "Nội dung hội nghị được phát miễn phí.",
    ],
)
def test_sentences_about_subscriptions_raise_no_doubt(sentence: str) -> None:
    assert flags(f"{TEXT}<p>{sentence}</p>") == ()


@pytest.mark.parametrize("note", [*NOTES, "1 2 3 »", "[1] [2] [3]", "Trang 1, 2, 3", "Trang 1/2"])
def test_note_at_the_end_is_no_text_and_is_in_the_account(note: str) -> None:
    html = page(f"<p>{LONG}</p><p>{note}</p><p>Anh Dũng</p>").encode()
    reading = read_page(html, URL, site=SITE, content_type=None, captured=CAPTURED)
    assert (reading.article.body, reading.article.byline) == (LONG, "Anh Dũng")
    assert [(left.reason, left.text) for left in reading.omitted if left.reason != "byline"] == [
        ("note", note)
    ]


# Repeated text


def test_text_of_a_template_that_looped_is_flagged() -> None:
    assert flags(f"<p>{FIRST} {SECOND}</p>" * 50) == ("text:repeated",)
    assert flags(f"<p>{FIRST} {FIRST} {FIRST}</p>") == ("text:repeated",)
    assert flags(f"<p>{LONG}</p>" * 2) == ("text:repeated",)


def test_refrain_and_forms_raise_no_doubt() -> None:
    song = "".join(
        f"<p>Câu hát thứ {n} về dòng sông quê, về con đò và bến nước năm {n}.</p><p>Hò ơi, quê mình!</p>"
        for n in range(8)
    )
    assert flags(song) == ()


# The address that a page states


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://bao.example/mot-bai-khac-post1200.html">',
        '<meta property="og:url" content="https://bao.example/mot-bai-khac-post1200.html">',
        '<link rel="canonical" href="https://bao.example/hoi-nghi-post1234.html">'
        '<meta property="og:url" content="//www.bao.example/mot-bai-khac-post1200.html">',
    ],
)
def test_page_that_states_the_address_of_another_article_is_flagged(head: str) -> None:
    (flag,) = flags(TEXT, head=head)
    host = "www.bao.example" if "//www" in head else "bao.example"
    assert flag == f"canonical:https://{host}/mot-bai-khac-post1200.html"


@pytest.mark.parametrize("form", ["/{}/{}.vnp", "/thoi-su-chinh-tri/{}-{}.vnp", "/-/hn/V/{1}/{0}.vnp"])
def test_words_of_an_address_are_found_beside_and_apart_from_its_key(form: str) -> None:
    site = replace(SITE, articles=(r"[-/](?P<key>\d{5,})(?:/[^/]*)?\.vnp$",))
    own, copy, other = (
        f"https://bao.example{form.format(*words)}"
        for words in (("bai-thu", 465408), ("bai-thu", 465409), ("tin-khac", 465410))
    )
    for stated, expected in ((own, ()), (copy, ()), (other, (f"canonical:{other}",))):
        html = page(f"<p>{TEXT}</p>").replace("<head>", f'<head><link rel="canonical" href="{stated}">')
        assert read(html, own, site).flags == expected
    section = "https://bao.example/tin/465408.vnp"
    html = page(f"<p>{TEXT}</p>").replace("<head>", f'<head><link rel="canonical" href="{other}">')
    assert form != "/{}/{}.vnp" or read(html, section, site).flags == ()


@pytest.mark.parametrize(
    "stated",
    [
        URL,
        "http://www.bao.example/hoi-nghi-post1234.html?utm_source=zalo",
        "/hoi-nghi-moi-ten-post1234.html",
        "https://bao.example/post-1234.html",
        "https://bao.example/",
        "https://bao.example/xay-dung-dang/",
        "https://bao-khac.example/mot-bai-khac-post1200.html",
        "https://bao.example/hoi-nghi-post1200.html",
        "",
        "http://[",
    ],
    ids=["own", "variant", "retitled", "short", "home", "section", "other host", "copy", "empty", "broken"],
)
def test_other_forms_of_the_own_address_raise_no_doubt(stated: str) -> None:
    assert flags(TEXT, head=f'<link rel="canonical" href="{stated}">') == ()
