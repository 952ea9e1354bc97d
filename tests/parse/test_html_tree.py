"""HTML trees as browsers build them: void elements, two roots, nested links, an early end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.parse.html_tree import DEEPEST, parse_html


def parsed(markup: str) -> tuple[str | None, set[str]]:
    """The tree of a page as markup, and its repairs."""
    repairs: set[str] = set()
    tree = parse_html(markup.encode(), repairs)
    return None if tree is None else etree.tostring(tree.root, encoding="unicode"), repairs


WHOLE = "<html><head><title>T</title></head><body><p>a</p><p>b</p></body></html>"


@pytest.mark.parametrize(
    "markup",
    [
        "<html></html><head><title>T</title></head><body><p>a</p><p>b</p></body></html>",
        "<html></html><head><title>T</title></head><body><p>a</p><p>b</p>",
        "<html><head><title>T</title></head><body><p>a</p></body></html><p>b</p>",
        "<html><head><title>T</title></head><body><p>a</p></HTML ><p>b</p></body></html>",
        "<html><head><title>T</title></head><body></body></html><html><body><p>a</p><p>b</p></body></html>",
    ],
)
def test_text_after_the_end_of_html_is_part_of_the_page(markup):
    assert parsed(markup) == (WHOLE, {"early_end"})


@pytest.mark.parametrize(
    "markup",
    [
        WHOLE,
        f"{WHOLE}\n<!-- 0.3 s: <b>text</b> --><script>text</script><style>text</style><img></body></html>",
        f"{WHOLE}<!-- text",
        f"{WHOLE}<script>'</html>'",
    ],
)
def test_page_with_nothing_to_read_after_its_end_is_left(markup):
    assert parsed(markup) == (WHOLE, set())


@pytest.mark.parametrize("markup", ["", " \n", "<!-- a -->"])
def test_markup_without_an_element_has_no_tree(markup):
    assert parsed(markup) == (None, set())


@pytest.mark.parametrize(
    ("markup", "body"),
    [
        (
            "<picture><source srcset=a><img src=b></picture>c",
            '<picture><source srcset="a"/><img src="b"/></picture>c',
        ),
        (
            "<picture><source src=a><source src=b>\n<img src=c>c</picture><b>d</b> e",
            '<picture><source src="a"/><source src="b"/>\n<img src="c"/>c</picture><b>d</b> e',
        ),
        ("<p>Đồng<wbr>bằng <b>x</b></p><p>y</p>", "<p>Đồng<wbr/>bằng <b>x</b></p><p>y</p>"),
        ("<embed src=a><p>b</p>c", '<embed src="a"/><p>b</p>c'),
    ],
)
def test_what_follows_a_void_element_is_not_inside_it(markup, body):
    assert parsed(markup) == (f"<html><body>{body}</body></html>", {"void_element"})


def test_void_elements_with_nothing_to_read_are_no_repair():
    assert parsed("<video>\n<source src=a>\n<track src=b>\nNo player<b>!</b></video>") == (
        '<html><body><video>\n<source src="a"/>\n<track src="b"/>\nNo player<b>!</b></video></body></html>',
        set(),
    )


def test_text_after_an_svg_that_is_not_closed_is_not_inside_it():
    assert parsed("<svg><path d=x><p>a</p><p>b</p>") == (
        '<html><body><div><path d="x"><p>a</p><p>b</p></path></div></body></html>',
        {"open_svg"},
    )
    closed = "<svg><title>t</title><text>a</text><foreignObject><p>b</p></foreignObject></svg><p>c</p>"
    markup, repairs = parsed(closed)
    assert (markup, repairs) == (f"<html><body>{closed.replace('O', 'o')}</body></html>", set())


def test_end_tag_of_br_breaks_the_line():
    assert parsed("<p>một</br>hai</BR >ba</p>") == (
        "<html><body><p>một<br/>hai<br/>ba</p></body></html>",
        {"br_end_tag"},
    )


def test_end_tag_of_br_breaks_the_line_after_more_errors_than_libxml2_reports():
    markup, repairs = parsed(f"<p>{'</x>' * 100}một</br>hai</p>")
    assert (markup, repairs) == ("<html><body><p>một<br/>hai</p></body></html>", {"br_end_tag"})


def test_page_that_is_nested_too_deep_is_flattened():
    deep = "<p>một<br>hai</p><script>code</script><img src=x>ba"
    markup, repairs = parsed(f"{'<div>' * 3000}{deep}{'</div>' * 3000}bốn</html>")
    assert repairs == {"nesting"}
    shown = 'một<br/>hai<br/><img src="x"/>ba<br/>'
    levels = DEEPEST - 2  # below html and body
    body = f"{'<div>' * levels}{shown}{'</div>' * levels}bốn"
    assert markup == f"<html><body>{body}</body></html>"


@pytest.mark.parametrize(
    "piece", ["<wbr>a", "<source>", "<track><b>", "</br", "</html><!--", "</html><script", "</html><a", "<a>"]
)
def test_long_pages_of_one_piece_are_parsed(piece):
    parse_html(b"</html>" + piece.encode() * (100_000 // len(piece)), set())


@given(
    st.lists(
        st.sampled_from(["<html>", "</html>", "<p>", "</br>", "<wbr>", "<source>", "<!--", "-->", "a", "<a>"])
    )
)
def test_any_pieces_of_markup_are_parsed(pieces):
    repairs: set[str] = set()
    tree = parse_html("".join(pieces).encode(), repairs)
    assert tree is None or all(not len(void) and not void.text for void in tree.root.iter("wbr", "source"))
