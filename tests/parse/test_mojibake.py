"""UTF-8 that was encoded twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.mojibake import damage_flag, repair_twice_encoded

TITLE = "Hội nghị tổng kết"
TEXT = "Đoàn công tác đã đến thăm, động viên các gia đình chính sách ở xã. Ai là người đi trước? Tất cả. " * 5
LOST = TEXT.translate({ord(letter): "?" for letter in "ộịổếđướởạấảằĐ"})


@pytest.mark.parametrize(
    ("title", "text", "flag"),
    [
        (TITLE, TEXT, None),
        (TITLE, LOST, "charset:lossy"),
        (TITLE, TEXT.replace("đ", "\ufffd"), "charset:lossy"),
        ("H?i ngh? t?ng k?t", TEXT, "charset:lossy"),
        (TITLE, f"{TEXT} c?ng t?c x?y d?ng", "charset:lossy"),
        (TITLE, LOST.replace("?", "¿"), "charset:lossy"),
        (TITLE, f"{TEXT} Mã quy\ufffdt", None),
        ("H?I NGH? T?NG K?T", TEXT, "charset:lossy"),
        (TITLE, f"{TEXT} ?ảng ?ồng chí ?ã", "charset:lossy"),
        ("Há»™i nghá»‹", TEXT, "charset:double-encoded"),
        (TITLE, f"{TEXT} H&#7897;i ngh&#7883; t&#7893;ng k&#7871;t", "charset:escaped"),
        ("XÃ HỘI", f"{TEXT} «XÃ» và «Ă», XÃ\xa0HỘI", None),
        (TITLE, f"{TEXT} https://bao.example/?id=1 /tim?q=a&b=c?d https://a.vn/x?y https://b.vn/x?y", None),
        (TITLE, f"{TEXT} Vì sao?Vì đâu?Đó là... Ai?Ông nói?", None),
        (TITLE, TEXT.encode().decode("cp1252", "replace"), "charset:double-encoded"),
        (TITLE, "Há»i nghá» tá»ng káº¿t", "charset:double-encoded"),
        (
            TITLE,
            "§¶ng uû Khèi c¸c c¬ quan Trung ­¬ng tæ chøc héi nghÞ s¬ kÕt hai n¨m thùc hiÖn" * 2,
            "charset:guessed",
        ),
        (
            TITLE,
            "Ñaûng uûy Khoái caùc cô quan Trung öông toå chöùc hoäi nghò sô keát hai naêm" * 2,
            "charset:guessed",
        ),
        ("Meeting", "The delegates met in São Paulo and Bogotá, at a café.", None),
        ("Họp", "", None),
    ],
)
def test_damaged_text_is_flagged(title, text, flag):
    assert damage_flag(title, f"{title}\n{text}") == flag


def test_text_that_was_encoded_twice_is_repaired_where_every_byte_is_there():
    twice = f"«{TITLE}» – 5°C".encode().decode("latin-1")
    assert repair_twice_encoded(f"{twice} ủy") == f"«{TITLE}» – 5°C ủy"
    assert repair_twice_encoded(f"{twice} á»\ufffd") is None
    assert repair_twice_encoded(TITLE) is None


@given(st.text())
def test_any_text_may_be_asked_for_damage(text):
    damage_flag(text, text)
    repair_twice_encoded(text)


@given(st.text("Haá»º™iÃÄÆ\xad\x81 «", max_size=60))
def test_repaired_text_has_no_part_that_is_encoded_twice(text):
    repaired = repair_twice_encoded(text)
    assert repaired is None or repair_twice_encoded(repaired) is None
