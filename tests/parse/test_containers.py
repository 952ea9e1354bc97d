"""Which of several elements that the body's selector finds holds the article."""

from __future__ import annotations

import pytest
from page_builder import FIRST, LONG, SECOND, page, read

TEASER = '<div class="box"><div class="content">Tóm tắt bài khác về nông thôn mới.</div></div>'
ARTICLE = f"<p>{FIRST}</p><p>{LONG}</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<h1 class="title">', f'{TEASER}<h1 class="title">'),
        ('<h1 class="title">', '<div class="content">Tóm tắt bài khác.</div><h1 class="title">'),
        ('<div class="content">', f'{TEASER}<div class="content">'),
        ('<div class="tail">', f'{TEASER}<div class="tail">'),
    ],
    ids=["above the title", "beside the body, above the title", "below the title", "below the article"],
)
def test_small_box_of_the_body_class_is_not_the_article(before: str, after: str) -> None:
    assert read(page(ARTICLE).replace(before, after, 1)).body == f"{FIRST}\n\n{LONG}"


def test_short_article_is_not_given_up_for_the_next_article_on_the_page() -> None:
    following = f'<h1 class="title">Bài khác</h1><div><div class="content">{ARTICLE * 2}</div></div>'
    html = page(f"<p>{FIRST}</p>").replace('<div class="tail">', f'{following}<div class="tail">')
    assert read(html).body == FIRST


def test_title_inside_the_body_does_not_hide_the_body() -> None:
    html = f"""<html><body>{TEASER}<div><div class="content"><h1 class="title">Hội nghị sơ kết</h1>
    <p class="date">05/11/2024 09:41</p>{ARTICLE}</div></div><footer>Chân trang</footer></body></html>"""
    assert read(html).body == f"{FIRST}\n\n{LONG}"


def test_title_below_the_only_body_does_not_hide_it() -> None:
    html = f"""<html><body><div class="content">{ARTICLE}</div><div><h1 class="title">Hội nghị sơ kết</h1>
    <p class="date">05/11/2024 09:41</p></div></body></html>"""
    assert read(html).body == f"{FIRST}\n\n{LONG}"


def test_parts_of_a_body_stand_beside_each_other() -> None:
    html = page(f"<p>{FIRST}</p>").replace(
        '<div class="tail">',
        f'<div class="ad">Mua ngay</div><div class="content">{SECOND}</div><div class="tail">',
    )
    assert read(html).body == f"{FIRST}\n\n{SECOND}"
