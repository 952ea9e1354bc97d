"""The words that documents are cited with: types, the letters of codes, the bodies that issue.

The patterns are pieces for the readers beside this file. They take NFC text in which `Ð` is `Đ`, every
blank is U+0020 and every dash `-`, and repeat nothing without a bound: awkward text costs linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

UPPER = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x1EFA) if chr(c).isupper())
NAME_WORD = rf"[{UPPER}]\w{{0,12}}"

TYPES = {
    "nghị quyết": "nghi_quyet",
    "chỉ thị": "chi_thi",
    "quy định": "quy_dinh",
    "qui định": "quy_dinh",
    "kết luận": "ket_luan",
    "hướng dẫn": "huong_dan",
    "quyết định": "quyet_dinh",
    "quy chế": "quy_che",
    "qui chế": "quy_che",
    "kế hoạch": "ke_hoach",
    "chương trình": "chuong_trinh",
    "thông báo": "thong_bao",
    "đề án": "de_an",
    "nghị định": "nghi_dinh",
    "thông tư": "thong_tu",
    "pháp lệnh": "phap_lenh",
    "bộ luật": "luat",
    "luật": "luat",
}
# Nouns only. The others are verbs as well (`Hướng dẫn 20 hộ dân`), so a bare number after them proves less.
NEVER_VERBS = frozenset({"nghi_quyet", "chi_thi", "nghi_dinh", "thong_tu"})

# The letters between number and issuer: 05-CT/TW, 1847/QĐ-TTg. QĐ is a rule or a decision.
LETTERS = {
    "NQ": ("nghi_quyet",),
    "NQLT": ("nghi_quyet",),
    "CT": ("chi_thi",),
    "QĐ": ("quy_dinh", "quyet_dinh"),
    "QĐNS": ("quyet_dinh",),
    "QyĐ": ("quy_dinh",),
    "QĐi": ("quy_dinh",),
    "KL": ("ket_luan",),
    "HD": ("huong_dan",),
    "QC": ("quy_che",),
    "KH": ("ke_hoach",),
    "CTr": ("chuong_trinh",),
    "CTHĐ": ("chuong_trinh",),
    "CTrHĐ": ("chuong_trinh",),
    "TB": ("thong_bao",),
    "ĐA": ("de_an",),
    "NĐ": ("nghi_dinh",),
    "TT": ("thong_tu",),
    "TTLT": ("thong_tu",),
}
SHORT_TYPES = ("NQ", "CT", "QĐ", "KL", "HD", "NĐ")

HEAD = re.compile(
    rf"(?<![\w/.-])(?:(?P<word>(?i:{'|'.join(TYPES)}))|(?P<short>{'|'.join(SHORT_TYPES)}))"
    r"(?=[ :]|(?<=NQ)(?:TW|TƯ|\d))"
)
_PERHAPS_HEAD = re.compile("|".join([*TYPES, *map(str.lower, SHORT_TYPES)]))


def heads(view: str) -> Iterator[re.Match[str]]:
    """What HEAD.finditer finds, three times as fast: it is asked only where the letters of a type stand."""
    lowered = view.replace("İ", "I").lower()  # no other letter takes two places when it is small
    begin = 0
    while perhaps := _PERHAPS_HEAD.search(lowered, begin):
        begin = perhaps.start() + 1
        if head := HEAD.match(view, perhaps.start()):
            begin = head.end()
            yield head


def type_of(head: re.Match[str]) -> str:
    """The type that a match of HEAD names; `QĐ` alone is taken for a decision."""
    if head["word"]:
        return TYPES[head["word"].lower()]
    return LETTERS[head["short"]][-1]


TRUNG_UONG = r"[Tt](?:rung [Ưư]ơng|RUNG ƯƠNG|\. ?Ư|\. ?W|Ư|W)(?![^\W\d])"  # `TW4` too
KHOA = r"(?i:khóa|khoá)"
UY = r"(?i:ủy|uỷ)"


def _any_of(phrases: str) -> str:
    return "(?:" + "|".join(phrase.strip() for phrase in phrases.split(",")) + r")\b"


COUNTED = re.compile(
    r" ?%| (?!ngày \d)"
    + _any_of(
        "năm, tháng, tuần, ngày, giờ, phút, giây, lần, nội dung, nhiệm vụ, nhóm, điểm, điều, khoản, mục, "
        "việc, vấn đề, người, đồng chí, cán bộ, đảng viên, học viên, đại biểu, tập thể, cá nhân, hộ, xã, "
        "phường, huyện, tỉnh, đơn vị, tổ chức, chi bộ, đảng bộ, cơ quan, trường hợp, dự án, công trình, "
        "chỉ tiêu, mục tiêu, giải pháp, khâu, bước, nghị quyết, chỉ thị, kết luận, văn bản, triệu, tỷ, tỉ, "
        "nghìn, ngàn, đồng, tấn, ha, km, m, bài, cuốn, chuyên đề, ý kiến, lượt, lớp, buổi, trang"
    ),
    re.IGNORECASE,
)
# What may follow a number that stands for a document: an end, or a word that is no counted thing.
CLAUSE_GOES_ON = re.compile(
    r"(?! ?\w)| "
    + _any_of(
        "của, về, và, với, đã, đang, sẽ, là, do, được, cho, gắn, trong, tại, theo, ở, đến, từ, để, nhằm, có, "
        "cần, phải, còn, khi, nêu, yêu cầu, quy định, ban hành, ra đời, cùng, hay, hoặc, trên, đối với, qua, "
        "sau, trước, bằng, như, nên, vào, không, thì, ngày, khóa, khoá, giai đoạn, góp phần, tạo, tiếp tục, "
        "giúp, mang, đạt, thực hiện"
    ),
    re.IGNORECASE,
)
