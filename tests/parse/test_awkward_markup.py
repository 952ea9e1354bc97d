"""Text is read whole and apart, whatever the markup around it is."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest
from page_builder import FIRST, SECOND, page, read


def test_page_that_is_gzipped_once_more_is_unzipped() -> None:
    html = page(f"<p>{FIRST}</p>")
    for kind in ("text/html", "application/gzip", None):
        zipped = read(gzip.compress(html.encode()), content_type=kind)
        assert replace(zipped, repairs=()) == read(html)
        assert zipped.repairs == ("gzip",)


def test_text_after_an_early_end_of_html_is_read() -> None:
    html = page(f"<p>{FIRST}</p></html><p>{SECOND}</p>")
    article = read(html)
    assert (article.body, article.repairs, article.flags) == (f"{FIRST}\n\n{SECOND}", ("early_end",), ())


def test_link_ends_where_another_anchor_begins() -> None:
    label = '<p>➤ <a href="/1">Tin khác</a></p>'
    nested = f'<p>➤ <a href="/2"><span>{SECOND} <a href="/3">Tin</a> ở</span> xã</a></p>'
    article = read(page(f"<p>{FIRST}</p>{label}{nested}<p>{FIRST}</p>"))
    assert article.body == f"{FIRST}\n\n➤ {SECOND} Tin ở xã\n\n{FIRST}"
    assert article.repairs == ("nested_links",)


def test_first_of_several_titles_and_articles_is_read() -> None:
    second = f'<h1 class="title">Bài khác</h1><div><div class="content"><p>{SECOND}</p></div></div>'
    article = read(page(f"<p>{FIRST}</p>").replace('<div class="tail">', second + '<div class="tail">'))
    assert (article.title, article.body) == ("Hội nghị sơ kết", FIRST)


@pytest.mark.parametrize("depth", [300, 5_000, 100_000])
def test_deeply_nested_text_is_read_completely(depth: int) -> None:
    article = read(page(f"<p>{FIRST}</p>{'<div>' * depth}{SECOND}{'</div>' * depth}<p>Hết bài.</p>"))
    assert article.body == f"{FIRST}\n\n{SECOND}\n\nHết bài."
    assert article.repairs == (("nesting",) if depth > 2048 else ())


def test_text_is_nfc_and_repairs_are_recorded() -> None:
    article = read(
        page("<p>Ða\u0309ng u\u0309y\xa0\u200bhọp\x00.</p>"), content_type="text/html; charset=windows-1252"
    )
    assert article.body == "Đảng ủy họp."
    assert set(article.repairs) >= {"eth", "nfd", "zero_width", "charset:windows-1252 header overruled"}


def test_lone_surrogates_and_controls_are_removed() -> None:
    article = read(page("<p>Đảng&#xD800; viên&#0;&#x1F; họp.</p>"))
    article.body.encode()
    assert "\x1f" not in article.body


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            '<div>Nước chảy qua cống <span class="adsbygoogle">Mua</span><div class="ads">Mua</div>'
            " rồi về đồng.</div>",
            ["Nước chảy qua cống rồi về đồng."],
        ),
        ('<div>Nước về.<div class="ads">Mua</div>Dân vui.</div>', ["Nước về.", "Dân vui."]),
        ('<div><b>Kết quả</b><div class="ads">Mua</div>Dân vui.</div>', ["Kết quả", "Dân vui."]),
        (
            "<pre>Nước về trắng cánh đồng chiêm\nMẹ ra đắp lại bờ liềm</pre>",
            ["Nước về trắng cánh đồng chiêm", "Mẹ ra đắp lại bờ liềm"],
        ),
        ("<p>Bể rộng 10<sup>2</sup> m<sup>2</sup>.</p>", ["Bể rộng 10² m²."]),
        (
            "<p>Nghị quyết ngày 3/1<sup>(1)</sup> nêu<sup><a href='#n2'>[2]</a></sup> rõ.</p>",
            ["Nghị quyết ngày 3/1 (1) nêu [2] rõ."],
        ),
        ("<p>Ngày 1<sup>st</sup>, CO<sub>2</sub>.</p>", ["Ngày 1st, CO2."]),
        (
            "<p>Ba người được khen:</p><ul><li>Lê An</li><li>Lù A Páo</li></ul>",
            ["Ba người được khen:", "Lê An", "Lù A Páo"],
        ),
        ("<p>Người được khen:</p><p>Lê An</p><p>Lù A Páo</p>", ["Người được khen:", "Lê An", "Lù A Páo"]),
    ],
    ids=[
        "ad in a sentence",
        "ad after a sentence",
        "ad after a heading",
        "pre",
        "square",
        "notes",
        "other",
        "list",
        "lines",
    ],
)
def test_text_is_kept_whole_and_apart(markup: str, text: list[str]) -> None:
    assert read(page(f"<p>{FIRST}</p>{markup}")).body.split("\n\n")[1:] == text


def test_what_stands_between_two_elements_of_the_body_is_text() -> None:
    between = f'</div>Dân vui.<p>{SECOND}</p><div class="ads">Mua</div><div class="content">'
    article = read(page(f"<p>{FIRST}</p>{between}<p>Hết.</p>"))
    assert article.body == f"{FIRST}\n\nDân vui.\n\n{SECOND}\n\nHết."
