"""read_article refuses bad pages; any bytes give an article or Refused."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_builder import FIRST, SECOND, SITE, TEXT_SITE, URL, page, read, refusal

from crawler.parse.read import LARGEST_PAGE
from crawler.parse.refusal import Refused
from crawler.site import Site
from crawler.sites import load_sites


def test_missing_part_names_site_layout_selector_and_url() -> None:
    refused = refusal(page("").replace('class="content"', 'class="moi"'))
    assert (refused.cls, refused.why) == ("layout:body", f"bao: layout 2018: no body at '.content' in {URL}")
    refused = refusal(page(f"<p>{FIRST}</p>", title=" "))
    assert (refused.cls, refused.why) == (
        "layout:title",
        f"bao: layout 2018: no title at 'h1.title' in {URL}",
    )


def test_page_with_unknown_layout_is_refused() -> None:
    html = page(f"<p>{FIRST}</p>" * 10).replace('class="title"', 'class="tieu-de"')
    assert refusal(html).cls == "layout:unknown"


@pytest.mark.parametrize(
    "body", ["", '<video src="v.mp4"></video>', '<img src="/a.jpg">', "<p>Ảnh: Anh Dũng</p>"]
)
def test_page_without_text_is_refused(body: str) -> None:
    assert refusal(page(body)).cls == "text:none"


def test_video_page_with_unknown_layout_has_no_text() -> None:
    html = "<html><body><h1>[Video] Bản tin thời sự</h1><video src='v.mp4'></video></body></html>"
    assert refusal(html).cls == "text:none"


@pytest.mark.parametrize(
    ("body", "cls"),
    [
        (gzip.compress(page(f"<p>{FIRST}</p>").encode())[:-9], "truncated"),
        (gzip.compress(page(f"<p>{FIRST}</p>").encode())[:60] + b"\xff" * 60, "type"),
        (gzip.compress(b" " * (LARGEST_PAGE + 1), mtime=0), "too_large"),
        (gzip.compress(b"%PDF-1.4 ", mtime=0), "type"),
        (gzip.compress(b"", mtime=0), "soft_error"),
    ],
)
def test_gzipped_body_that_is_not_a_whole_page_is_refused(body: bytes, cls: str) -> None:
    assert refusal(body).cls == cls


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><h1>Thông báo</h1><p>Bài viết không tồn tại hoặc đã bị xóa.</p></body></html>",
        "<html><body>Hệ thống đang bảo trì, mời bạn quay lại sau.</body></html>",
        "<html><body><form>Vui lòng nhập captcha</form></body></html>",
        "<html><body><p>Vui lòng đăng nhập để xem bài viết</p></body></html>",
        page("<p>Bài viết không tồn tại.</p>", title="Thông báo"),
        "<html><body></body></html>",
        " ",
        "",
    ],
)
def test_error_page_with_status_200_is_refused(html: str) -> None:
    assert refusal(html).cls == "soft_error"


def test_article_about_errors_is_not_an_error_page() -> None:
    body = f"<p>{FIRST}</p><p>Lực lượng chức năng vẫn không tìm thấy hai ngư dân mất tích.</p>"
    assert read(page(body)).title == "Hội nghị sơ kết"


def test_list_items_with_arrows_are_kept() -> None:
    body = f'<p>{FIRST}</p><p>➤ Việc thứ nhất: họp chi bộ.</p><p>➤ <a href="/x">Một tin khác</a></p>'
    assert read(page(body)).body == f"{FIRST}\n\n➤ Việc thứ nhất: họp chi bộ."


def test_non_html_is_refused_before_parsing() -> None:
    assert refusal(b"%PDF-1.7 ...").cls == "type"
    assert refusal(page(f"<p>{FIRST}</p>"), content_type="application/pdf").cls == "type"
    assert refusal(b"<p>" * (LARGEST_PAGE // 3 + 1)).cls == "too_large"


@pytest.mark.parametrize(
    "url", ["https://bao.example/xay-dung-dang/", "https://other.example/x-post1234.html", "x"]
)
def test_url_that_is_not_an_article_is_refused(url: str) -> None:
    assert refusal(page(f"<p>{FIRST}</p>"), url=url).cls == "url"


@pytest.mark.parametrize("site", [SITE, TEXT_SITE], ids=["markup", "text"])
def test_truncated_page_is_refused_or_read_completely(site: Site) -> None:
    html = page(f"<p>{FIRST}</p><p>{SECOND}</p><p>Anh Dũng</p>").replace(" 09:41", " | 604").encode()
    whole, seen = read(html, site=site).text, set()
    for cut in range(len(html)):
        try:
            assert read(html[:cut], site=site).text == whole
        except Refused as refused:
            seen.add(refused.cls)
    assert seen <= {"truncated", "soft_error", "text:none", "layout:unknown"}
    assert "truncated" in seen


# Nothing but an article or Refused comes out

OWN_PAGES = [
    (json.loads(path.with_suffix(".json").read_text("utf-8")), path.read_bytes())
    for path in sorted(Path(__file__).parents[1].glob("sites/*/*.html"))
]
TAGS = [
    "<p>",
    "</p>",
    "<div class=content>",
    "</div>",
    "<h1 class=title>",
    "<table>",
    "<td>",
    "<br>",
    "<!--",
    "-->",
]
TAGS += [
    "<img src='http://[x'>",
    "<base href='http://['>",
    "<a href=x>",
    "&#xD800;",
    "&#0;",
    "<svg>",
    "</html>",
    "\0",
]
WORDS = ["Đảng ủy", "05/11/2024 | 604", "Xem thêm:", "Anh Dũng", "(1)", ">> x", "., ", "http://", "«", "Ð"]


@settings(max_examples=300)
@given(
    st.binary(max_size=400)
    | st.lists(st.sampled_from(TAGS + WORDS), max_size=40).map("".join).map(str.encode)
)
def test_any_bytes_are_parsed_or_refused(body: bytes) -> None:
    for site in (SITE, TEXT_SITE):
        for html in (body, page("{}").encode().replace(b"{}", body)):
            with suppress(Refused):
                read(html, site=site).text.encode()


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_page_is_parsed_or_refused(data: st.DataObject) -> None:
    said, html = data.draw(st.sampled_from(OWN_PAGES))
    body = bytearray(html)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    with suppress(Refused):
        read(bytes(body), url=said["url"], site=load_sites()[said["site"]]).text.encode()
