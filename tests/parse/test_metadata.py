"""What a page states of its article for machines."""

from __future__ import annotations

import pytest

from crawler.parse.dom import open_page
from crawler.parse.metadata import Metadata, read_metadata


def metadata_of(head: str) -> Metadata:
    page = open_page(f"<html><head>{head}</head><body><p>x</p></body></html>".encode(), None)
    assert page is not None
    return read_metadata(page)


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_article_in_json_ld_with_line_breaks_in_its_strings_and_entities_escaped_twice() -> None:
    found = metadata_of(
        json_ld('{"@type": "Organization", "name": "Báo"}')
        + json_ld(
            """{"@type": "NewsArticle", "headline": "Cơ chế, ch&#237;nh s&#225;ch",
            "description": "Chính phủ ban hành
            nghị quyết.\n", "articleSection": ["Kinh tế"], "keywords": "đúc tiền, in tiền",
            "author": [{"@type": "Person", "name": "Minh Phong"},
            {"@type": "Organization", "name": "An Ninh"}]};"""
        )
    )
    assert found == Metadata(
        titles=("Cơ chế, chính sách",),
        descriptions=("Chính phủ ban hành nghị quyết.",),
        authors=("Minh Phong",),
        section="Kinh tế",
        tags=("đúc tiền", "in tiền"),
    )


def test_article_in_a_graph_beside_open_graph_and_meta_elements() -> None:
    found = metadata_of(
        json_ld('{"@graph": [{"@type": "WebPage"}, {"@type": ["Article"], "author": "Văn Giáp"}]}')
        + '<meta property="og:title" content="VN-Index tăng"><meta name="description" content="Tóm tắt.">'
        '<meta property="article:section" content=" Quy hoạch,Địa ốc"><meta name="author" content="bao.vn">'
        '<meta property="article:tag" content="BVL,Hừng Đông"><meta name="keywords" content="BVL,Hà Nội">'
    )
    assert found == Metadata(
        titles=("VN-Index tăng",),
        descriptions=("Tóm tắt.",),
        authors=("Văn Giáp",),
        section="Quy hoạch",
        tags=("BVL", "Hừng Đông"),
    )


def test_section_is_the_last_of_a_breadcrumb_where_none_is_stated() -> None:
    crumbs = """{"@type": "BreadcrumbList", "itemListElement": [
    {"@type": "ListItem", "position": 1, "item": {"@id": "https://bao.example", "name": "Trang chủ"}},
    {"@type": "ListItem", "position": 2, "name": "Thị trường", "item": "https://bao.example/4"},
    {"@type": "ListItem", "position": 3, "item": {"@id": "https://bao.example/5", "name": "Chứng khoán"}}]}"""
    assert metadata_of(json_ld(crumbs)).section == "Chứng khoán"


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1, [2]]", '{"@type": 7, "author": {}}', '{"@graph": "x"}', "[" * 5000]
)
def test_blocks_that_say_nothing_of_an_article_are_passed_over(text: str) -> None:
    assert metadata_of(json_ld(text)) == Metadata()
