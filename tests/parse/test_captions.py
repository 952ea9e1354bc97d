"""A line is the caption of a picture where the markup or the layout says so, and text elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_builder import FIRST, LAYOUT, LONG, SECOND, SITE, TEXT_SITE, page, read

CAPTION = "Các đại biểu dự hội nghị."
PICTURE = '<img src="/a.jpg">'
STRICT = replace(SITE, layouts=(replace(LAYOUT, captions_below=False),))


def captions_and_text(markup: str) -> tuple[list[str | None], list[str]]:
    article = read(page(f"<p>{FIRST}</p>{markup}<p>{SECOND}</p>"), site=STRICT)
    return [image.caption for image in article.images], article.body.split("\n\n")[1:-1]


@pytest.mark.parametrize(
    "markup",
    [
        f"<figure>{PICTURE}<figcaption>{CAPTION}</figcaption></figure>",
        f"<figure><figcaption>{CAPTION}</figcaption>{PICTURE}</figure>",
        f"<figure>{PICTURE}<p>{CAPTION}</p></figure>",
        f"<div>{PICTURE}</div><figcaption>{CAPTION}</figcaption>",
        f'<p>{PICTURE}</p><p class="image-caption">{CAPTION}</p>',
        f'<div class="wp-caption">{PICTURE}<p>{CAPTION}</p></div>',
        f"<table><tr><td>{PICTURE}</td></tr><tr><td>{CAPTION}</td></tr></table>",
        f"<table><tr><td>{PICTURE}<br>{CAPTION}</td></tr></table>",
        f"<table><tr><td>{CAPTION}</td></tr><tr><td>{PICTURE}</td></tr></table>",
        f'<div class="article-photo"><a href="/a.jpg">{PICTURE}</a> {CAPTION}</div>',
        f'<div class="cover">{PICTURE}<p>{CAPTION}</p></div>',
    ],
    ids=[
        "below",
        "above",
        "figure",
        "after",
        "class",
        "around",
        "table",
        "cell",
        "table above",
        "box",
        "box of layout",
    ],
)
def test_line_that_is_marked_is_a_caption(markup: str) -> None:
    assert captions_and_text(markup) == ([CAPTION], [])


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<p>{PICTURE}</p><p>Nước về bản xa</p>", ["Nước về bản xa"]),
        (f"<p>Bà Mế được bầu {PICTURE} làm tổ trưởng.</p>", ["Bà Mế được bầu làm tổ trưởng."]),
        (f"<p>Bà Mế <a href='/a'>{PICTURE}</a> được bầu.</p>", ["Bà Mế được bầu."]),
        (f"<p>{PICTURE}</p><p>- Dọn mương</p><p>- Xây cống</p>", ["- Dọn mương", "- Xây cống"]),
        (f"<figure>{PICTURE}</figure><p><i>{CAPTION}</i></p>", [CAPTION]),
        (f"<p>{PICTURE}</p><p>Tác giả bày bộ Ảnh: Mùa nước.</p>", ["Tác giả bày bộ Ảnh: Mùa nước."]),
        (f"<p>{PICTURE}{CAPTION} Bà Mế không biết chữ.</p>", [f"{CAPTION} Bà Mế không biết chữ."]),
        (f"<div class='article-photo'>{PICTURE}{FIRST * 9}</div>", [FIRST * 9]),
        (
            f"<table><tr><td>{PICTURE}</td><td>Đội một: 32 người</td></tr>"
            "<tr><td></td><td>Đội hai: 27 người</td></tr></table>",
            ["Đội một: 32 người", "Đội hai: 27 người"],
        ),
        (
            f"<table><tr><td colspan=2>{PICTURE}</td></tr><tr><td>Đội một</td><td>32</td></tr></table>",
            ["Đội một 32"],
        ),
    ],
    ids=[
        "subheading",
        "in a sentence",
        "link in a sentence",
        "list",
        "quotation",
        "credit",
        "float",
        "article",
        "data",
        "data below",
    ],
)
def test_line_that_only_stands_below_a_picture_is_text(markup: str, text: list[str]) -> None:
    assert captions_and_text(markup) == ([None], text)


def test_own_paragraph_of_a_picture_that_ends_in_a_credit_is_a_caption() -> None:
    markup = f"<div>{PICTURE} Minh họa. (Nguồn: Vietnam+)</div>"
    assert captions_and_text(markup) == (["Minh họa. (Nguồn: Vietnam+)"], [])


def test_caption_above_the_second_picture_of_a_page_is_its_own() -> None:
    table = f"<table><tr><td>{CAPTION}</td></tr><tr><td><img src='/b.jpg'></td></tr></table>"
    assert captions_and_text(f"<p>{PICTURE}</p><p>{SECOND}</p>{table}") == ([None, CAPTION], [SECOND])


def test_credit_in_a_figcaption_is_no_byline() -> None:
    credit = '<span class="author">Ảnh: Hà My</span>'
    markup = f"<figure>{PICTURE}<figcaption>{CAPTION} {credit}</figcaption></figure>"
    article = read(page(f"<p>{FIRST}</p>{markup}<p>{SECOND}</p><p class='author'>Anh Dũng</p>"), site=STRICT)
    assert (article.byline, [image.caption for image in article.images]) == (
        "Anh Dũng",
        [f"{CAPTION} Ảnh: Hà My"],
    )


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("<p>Ảnh: Hà My</p>", "Ảnh: Hà My"),
        ("<p><em>(Ảnh: Hà My/TTXVN)</em></p>", "(Ảnh: Hà My/TTXVN)"),
        (f"<p><i>{CAPTION} Ảnh: Hà My</i></p>", f"{CAPTION} Ảnh: Hà My"),
        (f'<p align="center">{CAPTION} (Ảnh: Hà My)</p>', f"{CAPTION} (Ảnh: Hà My)"),
        ("<p>Ảnh: mùa nước đổ về đồng.</p>", None),
        (f"<p>{CAPTION} (Ảnh: Hà My)</p>", None),
        ("<p><i>Nguồn: nước lấy từ khe Nậm Dần.</i></p>", None),
    ],
)
def test_credit_of_a_person_below_a_picture_is_its_caption(line: str, caption: str | None) -> None:
    captions, text = captions_and_text(f"<p>{PICTURE}</p>{line}")
    assert (captions, text == []) == ([caption], caption is not None)


def test_quotation_beside_a_portrait_is_text() -> None:
    markup = f"<figure>{PICTURE}<blockquote>{SECOND}</blockquote><figcaption>{CAPTION}</figcaption></figure>"
    assert captions_and_text(markup) == ([CAPTION], [SECOND])


def test_text_in_a_figure_or_figcaption_that_is_never_closed_is_text() -> None:
    figure = f"<figure>{PICTURE}<figcaption>{CAPTION}</figcaption><p>{LONG}</p>"
    assert captions_and_text(figure) == ([CAPTION], [LONG])
    article = read(page(f"<figure>{PICTURE}<figcaption>{CAPTION}" + f"<p>{LONG}</p>" * 3), site=STRICT)
    assert [image.caption for image in article.images] == [CAPTION]
    assert article.body == "\n\n".join([LONG] * 3)


def test_line_marked_as_caption_below_a_film_is_one() -> None:
    film = '<div class="video"><iframe src="/v"></iframe></div>'
    assert captions_and_text(f'{film}<p class="video-caption">{CAPTION}</p>') == ([], [])
    assert captions_and_text(f"{film}<p>{CAPTION}</p>") == ([], [CAPTION])


def test_emoji_in_a_sentence_is_no_picture() -> None:
    emoji = '<img class="emoji" src="/1f600.png" alt="😀">'
    assert captions_and_text(f"<p>Nước về {emoji} Cả thôn vui.</p>") == ([], ["Nước về Cả thôn vui."])


def test_figcaption_of_a_gallery_goes_to_the_last_picture_and_one_of_a_film_to_none() -> None:
    gallery = f'<div><figure>{PICTURE}</figure><figure><img src="/b.jpg"></figure>'
    assert captions_and_text(f"{gallery}<figcaption>{CAPTION}</figcaption></div>") == ([None, CAPTION], [])
    film = f"<figure><div><video></video></div><figcaption>{CAPTION}</figcaption></figure>"
    assert captions_and_text(film) == ([], [])


def test_each_picture_has_the_caption_next_to_it() -> None:
    markup = "".join(
        f'<p><img src="/{name}.jpg"></p><p class="caption">Ảnh {name}</p>' for name in ("a", "b")
    )
    assert captions_and_text(f'{markup}<p><img src="/c.jpg"></p>') == (["Ảnh a", "Ảnh b", None], [])
    above = f'<p>Ở giữa.</p><p class="caption">{CAPTION}</p><p>{PICTURE}</p>'
    assert captions_and_text(above) == ([CAPTION], ["Ở giữa."])


@pytest.mark.parametrize(
    ("below", "is_caption"),
    [
        (f'<p align="center">{CAPTION}</p>', True),
        (f'<p style="text-align: center"><em>{CAPTION}</em></p>', True),
        (f"<center><br><i>{CAPTION}</i></center>", True),
        (f'<p align="center"><b>{CAPTION}</b></p>', False),
        (f'<p align="center"><a href="/x">{CAPTION}</a></p>', False),
        (f"<p><i>{CAPTION}</i></p>", False),
    ],
)
def test_layout_may_say_that_a_centred_line_below_a_picture_is_its_caption(
    below: str, is_caption: bool
) -> None:
    article = read(page(f"<p>{FIRST}</p><p>{PICTURE}</p>{below}<p>{SECOND}</p>"))
    assert [image.caption for image in article.images] == [CAPTION if is_caption else None]
    assert (CAPTION in article.body) is not is_caption


def test_centred_verse_below_a_picture_is_text() -> None:
    verse = '<p align="center">Nước về trắng cánh đồng chiêm<br>Mẹ ra đắp lại bờ liềm</p>'
    article = read(page(f"<p>{FIRST}</p><p>{PICTURE}</p>{verse}<p>{SECOND}</p>"))
    assert article.body.split("\n\n")[1:-1] == ["Nước về trắng cánh đồng chiêm", "Mẹ ra đắp lại bờ liềm"]
    caption = '<p align="center">Mở cống đón nước<br>Ảnh: Hà My</p>'
    article = read(page(f"<p>{FIRST}</p><p>{PICTURE}</p>{caption}<p>{SECOND}</p>"))
    assert [image.caption for image in article.images] == ["Mở cống đón nước Ảnh: Hà My"]


def test_photo_essay_is_an_article_of_its_lead() -> None:
    photos = f"<figure>{PICTURE}<figcaption>{CAPTION}</figcaption></figure>"
    article = read(page(photos, around=f'<p class="sapo">{FIRST}</p>'))
    assert (article.lead, article.body, article.text) == (FIRST, "", FIRST)
    assert ([image.caption for image in article.images], article.flags) == ([CAPTION], ("text:captions",))


def test_photo_essay_that_is_read_by_its_text_has_its_lead_as_text() -> None:
    photos = f"<figure>{PICTURE}<figcaption>{CAPTION}</figcaption></figure>"
    html = f"""<html><body><h1>Hội nghị sơ kết</h1><p>5/11/2024 | 604</p><p>{FIRST}</p>{photos}
        <p>Các tin khác</p></body></html>"""
    article = read(html, site=TEXT_SITE)
    assert (article.lead, article.text, article.flags) == (FIRST, FIRST, ("text:captions",))
    assert [image.caption for image in article.images] == [CAPTION]
