"""The text of VietnamPlus before 2023: sections in it, and what follows it."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.article import Article
from crawler.parse.read import read_article
from crawler.sites import load_sites

FIRST = "Sáng 12/6, hội nghị đã khai mạc tại Hà Nội với nhiều nội dung quan trọng."
SECOND = "Các đại biểu đã thảo luận về kết quả công tác sáu tháng đầu năm."


def read(html: str) -> Article:
    return read_article(
        html.encode(),
        "https://www.vietnamplus.vn/hoi-nghi/745512.vnp",
        site=load_sites()["vietnamplus"],
        content_type="text/html",
        captured=datetime(2026, 11, 28, tzinfo=UTC),
    )


def test_section_of_prose_is_text_and_one_of_links_is_none() -> None:
    article = read(
        f"""<html><body><article><h1 class="details__headline">Hội nghị sơ kết</h1>
        <div class="source"><time datetime="2021-10-20 07:15"></time></div>
        <div class="article-body"><p>{FIRST}</p>
        <section><p>{SECOND}</p></section><section><h3>Xem thêm</h3><a href="/x/1.vnp">Mưa lớn</a></section>
        <p>{FIRST}</p></div></article><footer>Chân trang</footer></body></html>"""
    )
    assert (article.layout, article.text) == ("2018", f"{FIRST}\n\n{SECOND}\n\n{FIRST}")


def test_quotation_and_list_after_the_body_of_2014_are_text() -> None:
    article = read(
        f"""<html><body><article><header class="article-header"><h1>Hội nghị sơ kết</h1>
        <time>lúc : 23/07/14 09:12</time></header><div style="text-align:justify">{FIRST}</div>
        <blockquote>{SECOND}</blockquote><ol><li>Thảo luận</li></ol></article></body></html>"""
    )
    assert (article.layout, article.text) == ("2014", f"{FIRST}\n\n{SECOND}\n\nThảo luận")
