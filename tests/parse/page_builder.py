"""Build a page of a test site and parse it with read_article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.article import Article
from crawler.parse.layout import Layout, TextLayout
from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.site import Site

CAPTURED = datetime(2026, 3, 2, 1, tzinfo=UTC)
URL = "https://bao.example/hoi-nghi-post1234.html"
LAYOUT = Layout(
    "2018",
    marker="h1.title",
    title="h1.title",
    lead=".sapo",
    body=".content",
    byline=".author",
    published=".date",
    section=".crumbs a",
    tags=".tags a",
    images=".cover",
    captions_below=True,
    drop=".quote-box",
    end_marks=("Các tin khác",),
)
SITE = Site("bao", "Báo", ("bao.example",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,), amp=".html")
TEXT_SITE = Site(
    "cong",
    "Cổng",
    SITE.hosts,
    SITE.articles,
    (TextLayout("text", r"\d+/\d+/\d{4} \| \d+", ("Các tin khác",)),),
)

FIRST = "Sáng 5-11, chi bộ thôn Đông Hạ tổ chức hội nghị sơ kết."
SECOND = "Hội nghị biểu dương chín đảng viên."
LONG = " ".join(
    f"Năm {year}, chi bộ thôn Đông Hạ kết nạp {year - 2000} đảng viên và sửa hai đoạn đường."
    for year in range(2015, 2021)
)


def page(body: str, *, title: str = "Hội nghị sơ kết", around: str = "") -> str:
    return (
        f'<html><head></head><body><h1 class="title">{title}</h1><p class="date">05/11/2024 09:41</p>{around}'
        f'<div class="content">{body}</div><div class="tail">Chân trang</div></body></html>'
    )


def read(
    html: str | bytes, url: str = URL, site: Site = SITE, content_type: str | None = "text/html"
) -> Article:
    body = html if isinstance(html, bytes) else html.encode()
    return read_article(body, url, site=site, content_type=content_type, captured=CAPTURED)


def refusal(html: str | bytes, **known: str | None) -> Refused:
    with pytest.raises(Refused) as refused:
        read(html, **known)  # type: ignore[arg-type]
    return refused.value
