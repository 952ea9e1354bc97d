"""Words of a credit that are not part of a person's name: work, titles, offices, desks and agencies.

Sources of the vocabulary:

- degrees and academic titles: Law on Higher Education 34/2018/QH14 and Decision 37/2018/QĐ-TTg, with the
  abbreviations in use; medical specialists CKI and CKII: Decisions 1636 and 1637/2001/QĐ-BYT
- honours (NGND, NSƯT...): Law on Emulation and Commendation 06/2022/QH15
- ranks: Law on Officers of the People's Army 16/1999/QH10, Law on the People's Public Security 37/2018/QH14
- agencies and papers: the central press and the foreign agencies that Vietnamese papers quote
- work, desks and sections: the credits and the menus of the papers themselves
"""

from __future__ import annotations

import re

WORK = (
    r"(?:tin|bài|ảnh|video|clip|đồ họa|thực hiện|tác giả|biên tập|biên dịch|dịch|phóng viên|nhà báo"
    r"|lược ghi|ghi|nội dung|trình bày|thiết kế|kỹ thuật|minh họa|tranh|quay phim|dựng phim|đạo diễn|lời bình"
    r"|biên soạn|sưu tầm|chùm ảnh|thơ|nhạc|lời|truyện ngắn|ghi chép|t(?:ùy|uỳ) bút|bút ký|tản văn|hồi ký"
    r"|phóng sự)"
)
# `Tin, ảnh:` and `Ghi chép của` before names, and `PV` before a name.
WORK_LABEL = re.compile(rf"{WORK}(?:(?:\s*(?:[,&+/-]|và)\s*|\s+){WORK})*(?:\s*:|\s+của\b)\s*", re.IGNORECASE)
# Words with a capital of respect, which stand alone in verse.
NO_PERSON = frozenset(("bác", "bác hồ", "đảng", "đảng ta", "người", "tổ quốc", "việt nam"))
REPORTER = re.compile(
    r"(?:PV|CTV|BTV|phóng viên|cộng tác viên|biên tập viên|nhà báo|thực hiện)\.?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
# `Hà My thực hiện`
WORK_AFTER = re.compile(
    r"\s+(?:thực hiện|lược ghi|ghi|tổng hợp|biên dịch|lược dịch|dịch|sưu tầm|biên soạn)$", re.IGNORECASE
)

_ABBREVIATED = (
    r"P?GS(?:\.?TS(?:KH)?)?|TS(?:KH)?|T[hH]\.?[sS]|TH\.?S|CN|KS|[BD][Ss](?:NT)?|(?:BS)?\.?CK ?(?:II|I|[12])"
    r"|KTS|LS|LG|QNCN|NCS|HVCH|VS|ĐD|N[GSN](?:ND|ƯT)|TT(?:ND|ƯT)|AHLĐ|(?:AH)?LLVT(?:ND)?|Ph\.?D|MBA|Đ/c"
)
_TITLES = (
    r"phó giáo sư|giáo sư|tiến s[ĩỹ](?: (?:khoa học|y khoa|y học|luật(?: học)?|kinh tế|sử học))?"
    r"|thạc s[ĩỹ]|cử nhân|kỹ sư|kiến trúc sư|viện s[ĩỹ]"
    r"|bác s[ĩỹ]|dược s[ĩỹ]|điều dưỡng|chuyên khoa (?:cấp )?(?:ii|i|[12])|nghiên cứu sinh"
    r"|(?:nhà giáo|nghệ s[ĩỹ]|nghệ nhân|thầy thuốc) (?:nhân dân|ưu tú)"
    r"|anh hùng(?: lao động| lực lượng vũ trang)?|nghệ s[ĩỹ]|nghệ nhân|nhạc s[ĩỹ]|h(?:ọa|oạ) s[ĩỹ]"
    r"|nhà (?:báo|văn|thơ|giáo|sử học|khoa học|nghiên cứu|biên kịch|phê bình|ngoại giao)|luật sư|luật gia"
    r"|cựu chiến binh|đồng chí|phóng viên|biên tập viên|cộng tác viên"
    r"|(?:linh|giám) mục|hòa thượng|thượng tọa|đại đức|ni sư|mục sư"
)
_RANKS = (
    r"(?:hạ|trung|thượng) s[ĩỹ]|(?:chuẩn|thiếu|trung|thượng|đại) [uú][yý]"
    r"|(?:thiếu|trung|thượng|đại) t(?:á|ướng)|(?:chuẩn |phó )?đô đốc|binh (?:nhất|nhì)"
)
TITLES = re.compile(rf"(?:(?:(?i:{_TITLES}|{_RANKS})|{_ABBREVIATED})(?![^\W\d_])[\s.,–-]*)+")

# What a person is besides: an office, or the body that he or she belongs to.
OFFICE = re.compile(
    r"(?:(?:quyền|nguyên|phó|tổng|cựu)\s+)*(?:bí thư|chủ tịch|chủ nhiệm|giám đốc|biên tập|thư ký|hiệu trưởng"
    r"|hiệu phó|(?:viện|vụ|cục|bộ|thứ|tham mưu|chỉ huy|đội|tổ) trưởng|trưởng|chánh|[uủ][yỷ] viên|đại biểu"
    r"|chính [uủ][yỷ]|tư lệnh|đại sứ|giảng viên|giáo viên|nghiên cứu viên|chuyên viên|chuyên gia|thành viên"
    r"|thường trực|trợ lý|kiểm sát viên|thẩm phán|sinh viên|học viên)(?!\S)",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"(?:ban|nhóm|tổ|đảng (?:ủy|uỷ|bộ)|chi bộ|(?:tỉnh|thành|huyện|quận) (?:ủy|uỷ|đoàn)|văn phòng|phòng|sở"
    r"|bộ|cục|vụ|viện|học viện|trường|đại học|bệnh viện|trung tâm|hội|liên đoàn|liên hiệp|công đoàn|công an"
    r"|công ty|tổng công ty|tập đoàn|ngân hàng|hợp tác xã|nhà xuất bản|tòa án|viện kiểm sát|mặt trận|quân khu"
    r"|quân chủng|binh chủng|sư đoàn|lữ đoàn|trung đoàn|(?:ủy|uỷ) ban|ubnd|ubmttq|hđnd|cơ quan"
    r"|đoàn thanh niên)\s.*"
    r"|việt nam|hết|còn (?:nữa|tiếp)",
    re.IGNORECASE,
)

_SECTION = (
    r"(?:thời sự|chính trị|kinh tế|văn hóa|văn hoá|văn nghệ|xã hội|pháp luật|nội chính|thể thao|quốc tế"
    r"|thế giới|đối ngoại|bạn đọc|giáo dục|y tế|sức khỏe|khoa học|công nghệ|khoa giáo|môi trường|du lịch"
    r"|quốc phòng|an ninh|xây dựng đảng|nông nghiệp|nông thôn|công thương|đô thị|giao thông|địa phương"
    r"|điện tử|phóng sự|điều tra|truyền hình|phát thanh|media|multimedia|tuyên truyền|dân tộc|tôn giáo"
    r"|đoàn thể)"
)
SECTION = re.compile(rf"{_SECTION}(?:(?:\s+và)?\s+{_SECTION})*", re.IGNORECASE)

# Credits of the press that name no person.
DESK = re.compile(
    r"(?:pv|p\.v|pvtt|phóng viên|nhóm pv|nhóm (?:phóng viên|tác giả)|ctv|c\.t\.v|cộng tác viên|btv|bbt"
    r"|b\.b\.t|ban biên tập|(?:toà|tòa) soạn|quản trị viên|admin|ttxvn|thông tấn xã|vnews|vi[eệ]t ?nam ?\+"
    r"|vietnamplus"
    r"|bnews|vov|vtv|báo|tạp chí|đài|nhân dân|tổng hợp|tin tức|cổng|trang (?:tin|thông tin)"
    rf"|(?:ban|phòng|tổ|nhóm) (?:pv |phóng viên )?{_SECTION}|[\w.]+\.(?:vn|com|net|org))(?:[\s.].*)?"
    r"|reuters|afp|ap|thx|xinhua|tân hoa xã|tass|ria novosti|sputnik|kyodo|yonhap|bernama|bloomberg|bbc|cnn"
    r"|kpl|dân trí|lao động|người lao động|thanh niên|tiền phong|tuổi trẻ|quân đội nhân dân"
    r"|công an nhân dân|đại đoàn kết|sài gòn giải phóng|hà nội mới|hànộimới|vietnamnet|vnexpress"
    r"|zing(?: ?news)?",
    re.IGNORECASE,
)
LONGEST_DESK = 8  # words
# `Cổng làng`, `Đài hoa sen`, `Báo tin vui`: a common word, and the one after it if that is not of a name.
COMMON_WORD = re.compile(
    r"(?:báo|đài|cổng|nhân dân|tin tức|tổng hợp)"
    r" (?!(?:điện tử|thông tin|tiếng nói|truyền hình|phát thanh|ảnh|online"
    r"|và|từ|theo|của|bởi|cuối tuần|hàng|hằng)\b)(?P<next>[^\W\d_]+)",
    re.IGNORECASE,
)
PAPER = re.compile(
    r"HNP|NDO?|TCCS|TP|LTS|TTO|BQB|QBTV|TTXVN|VNA|VOV|VOH|VTV|SGGPO?|NLĐO?|PLO|PLVN|CAND|QĐND|ĐCSVN|CPV|HNMO?|HNMCT"
    r"|GLO|QNO|QTO|BQT|CTO|BLC|VGP|BNEWS|LLCT|TCTG|ANTĐ|Vietnam\+|VietnamPlus|[A-ZĐƯ]{1,5}ĐT|[A-Za-z]\w*\.(?:vn|VN)"
)
