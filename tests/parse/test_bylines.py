"""Author names and credits from bylines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.bylines import Byline, is_byline, lift_source_mark, read_byline

CREDITS = [  # byline as printed, persons
    ("PV", ()),
    ("Theo chinhphu.vn", ()),
    ("(Hà My)", ("Hà My",)),
    ("(Theo TTXVN)", ()),
    ("Thơ: Hà My", ("Hà My",)),
    ("Nhạc và lời: Hà My", ("Hà My",)),
    ("Ghi chép của Hà My", ("Hà My",)),
    ("Tùy bút: Hà My", ("Hà My",)),
    ("Theo Báo điện tử Đảng Cộng sản Việt Nam", ()),
    ("Theo Người Lao Động", ()),
    ("Báo điện tử Chính phủ", ()),
    ("Tổng hợp từ TTXVN", ()),
    ("Tổ PV Xây dựng Đảng - Hà My", ("Hà My",)),
    ("Họa sĩ Hà My", ("Hà My",)),
    ("Tiến sĩ Y khoa Hà My", ("Hà My",)),
    ("Anh hùng LLVTND Trần Bình", ("Trần Bình",)),
    ("P.V", ()),
    ("Nhóm PV", ()),
    ("PV TTXVN tại Lào", ()),
    ("Ban Biên tập", ()),
    ("BAN BIÊN TẬP", ()),
    ("TTXVN", ()),
    ("(TTXVN/Vietnam+)", ()),
    ("(TTXVN/VIETNAM+)", ()),
    ("(Vnews/Vietnam+)", ()),
    ("Tổng hợp", ()),
    ("Báo Nhân Dân", ()),
    ("VOV.VN", ()),
    ("Theo TTXVN", ()),
    ("Theo Hà My/VnExpress", ()),
    ("Nguồn: Chinhphu.vn", ()),
    ("Thu Uyên", ("Thu Uyên",)),
    ("NGUYÊN KHANG", ("NGUYÊN KHANG",)),
    ("TRẦN HẢI-MINH ANH", ("TRẦN HẢI", "MINH ANH")),
    ("Trần Hải – Minh Anh", ("Trần Hải", "Minh Anh")),
    ("Hà My, Lan Anh và Trần Bình", ("Hà My", "Lan Anh", "Trần Bình")),
    ("Jean-Luc Godard", ("Jean-Luc Godard",)),
    ("H'Hen Niê", ("H'Hen Niê",)),
    ("P.Y", ("P.Y",)),
    ("Tin, ảnh: P.Y", ("P.Y",)),
    ("Bài và ảnh: Hà My - Lan Anh", ("Hà My", "Lan Anh")),
    ("Thực hiện: Hà My; Đồ họa: Lan Anh", ("Hà My", "Lan Anh")),
    ("Đỗ Hương (thực hiện)", ("Đỗ Hương",)),
    ("MINH NGUYỆT (TTXVN/VIETNAM+)", ("MINH NGUYỆT",)),
    ("PV - Hà My", ("Hà My",)),
    ("Hà My/Báo Tin tức", ("Hà My",)),
    ("PGS, TS Trần Bình", ("Trần Bình",)),
    ("ThS. Lan Anh", ("Lan Anh",)),
    ("Hà My - Hà My", ("Hà My",)),
    ("Vietnam+", ()),
    ("Việt Nam+", ()),
    ("Vietnam+/TTXVN", ()),
    ("Hà My/Vietnam+", ("Hà My",)),
    ("Hà My+Lan Anh", ("Hà My", "Lan Anh")),
    ("NDO", ()),
    ("HÀ MY/NDO", ("HÀ MY",)),
    ("VOV", ()),
    ("BGO", ()),
    ("THU", ("THU",)),
    ("Tuổi Trẻ", ()),
    ("Reuters", ()),
    ("ThS, BS CKII Lê Thị Hoa", ("Lê Thị Hoa",)),
    ("BSCKII. Lê Thị Hoa", ("Lê Thị Hoa",)),
    ("Bác sĩ chuyên khoa II Lê Thị Hoa", ("Lê Thị Hoa",)),
    ("GS.TSKH Trần Bình", ("Trần Bình",)),
    ("PGS.TS. NGƯT TRẦN BÌNH", ("TRẦN BÌNH",)),
    ("PGS - TS Trần Bình", ("Trần Bình",)),
    ("Đại tá, TS Nguyễn Văn Hùng", ("Nguyễn Văn Hùng",)),
    ("Thượng tướng Nguyễn Văn Hùng", ("Nguyễn Văn Hùng",)),
    ("THIẾU UÝ NGUYỄN VĂN HÙNG", ("NGUYỄN VĂN HÙNG",)),
    ("Nguyễn Văn Hùng, Đại tá", ("Nguyễn Văn Hùng",)),
    ("Nguyễn Văn Hùng - Luật sư", ("Nguyễn Văn Hùng",)),
    ("Nguyễn Văn Hùng (Đại tá, TS)", ("Nguyễn Văn Hùng",)),
    ("Nhà báo Hà My", ("Hà My",)),
    ("Luật sư Hà My", ("Hà My",)),
    ("Đ/c Trần Bảy", ("Trần Bảy",)),
    ("TS Trần Bình, Viện trưởng Viện Kinh tế", ("Trần Bình",)),
    ("TRẦN BÌNH, BÍ THƯ TỈNH ỦY, ỦY VIÊN BAN CHẤP HÀNH", ("TRẦN BÌNH",)),
    ("TS Trần Bình, Trường Đại học Y Hà Nội", ("Trần Bình",)),
    ("TS Trần Bình - Trường Đại học Y Hà Nội", ("Trần Bình",)),
    ("Trần Bình - Phó Giám đốc Sở Y tế", ("Trần Bình",)),
    ("Thiếu tá QNCN Trần Bình", ("Trần Bình",)),
    ("PV Thời sự - Hà My", ("Hà My",)),
    ("PV Nội chính: Hà My", ("Hà My",)),
    ("Đài PT-TH Hà Nội", ()),
    ("PV KINH TẾ - XÃ HỘI", ()),
    ("PV Thời Sự", ()),
    ("Ban Bạn đọc", ()),
    ("PV Hà My", ("Hà My",)),
    ("Hà My thực hiện", ("Hà My",)),
    ("Nội dung: Hà My; Trình bày: Lan Anh", ("Hà My", "Lan Anh")),
    ("Hà My và nhóm PV", ("Hà My",)),
]


@pytest.mark.parametrize(("printed", "persons"), CREDITS)
def test_credit_is_kept_as_printed_with_its_persons(printed, persons):
    assert read_byline([printed]) == Byline(printed, persons)
    assert is_byline(printed)


@pytest.mark.parametrize(
    ("lines", "byline"),
    [
        (
            ["Lê Xuân Thủy", "(Đảng ủy Khối các cơ quan tỉnh)", "", ","],
            Byline("Lê Xuân Thủy (Đảng ủy Khối các cơ quan tỉnh)", ("Lê Xuân Thủy",)),
        ),
        (["Trần Bảy", "Bí thư Đảng ủy xã"], Byline("Trần Bảy Bí thư Đảng ủy xã", ("Trần Bảy",))),
        (["HÀ MY", "Ảnh: LAN ANH", ". . ."], Byline("HÀ MY Ảnh: LAN ANH", ("HÀ MY", "LAN ANH"))),
        (["\xa0Thu\xa0Uyên\u200b "], Byline("Thu Uyên", ("Thu Uyên",))),
        (["Ðỗ Hương"], Byline("Đỗ Hương", ("Đỗ Hương",))),
        ([".", "", " , "], Byline(None)),
        ([], Byline(None)),
    ],
)
def test_lines_of_a_byline_are_joined(lines, byline):
    assert read_byline(lines) == byline


@pytest.mark.parametrize(
    "printed",
    [
        "Đảng ủy Khối các cơ quan tỉnh",
        "Sở Công Thương",
        "Hội Nông dân Việt Nam",
        "Việt Nam",
        "Hội nghị bế mạc.",
        "Trường Đại học Y Hà Nội",
        "BÍ THƯ TỈNH ỦY",
        "CÒN NỮA",
        "THỜI SỰ",
        "Đại tá",
    ],
)
def test_organisation_is_not_an_author(printed):
    assert read_byline([printed]) == Byline(printed)


@pytest.mark.parametrize(
    "line",
    [
        "",
        ".",
        "Hội nghị kết thúc tốt đẹp.",
        "Kết luận",
        "1. Kết quả đạt được",
        "Đồng chí Trần Bảy phát biểu tại hội nghị",
        "Theo đồng chí Trần Bảy, hội nghị đã đạt được nhiều kết quả.",
        "Nguồn tin từ hội nghị cho biết, các đại biểu đã thông qua nghị quyết:",
        "Còn tiếp...",
        "Sở Công Thương",
        "Thời sự",
        "Đại tá",
        "Phí Văn Tiệp - Giám đốc doanh nghiệp tiêu biểu",
        "Trần Bảy, một nông dân giỏi",
        "Hà My " * 40,
        "Báo tin vui cho bản",
        "Đài hoa sen nở",
        "Cổng làng",
        "Tổng hợp sức dân",
        "Nhân dân vui đón Tết",
        "Theo Đảng trọn đời",
        "Bác Hồ",
        "Đảng",
        "Lời của Bác",
        "Theo Người từ thuở còn thơ",
    ],
)
def test_line_of_text_is_not_a_byline(line):
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("(QBĐT) - Ngay sau khi", "QBĐT", "Ngay sau khi"),
        ("(QBĐT)- Ngay", "QBĐT", "Ngay"),
        ("(QBĐT) – Ngay", "QBĐT", "Ngay"),
        ("(QBĐT) -\xa0Ngay", "QBĐT", "Ngay"),
        ("(PLO)-\xa0Sáng nay", "PLO", "Sáng nay"),
        ("(PLO) Sáng nay", "PLO", "Sáng nay"),
        ("(Tổ Quốc) - Sáng", "Tổ Quốc", "Sáng"),
        ("(Chinhphu.vn) - Sáng", "Chinhphu.vn", "Sáng"),
        ("(TTXVN/Vietnam+) - Sáng", "TTXVN/Vietnam+", "Sáng"),
        ("HNP - Sáng 02/4", "HNP", "Sáng 02/4"),
        ("NDĐT - Theo", "NDĐT", "Theo"),
        ("NDO -\xa0Theo", "NDO", "Theo"),
        ("TTO- Theo", "TTO", "Theo"),
        ("VOV.VN - Theo", "VOV.VN", "Theo"),
        ("QTĐT – Theo", "QTĐT", "Theo"),
        ("NDO: Theo", "NDO", "Theo"),
        ("QĐND Online – Theo", "QĐND Online", "Theo"),
    ],
)
def test_source_mark_is_removed_from_the_text(text, mark, rest):
    assert lift_source_mark(text) == (mark, rest)


@pytest.mark.parametrize(
    "text",
    [
        "EU - Việt Nam ký hiệp định",
        "COVID-19 là dịch bệnh",
        "PV - Thưa đồng chí",
        "Hà Nội - Ngày 12/1",
        "(khóa XII) về xây dựng Đảng",
        "(Ảnh: Hà My) Sáng 12/1",
        "(Bài 2) - Chuyện ở xã",
        "(Tiếp theo và hết) - Chuyện",
        "(1) - Văn kiện",
        "05-CT/TW là chỉ thị",
        "PV: Thưa đồng chí",
        "Học Online - cách học mới",
        "- Ban Cán sự đảng",
        "",
    ],
)
def test_text_similar_to_a_source_mark_is_unchanged(text):
    assert lift_source_mark(text) == (None, text)


def test_own_source_mark_is_recognised_in_any_form():
    assert lift_source_mark("XYZ - Sáng nay") == (None, "XYZ - Sáng nay")
    assert lift_source_mark("XYZ - Sáng nay", own=("XYZ",)) == ("XYZ", "Sáng nay")


@pytest.mark.parametrize("line", ["A[]A", "Hà My (TTXVN) Thu"])
def test_author_name_stops_at_an_opening_bracket(line):
    assert all(author in line for author in read_byline([line]).authors)


@given(st.lists(st.text(st.characters(exclude_categories=()))))
def test_any_lines_are_parsed_as_a_byline(lines):
    byline = read_byline(lines)
    assert all(author and author in (byline.raw or "") for author in byline.authors)


@given(st.text())
def test_any_text_is_parsed_for_mark_and_byline(text):
    is_byline(text)
    mark, rest = lift_source_mark(text)
    assert text.endswith(rest)
    assert (mark is None) == (rest == text)
