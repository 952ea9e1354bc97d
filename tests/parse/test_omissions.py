"""The account of the text that is not in the article, and the flag for a page that lost much."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from page_builder import CAPTURED, FIRST, SECOND, SITE, TEXT_SITE, URL, page

from crawler.parse.omissions import Omitted, Reason, dropped_flag
from crawler.parse.read import Reading, read_page
from crawler.site import Site

PROJECT = Path(__file__).parents[2]
LONG = "Chi bộ có 26 đảng viên, hầu hết là giáo viên nữ, mỗi người nhận một việc cụ thể. " * 3


def reading(html: str, site: Site = SITE) -> Reading:
    return read_page(html.encode(), URL, site=site, content_type="text/html", captured=CAPTURED)


def account(html: str, site: Site = SITE) -> list[tuple[str, str]]:
    return [(each.reason, each.text) for each in reading(html, site).omitted]


def test_every_piece_of_text_that_is_left_out_is_listed_with_its_reason() -> None:
    body = f"""<p>Hội nghị sơ kết</p><p>05/11/2024 09:41</p><p>{FIRST}</p>
        <div class="ads">Mua ngay <script>var x = 'mã';</script></div>
        <figure><img src="/a.jpg"><figcaption>Quang cảnh.</figcaption></figure>
        <p style="display:none">Mã theo dõi</p><noscript>Bật JavaScript</noscript><button>Gửi</button>
        <p>{SECOND}</p><blockquote class="quote-box">Hộp bị bỏ</blockquote>
        <p>Tin liên quan</p><p><a href="/x">Một tin khác</a></p>
        <p>Bản in</p><p>© Bản quyền thuộc về báo</p><p>Các tin khác</p><p>Mưa lớn ở miền núi</p>"""
    assert account(page(body)) == [
        ("title", "Hội nghị sơ kết"),
        ("date", "05/11/2024 09:41"),
        ("ad", "Mua ngay"),
        ("caption", "Quang cảnh."),
        ("hidden", "Mã theo dõi"),
        ("fallback", "Bật JavaScript"),
        ("control", "Gửi"),
        ("layout", "Hộp bị bỏ"),
        ("related", "Tin liên quan"),
        ("related", "Một tin khác"),
        ("button", "Bản in"),
        ("footer", "© Bản quyền thuộc về báo"),
        ("end-label", "Các tin khác"),
        ("end-label", "Mưa lớn ở miền núi"),
    ]


def test_lead_that_the_body_repeats_and_the_byline_are_listed() -> None:
    around = (
        f'<div class="sapo"><p>{FIRST}</p></div><div class="cover"><img src="/c.jpg"><p>Ảnh bìa</p></div>'
    )
    body = f"<p>{FIRST}</p><p>{SECOND}</p><p>Anh Dũng</p>"
    assert account(page(body, around=around)) == [
        ("lead", FIRST),
        ("caption", "Ảnh bìa"),
        ("byline", "Anh Dũng"),
    ]


def test_page_that_is_read_by_its_text_has_an_account_of_the_column_of_the_article() -> None:
    html = f"""<html><head><title>Hội nghị sơ kết</title></head><body><ul><li>Tin mới</li></ul>
        <div><h1>Hội nghị sơ kết</h1><p>5/11/2024 | 604</p><p>{FIRST}</p><p><a href="/x">Tin khác</a></p>
        <p>{SECOND}</p><p>Các tin khác</p><p>Mưa lớn</p></div><p>Chân trang</p></body></html>"""
    assert account(html, TEXT_SITE) == [
        ("related", "Tin khác"),
        ("end-label", "Các tin khác"),
        ("end-label", "Mưa lớn"),
    ]


@pytest.mark.parametrize("tag", ["label", "noscript", "template", "textarea", "object"])
def test_page_that_lost_much_of_its_text_is_flagged(tag: str) -> None:
    kept = page(f"<p>{FIRST}</p><p>{SECOND}</p>")
    assert reading(kept).article.flags == ()
    lost = page(f"<p>{FIRST}</p><p>{SECOND}</p><{tag}>{LONG}</{tag}>")
    assert reading(lost).article.flags == ("dropped:68%",)


@pytest.mark.parametrize("how", ['style="opacity:0"', "hidden", 'class="d-none"'])
def test_page_of_which_much_is_hidden_is_flagged(how: str) -> None:
    hidden = page(f"<p>{FIRST}</p><p>{SECOND}</p><div {how}><p>{LONG}</p></div>")
    assert reading(hidden).article.flags == ("hidden:68%",)
    notice = page(f"<p>{FIRST}</p><p>{SECOND}</p><div {how}><p>{FIRST[:30]}</p></div>")
    assert reading(notice).article.flags == ()
    copy = page(f"<p>{FIRST}</p><p>{SECOND}</p><div {how}><p>{FIRST}</p><p>{SECOND}</p></div>")
    assert reading(copy).article.flags == ()


def test_links_captions_and_short_labels_below_the_article_are_no_loss() -> None:
    many = [
        Omitted(Reason.RELATED, "a" * 500, linked=500),
        Omitted(Reason.CAPTION, "b" * 500),
        Omitted(Reason.HIDDEN, "c" * 500),
        *[Omitted(Reason.END_LABEL, "Họ tên:(*)")] * 50,
    ]
    assert dropped_flag(many, "k" * 100) is None
    assert dropped_flag([*many, Omitted(Reason.END_LABEL, "d" * 100)], "k" * 100) == "dropped:50%"


def test_omitted_text_is_shown_by_its_first_words() -> None:
    omitted = Omitted(Reason.AD, "một hai ba bốn năm sáu bảy tám chín mười")
    assert omitted.as_dict() == {
        "reason": "ad",
        "letters": 31,
        "words": "một hai ba bốn năm sáu bảy tám…",
    }


def test_read_command_prints_the_account() -> None:
    file = PROJECT / "tests" / "sites" / "hanoi" / "2020_ho-so-tai-nha.html"
    url = json.loads(file.with_suffix(".json").read_text("utf-8"))["url"]
    command = [sys.executable, "-m", "crawler", "read", file, "--url", url]
    explained = subprocess.run([*command, "--explain"], capture_output=True, text=True, check=True)
    assert explained.stdout.rpartition("\n\n")[2].splitlines() == [
        "omitted  letters  first words",
        "caption       50  Cán bộ phường trả kết quả chứng thực…",
        "byline         9  Khánh Diệp",
    ]
    printed = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(printed.stdout)["omitted"] == [
        {"reason": "caption", "letters": 50, "words": "Cán bộ phường trả kết quả chứng thực…"},
        {"reason": "byline", "letters": 9, "words": "Khánh Diệp"},
    ]
