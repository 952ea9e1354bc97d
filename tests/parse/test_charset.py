"""Character encodings of pages: declared, wrong, mixed and double-encoded."""

import codecs
from pathlib import Path

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
        ("text/html", "", ("charset:windows-1258 recognised",)),
        (
            "text/html; charset=utf-8",
            "",
            ("charset:utf-8 header overruled", "charset:windows-1258 recognised"),
        ),
        (
            "text/html; charset=windows-1252",
            "",
            ("charset:windows-1252 header overruled", "charset:windows-1258 recognised"),
        ),
        (
            "text/html",
            '<meta charset="iso-8859-1">',
            ("charset:windows-1252 meta overruled", "charset:windows-1258 recognised"),
        ),
    ],
)
def test_windows_1258_is_recognised_by_its_words(content_type, meta, repairs):
    # đ, ơ and ư are letters of windows-1258, tones are combining marks
    page = f"{meta}<p>" + "Đo\u0300ng chí đươ\u0323c bâ\u0300u " * 5
    assert decode(page.encode("cp1258"), content_type) == Decoded(page, "windows-1258", repairs)


@pytest.mark.parametrize("label", ["unicode-escape", "rot13", "utf-7", "zlib", "x-user-defined", "\x00"])
def test_unusual_charset_label_is_ignored(label):
    body = b"+ADw-b \\u0041 \xd0\xe3\xfe\xff"
    assert decode(body, f"text/html; charset={label}").repairs == ("charset:windows-1258 assumed",)


SENTENCE = "Hội nghị tổng kết, Đảng bộ xã biểu dương nhiều đảng viên"
TCVN3 = "Héi nghÞ tæng kÕt, §¶ng bé x· biÓu d­¬ng nhiÒu ®¶ng viªn"
VNI = "Hoäi nghò toång keát, Ñaûng boä xaõ bieåu döông nhieàu ñaûng vieân"
VISCII = "Hµi ngh¸ t±ng kªt, Ðäng bµ xã bi¬u dß½ng nhi«u ðäng viên"
VPS = "H¶i nghÎ t°ng k\x89t, ñäng b¶ xã bi\x8bu dÜÖng nhi\x8au Çäng viên"
LEGACY = [
    ("tcvn3", TCVN3, "x-viet-tcvn5712", ("charset:guessed",)),
    ("vni", VNI, "x-viet-vni", ()),
    ("viscii", VISCII, "VISCII", ()),
    ("vps", VPS, "x-viet-vps", ("charset:guessed",)),
]


@pytest.mark.parametrize(("charset", "typed", "label", "flags"), LEGACY)
def test_vietnamese_charset_is_recognised_by_its_words(charset, typed, label, flags):
    body = typed.encode("latin-1")
    recognised = f"charset:{charset} recognised"
    assert decode(body, f"text/html; charset={label}") == Decoded(SENTENCE, charset, (), flags)
    assert decode(body, None) == Decoded(SENTENCE, charset, (recognised,), flags)
    assert decode(body, "text/html; charset=windows-1252") == Decoded(
        SENTENCE, charset, ("charset:windows-1252 header overruled", recognised), flags
    )
    assert decode(SENTENCE.encode(), f"text/html; charset={label}") == Decoded(
        SENTENCE, "utf-8", (f"charset:{charset} header overruled",)
    )


def test_vietnamese_charset_that_the_page_declares_is_followed():
    page = b'<meta http-equiv="Content-Type" content="text/html; charset=VISCII"><p>\xd0\xe4ng</p>'
    assert decode(page, "text/html") == Decoded(
        '<meta http-equiv="Content-Type" content="text/html; charset=VISCII"><p>Đảng</p>', "viscii"
    )


@pytest.mark.parametrize(
    ("typed", "charset", "flags"), [(TCVN3, "tcvn3", ("charset:guessed",)), (VNI, "vni", ())]
)
def test_text_typed_for_a_font_is_converted(typed, charset, flags):
    assert decode(f"<p>{typed}</p>".encode(), None) == Decoded(
        f"<p>{SENTENCE}</p>", "utf-8", (f"charset:{charset} converted",), flags
    )


@pytest.mark.parametrize(("typed", "charset"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_only_the_runs_typed_for_a_font_are_converted(typed, charset):
    menu = "<li>Thời sự</li><li>Pháp lý</li><li>Đường bộ</li><li>España</li><li>© 2004</li>"
    word, _, _ = typed.partition(" ")
    page = f"{menu}<p>{typed}</p><b>{word}</b>{menu}"
    assert decode(page.encode(), None).text == f"{menu}<p>{SENTENCE}</p><b>Hội</b>{menu}"


@pytest.mark.parametrize(
    "text",
    ["Phát biểu ©2021 Báo, 10µm, §1 điều «x»", "L'été où aéroport naïve coût août Noël maïs aiguë " * 3],
)
def test_symbols_and_foreign_words_are_not_legacy_font_text(text):
    assert decode(text.encode(), None).repairs == ()


@pytest.mark.parametrize(("charset", "typed"), [("tcvn3", TCVN3), ("vni", VNI)])
def test_quotes_and_dashes_of_windows_are_kept(charset, typed):
    body = b"\x93" + typed.encode("latin-1") + b"\x94 \x96 10\x85"
    decoded = decode(body, "text/html; charset=windows-1252")
    assert (decoded.text, decoded.charset) == (f"“{SENTENCE}” – 10…", charset)


def test_capitals_of_tcvn3_are_told_by_the_letters_around():
    typed = "<b>HéI NGHÞ Bµ Lª</b><p>ë xã, bé m«n nªu CHØ THÞ 05. ñy ban (¸nh) - NHÊT TRÝ!</p>"
    words = "<b>HỘI NGHỊ BÀ LÊ</b><p>Ở xó, bộ môn nêu CHỈ THỊ 05. Ủy ban (ánh) - NHẤT TRÍ!</p>"
    assert decode(typed.encode("latin-1"), None) == Decoded(
        words, "tcvn3", ("charset:tcvn3 recognised",), ("charset:guessed",)
    )


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "cp1258"])
def test_utf8_that_was_encoded_twice_is_decoded_twice(wrong):
    words = "Hội nghị tổng kết, biểu dương các đồng chí."
    table = {byte: bytes((byte,)).decode(wrong, "ignore") or chr(byte) for byte in range(256)}
    twice = "".join(table[byte] for byte in words.encode())
    page = f"<p>{twice}</p><p>Đường bộ</p>"
    assert decode(page.encode(), None) == Decoded(
        f"<p>{words}</p><p>Đường bộ</p>", "utf-8", ("charset:utf-8 twice",)
    )


def test_utf8_that_was_encoded_twice_and_lost_a_byte_is_left():
    page = "".join("Hội nghị tổng kết, về".encode().decode("cp1252", "replace"))
    assert "\ufffd" in page
    assert decode(page.encode(), None) == Decoded(page, "utf-8")


def test_guillemets_after_a_vowel_are_not_encoded_twice():
    page = "«đá» và «xã» và «cá»: «ná», «lá»… «má»"
    assert decode(page.encode(), None).text == page


ROOT = Path(__file__).parents[2]
GOOD_PAGES = sorted(
    file
    for folder in ("tests/sites", "../shared/pages", "../shared/real", "../shared/reading")
    for file in (ROOT / folder).rglob("*.html")
    if not file.name.startswith(("cp1258", "legacy"))
)


@pytest.mark.parametrize("page", GOOD_PAGES, ids=lambda page: page.stem)
def test_good_page_is_neither_repaired_nor_converted(page):
    body = page.read_bytes()
    repairs = tuple(
        word for word in decode(body, "text/html; charset=utf-8").repairs if "invalid" not in word
    )
    assert (decode(body, None).text, repairs) == (body.decode("utf-8", "replace"), ())


@given(st.binary(), st.one_of(st.none(), st.text()))
def test_any_bytes_are_decoded(body, content_type):
    decoded = decode(body, content_type)
    decoded.text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf8_round_trips(text):
    assert decode(text.encode(), "text/html; charset=windows-1258").text == text
