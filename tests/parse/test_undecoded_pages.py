"""Pages that are parsed without being decoded: their bytes are UTF-8, and their text needs no repair."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from page_builder import CAPTURED, FIRST, SITE, URL, page

from crawler.parse.dom import open_page, open_utf8
from crawler.parse.html_tree import MOST_ERRORS
from crawler.parse.read import read_page

UTF8 = "text/html; charset=utf-8"
PAGE = page(f"<p>{FIRST}</p>")


@pytest.mark.parametrize("content_type", [None, "text/html", UTF8])
def test_utf8_is_parsed_as_it_is(content_type):
    opened, decoded = open_utf8(PAGE.encode(), content_type), open_page(PAGE.encode(), content_type)
    assert etree.tostring(opened.root) == etree.tostring(decoded.root)
    assert (opened.closed, opened.repairs, opened.flags) == (True, frozenset(), ())


@pytest.mark.parametrize(
    "body",
    [
        codecs.BOM_UTF8 + PAGE.encode(),
        PAGE.encode("utf-16-le"),
        PAGE.encode().replace(b"<html>", b'<html><meta charset="windows-1258">'),
        PAGE.encode("cp1258", "replace"),
        PAGE.encode().replace(b"<body>", b"<body>" + b"</x>" * MOST_ERRORS),
    ],
    ids=["bom", "utf-16", "other charset declared", "other charset", "too many errors"],
)
def test_other_pages_are_left_to_be_decoded(body):
    assert open_utf8(body, None) is None
    assert open_page(body, None) is not None


@pytest.mark.parametrize("bad", [b"\xff", b"\xc0\xaf", b"\xe1\xba", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"])
@pytest.mark.parametrize(
    "place", ["<p>%</p>", "<!-- % -->", "<a href='/%'>", "<script>%</script>", "<style>%</style>", "</html>%"]
)
def test_bytes_that_are_not_utf8_are_found_everywhere(bad, place):
    before, after = place.split("%")
    body = PAGE.encode().replace(b"</body>", before.encode() + bad + after.encode() + b"</body>")
    assert open_utf8(body, UTF8) is None


@given(
    st.lists(st.one_of(st.binary(max_size=4), st.sampled_from([b"<p>", b"<!--", b"-->", "Đảng".encode()])))
)
def test_what_is_parsed_as_utf8_is_utf8(pieces):
    body = b"".join(pieces)
    opened = open_utf8(body, UTF8)
    if opened is not None:
        body.decode("utf-8")
        assert etree.tostring(opened.root) == etree.tostring(open_page(body, UTF8).root)


def reading(html):
    return read_page(html.encode(), URL, site=SITE, content_type=UTF8, captured=CAPTURED)


def test_article_that_was_encoded_twice_is_decoded_and_repaired():
    article = reading(PAGE.replace(FIRST, FIRST.encode().decode("latin-1"))).article
    assert (article.body, article.repairs) == (FIRST, ("charset:utf-8 twice",))


def test_repairs_of_text_outside_of_the_article_are_not_listed():
    menu = f"<nav>{FIRST.encode().decode('latin-1')}</nav>"
    article = reading(PAGE.replace("</body>", f"{menu}</body>")).article
    assert (article.body, article.repairs, article.flags) == (FIRST, (), ())
