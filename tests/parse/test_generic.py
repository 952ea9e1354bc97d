"""The general reader: what trafilatura and the markup and metadata of a page agree on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from page_builder import LONG

from archive.article import Article, Image
from crawler.parse.generic import read_generic
from crawler.parse.refusal import Refused

pytest.importorskip("trafilatura")

URL = "https://bao-la.example/kinh-te/nha-may-314409.html"
TITLE = "Nhà máy điện rác sắp hoàn thành"
LEAD = "Doanh nghiệp hiện tham gia quản lý mười bảy nhà máy nước tại sáu tỉnh, thành phố."
FIRST = f"Nhà máy đang bước vào giai đoạn hoàn thiện. {LONG}"
SECOND = f"Nhà thầu đã thử áp thành công lò hơi trong tháng bảy. {LONG.replace('Đông Hạ', 'Đoài Thượng')}"
JSON_LD = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}",
"description": "{LEAD}
", "datePublished": "2026-09-05T22:17:01+07:00",
"author": {{"@type": "Person", "name": "Minh Phong"}}}}</script>"""
MONTH_FIRST = '<meta property="article:published_time" content="9/5/2026 10:17:01 PM">'
HEAD = (
    f'<title>{TITLE} | Báo lạ</title><meta property="article:section" content="Doanh nghiệp">'
    f'<meta property="article:tag" content="điện rác,xử lý chất thải">{MONTH_FIRST}{JSON_LD}'
)
HEADER = f"""<h1>{TITLE}</h1><div><span>Minh Phong</span> • <span>05/09/2026 - 22:17</span></div>
<p class="tom-tat">LạNews {LEAD}</p>"""
PICTURE = '<figure><img src="/lo-hoi.jpg"><figcaption>Kỹ sư lắp lò hơi. Ảnh: Hà My</figcaption></figure>'
RELATED = """<div><h2>Tin liên quan</h2><ul><li><a href="/bai-khac-1.html">Nhà máy thứ hai khởi công</a></li>
<li><a href="/bai-khac-2.html">Tỉnh khác mở thầu nhà máy điện rác thứ ba</a></li></ul></div>"""


def page(head: str = HEAD, header: str = HEADER, body: str = "") -> str:
    text = body or f"<p>{FIRST}</p>{PICTURE}<p>{SECOND}</p>"
    return f"""<html><head>{head}</head><body><nav><a href="/">Trang chủ</a></nav><main><article>{header}
    <div class="than-bai">{text}</div></article>{RELATED}</main><footer>© Báo lạ</footer></body></html>"""


def read(html: str) -> Article:
    captured = datetime(2026, 9, 6, 8, tzinfo=UTC)
    return read_generic(html.encode(), URL, content_type="text/html", captured=captured).article


def test_fields_come_from_metadata_and_markup_and_stand_nowhere_twice() -> None:
    article = read(page())
    assert (article.site, article.key) == ("bao-la.example", "/kinh-te/nha-may-314409.html")
    assert (article.title, article.lead, article.body) == (TITLE, LEAD, f"{FIRST}\n\n{SECOND}")
    assert (article.source_mark, article.byline, article.authors) == ("LạNews", "Minh Phong", ("Minh Phong",))
    assert (article.section, article.tags) == ("Doanh nghiệp", ("điện rác", "xử lý chất thải"))
    assert article.images == (
        Image("https://bao-la.example/lo-hoi.jpg", "Kỹ sư lắp lò hơi. Ảnh: Hà My", "Hà My"),
    )
    assert (article.layout, article.captured, article.flags) == (
        "generic",
        "2026-09-06T08:00:00Z",
        ("generic",),
    )


def test_address_is_stored_without_tracking_and_the_address_asked_for_is_an_alias() -> None:
    asked = "http://www.bao-la.example/bai?id=7&utm_source=zalo"
    captured = datetime(2026, 9, 6, 8, tzinfo=UTC)
    article = read_generic(page().encode(), asked, content_type="text/html", captured=captured).article
    assert (article.site, article.key) == ("www.bao-la.example", "/bai?id=7")
    assert (article.url, article.aliases) == ("http://www.bao-la.example/bai?id=7", (asked,))


def test_month_first_date_is_decided_by_json_ld() -> None:
    article = read(page())
    assert (article.published, article.published_precision) == ("2026-09-05T22:17:01+07:00", "second")


def test_date_that_the_page_does_not_print_is_not_believed() -> None:
    article = read(page(header=HEADER.replace("05/09/2026 - 22:17", "")))
    assert (article.published, article.flags) == (None, ("published:generic", "generic"))
    assert article.published_raw == "9/5/2026 10:17:01 PM"


def test_page_without_metadata_keeps_its_lead_in_the_text() -> None:
    article = read(page(head=f"<title>{TITLE}</title>", header=HEADER.replace("LạNews ", "")))
    assert (article.title, article.lead, article.text) == (TITLE, None, f"{LEAD}\n\n{FIRST}\n\n{SECOND}")
    assert article.flags == ("published:missing", "generic")


def test_credit_below_the_text_is_the_byline_where_the_page_states_none() -> None:
    text = f"<p>{FIRST}</p><p>{SECOND}</p><p><b>Phương Nhi</b></p>"
    article = read(page(head=f"<title>{TITLE}</title>", body=text))
    assert (article.byline, article.authors) == ("Phương Nhi", ("Phương Nhi",))
    assert article.body.endswith(SECOND)


@pytest.mark.parametrize(
    ("html", "cls"),
    [
        ("<html><body></body></html>", "generic:none"),
        ("", "generic:none"),
        (page(body=f"<p>{{{{ article.content }}}}</p><p>{'{{ article.more }} ' * 20}</p>"), "text:junk"),
        (page(body=f"<p>{'U2FsdGVkX19c4Tq0' * 20}</p>"), "text:encrypted"),
    ],
)
def test_page_without_an_article_is_refused(html: str, cls: str) -> None:
    with pytest.raises(Refused) as refused:
        read(html)
    assert refused.value.cls == cls
