"""Text normalisation: NFC, white space, eth, invisible characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.text import ETH, NOT_SHOWN, paragraphs, tidy

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


@pytest.mark.parametrize(
    ("raw", "text", "mended"),
    [
        ("  Đảng ủy\xa0\xa0Khối \t các\u2003cơ quan \u3000", "Đảng ủy Khối các cơ quan", set()),
        (unicodedata.normalize("NFD", "Đảng ủy Khối"), "Đảng ủy Khối", {"nfd"}),
        ("Đảng u\u0309y và ủy", "Đảng ủy và ủy", {"nfd"}),
        ("Hội\u200b nghị\u200d\ufeff", "Hội nghị", {"zero_width"}),
        ("tuyên\xad truyền", "tuyên truyền", {"soft_hyphen"}),
        ("Bí\x00 thư\x07\x9f", "Bí thư", {"control"}),
        ("hội\x1cnghị", "hộinghị", {"control"}),
        ("\u202eTrung ương\u202c", "Trung ương", {"bidi"}),
        ("Hà Nội \ud83d", "Hà Nội", {"surrogate"}),
        ("một\x85hai\u2028ba", "một hai ba", set()),
        ("", "", set()),
        (" \u200b\xa0 ", "", {"zero_width"}),
        ("L?y l?i m\ufffd", "L?y l?i m\ufffd", set()),
    ],
)
def test_paragraph_is_normalised_and_repairs_recorded(raw, text, mended):
    repairs: set[str] = set()
    assert tidy(raw, repairs) == text
    assert repairs == mended


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Ðảng ủy Khối các cơ quan T.Ư", "Đảng ủy Khối các cơ quan T.Ư"),
        ("Ðảng ta và Đảng bộ", "Đảng ta và Đảng bộ"),
        ("Ban Ðoàn, hướng ðến", "Ban Đoàn, hướng đến"),
        ("Nghị định 130/2020/NÐ-CP, HÐND, LÐ-TB&XH", "Nghị định 130/2020/NĐ-CP, HĐND, LĐ-TB&XH"),
        ("(QBÐT) - Ngày", "(QBĐT) - Ngày"),
        (unicodedata.normalize("NFD", "Ðảng").replace("Đ", "Ð"), "Đảng"),
    ],
)
def test_eth_used_as_d_with_stroke_is_repaired(raw, text):
    repairs: set[str] = set()
    assert tidy(raw, repairs) == text
    assert "eth" in repairs


@pytest.mark.parametrize(
    "icelandic",
    [
        "Thủ tướng Iceland Sigurður Ingi Jóhannsson thăm Đảng bộ",
        "Það er gott veður, sagði Guðmundur",
        "Reykjavík: ÞÓRÐUR OG SIGURÐUR",
    ],
)
def test_icelandic_eth_is_unchanged(icelandic):
    repairs: set[str] = set()
    assert tidy(icelandic, repairs) == icelandic
    assert repairs == set()


def test_empty_lines_are_not_paragraphs():
    repairs: set[str] = set()
    raw = "Một\r\n\xa0\r\n hai \rba\u2029\u200b\nbốn\vnăm"
    assert paragraphs(raw, repairs) == ("Một", "hai", "ba", "bốn", "năm")
    assert repairs == {"zero_width"}


@given(ANY_TEXT)
def test_normalisation_is_idempotent(raw):
    text = tidy(raw, set())
    repairs: set[str] = set()
    assert tidy(text, repairs) == text
    assert repairs == set()
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    text.encode("utf-8")


@given(ANY_TEXT)
def test_no_word_is_lost_or_joined_across_paragraphs(raw):
    # ð is judged as Icelandic or not by its paragraph.
    cut, whole = " ".join(paragraphs(raw, set())), tidy(raw, set())
    assert cut.translate(ETH).split() == whole.translate(ETH).split()


def test_invisible_characters_are_removed_from_a_line():
    signs = [chr(code) for code in range(0x110000) if NOT_SHOWN.match(chr(code))]
    assert [sign for sign in signs if tidy(f"hội{sign}nghị", set()) not in ("hộinghị", "hội nghị")] == []
