"""Family Z on hosts that no site file describes, in the variants that its CMS prints."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.article import Article
from crawler.families import family_site
from crawler.parse.read import read_article

URL = "https://tinnhanh.example/du-an-post397051.html"
LEAD = "Sau bốn năm, dự án khu đô thị vẫn chưa chi trả bồi thường cho 229 hộ dân."
FIRST = "Theo văn bản của nhà đầu tư, đơn vị bồi thường đã kiểm đếm 31,3 ha trên tổng số 37,67 ha đất."
SECOND = "Đến nay, dự án vẫn ở khâu thống kê đất đai và vướng về quy hoạch."


def test_title_in_the_header_class_byline_in_the_meta_block_section_in_the_head() -> None:
    article = read(
        f"""<html><head><meta property="article:section" content="Quy hoạch,Địa ốc"></head><body>
        <h1><a class="site-logo">Báo</a></h1>
        <ul class="breadcrumbs"><li><a>Địa ốc</a></li><li><a>Vật liệu</a></li></ul>
        <h1 class="article__header cms-title">Dự án dang dở</h1>
        <div class="article__meta"><p class="author"><span>Tác giả</span> <a class="cms-author">Anh Hoa</a>
        <em class="cms-source"> / <a>baodautu.vn</a></em></p>
        <time datetime="2026-09-05T09:18:48+0700">05/09/2026 09:18</time></div>
        <div class="article__sapo">{LEAD}</div><div class="article__body"><p>{FIRST}</p><p>{SECOND}</p></div>
        <footer>Chân trang</footer></body></html>"""
    )
    assert (article.site, article.key, article.title) == ("tinnhanh.example", "397051", "Dự án dang dở")
    assert (article.lead, article.body) == (LEAD, f"{FIRST}\n\n{SECOND}")
    assert (article.byline, article.authors, article.section) == ("Anh Hoa", ("Anh Hoa",), "Quy hoạch")
    assert (article.published, article.flags) == ("2026-09-05T09:18:48+07:00", ())


def test_text_of_icons_is_no_name_and_source_and_tags_in_the_body_are_no_text() -> None:
    article = read(
        f"""<html><body><h1 class="article__title">Hội nghị sơ kết</h1>
        <div class="article__meta"><time datetime="2024-06-12T09:43:02+0700">12/06/2024 09:43</time></div>
        <div class="article__body"><p>{FIRST}</p><p>{SECOND}</p>
        <div class="article__author"><i class="far fa-user-edit">text-icon</i><span>Lê Hữu Việt</span></div>
        <div class="article__source"><i class="fal fa-newspaper">text-icon</i><span>Theo báo bạn</span></div>
        <div class="article__tag"><i class="fal fa-tags">text-icon</i><a href="#">dân vận</a></div>
        </div><footer>Chân trang</footer></body></html>"""
    )
    assert (article.byline, article.authors) == ("Lê Hữu Việt", ("Lê Hữu Việt",))
    assert (article.body, article.tags) == (f"{FIRST}\n\n{SECOND}", ("dân vận",))


def test_breadcrumb_counts_before_the_section_in_the_head() -> None:
    html = f"""<html><head><meta property="article:section" content="Địa ốc"></head><body>
    <div class="breadcrumb"><a>Trang chủ</a> <a>Quy hoạch</a></div><h1 class="article__title">Dự án</h1>
    <div class="article__body"><p>{FIRST}</p></div><footer>Chân trang</footer></body></html>"""
    assert read(html).section == "Quy hoạch"


def read(html: str) -> Article:
    """The article on a page of a host without a site file."""
    site = family_site(URL, html.encode())
    assert site is not None
    captured = datetime(2026, 9, 6, tzinfo=UTC)
    return read_article(html.encode(), URL, site=site, content_type="text/html", captured=captured)
