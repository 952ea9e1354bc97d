"""Vietnamese syllables, and the share of them in a text."""

import pytest

from crawler.parse.syllables import is_syllable, syllable_share


@pytest.mark.parametrize(
    "word",
    [
        "Đảng",
        "nghiệm",
        "khuỷu",
        "giếng",
        "gìn",
        "quyết",
        "quýt",
        "oản",
        "ngoằn",
        "uỷ",
        "ủy",
        "yếu",
        "thuở",
        "huơ",
        "rượu",
        "ỉu",
    ],
)
def test_vietnamese_word_is_a_syllable(word):
    assert is_syllable(word)
    assert is_syllable(word.upper())


@pytest.mark.parametrize(
    "word",
    [
        "nghiÖm",
        "Đắk",
        "káo̩",
        "thuật\u200bs",
        "cađ",
        "ặạ",
        "bàt",
        "học̀",
        "tếch1",
        "Ñaûng",
        "§¶ng",
        "中文",
        "HĐND",
        "café",
        "naïve",
    ],
)
def test_other_strings_are_not(word):
    assert not is_syllable(word)


def test_stops_have_two_tones_only():
    assert [is_syllable(word) for word in ("các", "cạc", "càc", "cac")] == [True, True, False, False]


def test_share_counts_words_with_letters_beyond_ascii():
    assert syllable_share("Đảng bộ xã Krông Pắk, 中文") == (3 / 6, 6)
    assert syllable_share("“Trung ương” – các cơ quan…") == (1.0, 3)
    assert syllable_share("") == (0.0, 0)
