"""Character encodings of pages: declared, wrong, mixed and double-encoded."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.charset import Decoded, decode

WORDS = "Đảng bộ Khối các cơ quan Trung ương tổ chức hội nghị, “sơ kết” hai năm."
PAGE = f"<html><head><title>{WORDS}</title></head><body><p>{WORDS}</p></body></html>"


@pytest.mark.parametrize("label", ["windows-1252", "windows-1258", "iso-8859-1", "latin1", "us-ascii"])
def test_utf8_under_a_wrong_header_is_utf8(label):
    shown = "windows-1258" if label == "windows-1258" else "windows-1252"
    assert decode(PAGE.encode(), f"text/html; charset={label}") == Decoded(
        PAGE, "utf-8", (f"charset:{shown} header overruled",)
    )


def test_utf8_under_a_wrong_meta_is_utf8():
    page = f'<meta charset="windows-1258">{WORDS}'
    assert decode(page.encode(), None) == Decoded(page, "utf-8", ("charset:windows-1258 meta overruled",))


@pytest.mark.parametrize(
    "content_type", [None, "text/html", "text/html; charset=utf-8", 'text/html; charset="UTF8"']
)
def test_declared_or_undeclared_utf8_has_no_flag(content_type):
    assert decode(PAGE.encode(), content_type) == Decoded(PAGE, "utf-8")


def test_ascii_is_utf8_under_any_label():
    assert decode(b"<p>Tin</p>", "text/html; charset=windows-1252") == Decoded("<p>Tin</p>", "utf-8")


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_byte_order_mark_decides_and_is_removed(bom, charset):
    decoded = decode(bom + PAGE.encode(charset), "text/html")
    assert decoded == Decoded(PAGE, charset)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_without_byte_order_mark_is_detected_by_nulls(charset):
    assert decode(PAGE.encode(charset), "text/html; charset=utf-8") == Decoded(
        PAGE, charset, ("charset:utf-8 header overruled",)
    )


@pytest.mark.parametrize(
    "content_type", [None, "text/html; charset=utf-8", "text/html; charset=windows-1252"]
)
def test_broken_sequences_in_utf8_are_counted(content_type):
    body = PAGE.encode().replace(b"<p>", b"<p>\xff\xc3 \xfe")
    decoded = decode(body, content_type)
    assert decoded.text == PAGE.replace("<p>", "<p>\ufffd\ufffd \ufffd")
    assert decoded.charset == "utf-8"
    assert "invalid:3" in decoded.repairs


def test_existing_replacement_characters_are_not_counted():
    body = "Mã xác nhận: L?y l?i m\ufffd b?o m?t".encode()
    assert decode(body, None) == Decoded("Mã xác nhận: L?y l?i m\ufffd b?o m?t", "utf-8")


@pytest.mark.parametrize(
    ("content_type", "meta", "repairs"),
    [
        ("text/html; charset=windows-1258", "", ()),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">', ()),
        ("text/html", "", ("charset:windows-1258 assumed",)),
        ("text/html; charset=utf-8", "", ("charset:utf-8 header overruled", "charset:windows-1258 assumed")),
    ],
)
def test_legacy_page_is_read_as_declared_or_assumed(content_type, meta, repairs):
    # đ, ơ and ư are letters of windows-1258, tones are combining marks
    page = f"{meta}<p>" + "Đo\u0300ng chí đươ\u0323c bâ\u0300u " * 5
    assert decode(page.encode("cp1258"), content_type) == Decoded(page, "windows-1258", repairs)


@pytest.mark.parametrize(
    "label", ["unicode-escape", "rot13", "utf-7", "zlib", "viscii", "x-user-defined", "\x00"]
)
def test_unusual_charset_label_is_ignored(label):
    body = b"+ADw-b \\u0041 \xd0\xe3\xfe\xff"
    assert decode(body, f"text/html; charset={label}").repairs == ("charset:windows-1258 assumed",)


def test_legacy_font_text_is_flagged_and_unchanged():
    tcvn3 = "§¶ng uû Khèi c¸c c¬ quan Trung ­¬ng tæ chøc héi nghÞ s¬ kÕt hai n¨m thùc hiÖn ChØ thÞ sè 05"
    assert decode(tcvn3.encode(), None) == Decoded(tcvn3, "utf-8", ("charset:tcvn3 suspected",))
    vni = "Ñaûng uûy Khoái caùc cô quan Trung öông toå chöùc hoäi nghò sô keát hai naêm thöïc hieän"
    assert decode(vni.encode(), None).repairs == ("charset:vni suspected",)


@pytest.mark.parametrize(
    "text",
    ["Phát biểu ©2021 Báo, 10µm, §1 điều «x»", "L'été où aéroport naïve coût août Noël maïs aiguë " * 3],
)
def test_symbols_and_foreign_words_are_not_legacy_font_text(text):
    assert decode(text.encode(), None).repairs == ()


def test_legacy_font_bytes_are_flagged():
    body = "§¶ng uû Khèi c¸c c¬ quan Trung \xad¬ng tæ chøc héi nghÞ s¬ kÕt hai n¨m".encode("latin-1")
    decoded = decode(body, "text/html; charset=windows-1252")
    assert (decoded.charset, decoded.repairs) == ("windows-1252", ("charset:tcvn3 suspected",))


@given(st.binary(), st.one_of(st.none(), st.text()))
def test_any_bytes_are_decoded(body, content_type):
    decoded = decode(body, content_type)
    decoded.text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf8_round_trips(text):
    assert decode(text.encode(), "text/html; charset=windows-1258").text == text
