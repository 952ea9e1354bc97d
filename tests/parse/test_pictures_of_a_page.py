"""Pictures of an article: which are read, with which address and caption."""

from __future__ import annotations

import pytest
from page_builder import FIRST, SECOND, page, read

from archive.article import Image

GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


@pytest.mark.parametrize(
    ("markup", "image"),
    [
        (
            f'<figure><img src="{GIF}" data-src="/a.jpg"><figcaption>Hội nghị. (Ảnh: M.L/TTXVN)</figcaption>',
            Image("https://bao.example/a.jpg", "Hội nghị. (Ảnh: M.L/TTXVN)", "M.L/TTXVN"),
        ),
        (
            '<div class="photo"><a href="/a.jpg"><img src="/a.jpg"></a> Minh họa. (Nguồn: Vietnam+)</div>',
            Image("https://bao.example/a.jpg", "Minh họa. (Nguồn: Vietnam+)", "Vietnam+"),
        ),
        (
            '<table><tr><td><img src="a.jpg"></td></tr><tr><td>Quang cảnh. Ảnh: H.L</td></tr></table>',
            Image("https://bao.example/a.jpg", "Quang cảnh. Ảnh: H.L", "H.L"),
        ),
        (
            '<p><img src="/a.jpg" alt="Hội nghị"></p><p style="text-align: center"><em>Toàn cảnh.</em></p>',
            Image("https://bao.example/a.jpg", "Toàn cảnh."),
        ),
        (
            '<div align="center"><img src="/a.jpg"><br><i>Đồng chí Thắng phát biểu</i></div>',
            Image("https://bao.example/a.jpg", "Đồng chí Thắng phát biểu"),
        ),
        ('<p><img src="/a.jpg" alt="Hội nghị sơ kết"></p>', Image("https://bao.example/a.jpg")),
    ],
    ids=["figure", "box", "table", "next line", "same block", "no caption"],
)
def test_caption_belongs_to_its_image(markup: str, image: Image) -> None:
    article = read(page(f"<p>{FIRST}</p>{markup}</figure><p>{SECOND}</p>"))
    assert (article.images, article.body) == ((image,), f"{FIRST}\n\n{SECOND}")


def test_heading_below_an_image_is_not_a_caption() -> None:
    article = read(
        page(f'<p>{FIRST}</p><p><img src="/a.jpg"></p><p><b>Kết quả bước đầu</b></p><p>{SECOND}</p>')
    )
    assert article.body == f"{FIRST}\n\nKết quả bước đầu\n\n{SECOND}"


def test_lead_images_are_read_without_posters_icons_and_duplicates() -> None:
    cover = '<div class="cover"><img src="/cover.jpg"><p>Ảnh bìa: chi bộ họp</p></div>'
    rest = (
        '<video poster="/p.jpg"></video><img src="/i.png" width="16"><img src="/cover.jpg"><img src="data:x">'
    )
    article = read(page(f"<p>{FIRST}</p>{rest}", around=cover))
    assert article.images == (Image("https://bao.example/cover.jpg", "Ảnh bìa: chi bộ họp"),)


@pytest.mark.parametrize(
    ("base", "source"),
    [
        ('<base href="/static/">', "https://bao.example/static/a.jpg"),
        ('<base target="_blank"><base href=" //cdn.example/x/y ">', "https://cdn.example/x/a.jpg"),
        (
            '<base href="javascript:void(0)"><base href="data:,"><base href="/b/">',
            "https://bao.example/b/a.jpg",
        ),
        ('<base href=""><base href="http://[">', "https://bao.example/a.jpg"),
        ('</head><body>Tin<base href="/b/"><base href="/c/">', "https://bao.example/b/a.jpg"),
    ],
)
def test_relative_addresses_start_from_the_first_base_of_the_page(base: str, source: str) -> None:
    html = page(f'<p>{FIRST}</p><img src="a.jpg">').replace("<head>", f"<head>{base}")
    assert [image.src for image in read(html).images] == [source]
