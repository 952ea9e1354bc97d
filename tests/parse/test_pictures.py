"""The address of a picture is that of the picture itself, wherever a lazy page keeps it."""

from __future__ import annotations

import pytest
from page_builder import FIRST, page, read

GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
BASE = "https://bao.example"


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        (f'<img src="{GIF}" data-src="/a.jpg">', "/a.jpg"),
        ('<img src="/a-small.jpg" data-large-src="/a.jpg">', "/a-small.jpg"),
        (f'<img src="{GIF}" srcset="/a-800.jpg 800w, /a-1600.jpg 1600w">', "/a-1600.jpg"),
        (f'<img src="{GIF}" data-srcset="/a.jpg, /a-2.jpg 2x">', "/a-2.jpg"),
        ('<img src="/a.jpg" srcset="/a-1600.jpg 1600w">', "/a.jpg"),
        ('<picture><source type="image/webp" srcset="/a.webp"><img src="/a.jpg"></picture>', "/a.jpg"),
        (f'<picture><source srcset="/a.webp 800w"><img src="{GIF}"></picture>', "/a.webp"),
        ('<noscript><img src="/a.jpg"></noscript>', "/a.jpg"),
        (f'<img src="{GIF}"><noscript><img src="/a.jpg"></noscript>', "/a.jpg"),
        ('<a><img src="/wait.gif"></a><noscript><img src="/a.jpg"></noscript>', "/a.jpg"),
        ('<img data-src="/a.jpg"><noscript><img src="/a-small.jpg"></noscript>', "/a.jpg"),
        (f'<img src="{GIF}" data-echo="/a.jpg">', "/a.jpg"),
        ('<img src="/img/blank.gif" data-lazy="/a.jpg?w=800">', "/a.jpg?w=800"),
        ('<img src="/img/loading-dock.jpg" data-lazy="/a.jpg">', "/img/loading-dock.jpg"),
    ],
)
def test_source_of_a_picture(markup: str, source: str) -> None:
    article = read(page(f"<p>{FIRST}</p><figure>{markup}<figcaption>Mở cống.</figcaption></figure>"))
    assert [(image.src, image.caption) for image in article.images] == [(BASE + source, "Mở cống.")]


def test_counter_in_a_noscript_is_not_a_picture() -> None:
    counters = (
        '<noscript><img style="display:none" src="https://x.example/tr"></noscript>'
        '<noscript><img height="1" width="1" src="https://x.example/tr"></noscript>'
    )
    assert read(page(f"<p>{FIRST}</p>{counters}")).images == ()
