"""The bodies that issue documents: patterns for the printed forms, and canonical names."""

from __future__ import annotations

import re

from archive.references.vocabulary import NAME_WORD, TRUNG_UONG, UPPER, UY

_CITY = rf"TP(?:\.(?= {NAME_WORD} [{UPPER}]))?"  # in `Đảng bộ TP. Đặc biệt, ...` the dot ends a sentence
_LEVEL = rf"tỉnh|thành phố|{_CITY}|huyện|thị xã|quận|phường|xã|đặc khu|khối|các cơ quan|cơ quan|doanh nghiệp"
PLACE = rf"(?: (?:{TRUNG_UONG}|(?:{_LEVEL}|{NAME_WORD})(?!\w))){{0,8}}"
_COMMITTEE = rf"(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng|Quân) {UY}"
DANG_BO = rf"(?:[Đđ]ảng bộ|[Cc]hi bộ|ĐẢNG BỘ)(?!\w){PLACE}"

_MINISTRY = (
    r"(?:Công an|Công [Tt]hương|Dân tộc và Tôn giáo|Giáo dục và Đào tạo|GD&ĐT|GD-ĐT|Giao thông [Vv]ận tải|"
    r"Kế hoạch và Đầu tư|KH&ĐT|Khoa học và Công nghệ|KH&CN|Lao động(?: ?-|,) Thương binh và Xã hội|LĐTB&XH|"
    r"Ngoại giao|Nội vụ|Nông nghiệp và Môi trường|Nông nghiệp và Phát triển [Nn]ông thôn|NN&PTNT|Quốc phòng|"
    r"Tài chính|Tài nguyên và Môi trường|TN&MT|Thông tin và Truyền thông|TT&TT|Tư pháp|"
    r"Văn (?:hóa|hoá), Thể thao và Du lịch|VHTT&DL|Xây dựng|Y tế)"
)
_COMMISSION = (
    r"(?:Ban (?:Tổ chức|Tuyên giáo và Dân vận|Tuyên giáo|Dân vận|Nội chính|Kinh tế|Đối ngoại|Cán sự [Đđ]ảng|"
    rf"Chính sách, chiến lược)|Văn phòng|(?:Ủy|Uỷ) ban Kiểm tra|UBKT|Hội đồng Lý luận)"
    rf" (?:{TRUNG_UONG}(?: Đảng(?! \w?{UY}))?|{_COMMITTEE}{PLACE}|Chính phủ)"
)
ISSUER = (
    r"(?:(?i:Bộ Chính trị)|BCT|"
    rf"(?:(?i:Ban Bí thư)|BBT)(?: {TRUNG_UONG}(?: Đảng)?)?|"
    r"(?:Hội nghị lần thứ \w{1,6}(?: \w{1,4})?,? (?:của )?)?"
    rf"(?:Ban Chấp hành|BCH) {TRUNG_UONG}(?: Đảng)?|"
    rf"(?:(?:Ban Thường vụ|BTV|Ban Chấp hành|BCH|Thường trực) )?(?:{_COMMITTEE}|Đảng bộ){PLACE}|"
    rf"(?:Chủ tịch )?(?:UBND|HĐND|(?:Ủy|Uỷ) ban nhân dân|Hội đồng nhân dân){PLACE}|"
    rf"{_COMMISSION}|(?:Bộ trưởng )?(?:Bộ|Sở) {_MINISTRY}|"
    r"Thủ tướng(?: Chính phủ)?|Chính phủ|Chủ tịch nước|UBTVQH|(?:Ủy|Uỷ) ban Thường vụ Quốc hội|Quốc hội|"
    rf"{TRUNG_UONG}(?: Đảng)?(?! [{UPPER}]))(?!\w)"
)

CENTRAL_COMMITTEE = "Ban Chấp hành Trung ương"
_CANONICAL = (
    (re.compile(rf".*\b(?:Ban Chấp hành|BCH) {TRUNG_UONG}.*"), CENTRAL_COMMITTEE),
    (re.compile(r"(?:(?i:Ban Bí thư)|BBT)\b.*"), "Ban Bí thư"),
    (re.compile(r"(?i:Bộ Chính trị)|BCT"), "Bộ Chính trị"),
    (re.compile(rf"{TRUNG_UONG}(?: Đảng)?"), "Trung ương"),
)


def canonical_issuer(printed: str | None) -> str | None:
    """Return the canonical name of a central body, or the name as printed.

    >>> canonical_issuer("BCH T.Ư Đảng"), canonical_issuer("Ban Thường vụ Tỉnh ủy")
    ('Ban Chấp hành Trung ương', 'Ban Thường vụ Tỉnh ủy')
    """
    if printed is None:
        return None
    return next((name for form, name in _CANONICAL if form.fullmatch(printed)), printed)


# `HĐND tỉnh khóa XVIII` is a term of an elected body, not a Party congress.
ELECTED = re.compile(
    r"(?:Chủ tịch )?(?:HĐND|Hội đồng nhân dân|Quốc hội|UBTVQH|(?:Ủy|Uỷ) ban Thường vụ Quốc hội)\b"
)
