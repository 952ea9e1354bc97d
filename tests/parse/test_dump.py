"""Articles from plain-text dumps of other scrapers."""

import hashlib
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Article
from crawler.parse.dump import read_dump
from crawler.parse.read import READER_VERSION
from crawler.parse.refusal import Refused
from crawler.sites import load_sites

CAPTURED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITES = load_sites().values()
SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"

TITLE = "Mỹ Lộc: Học tập nghị quyết gắn với việc làm cụ thể"
FIRST = (
    "Sáng 3/6, tại Quảng Ninh, Đảng ủy xã Mỹ Lộc tổ chức hội nghị học tập nghị quyết cho hơn một trăm "
    "cán bộ, đảng viên của các chi bộ trực thuộc."
)
SECOND = (
    "Phát biểu tại hội nghị, đồng chí Trần Văn Bảy, Bí thư Đảng ủy xã, nhấn mạnh việc đưa nghị quyết vào "
    "cuộc sống phải bắt đầu từ những việc nhỏ nhất ở mỗi chi bộ."
)
THIRD = (
    "Hội nghị biểu dương mười tập thể có thành tích xuất sắc trong phong trào thi đua; các đại biểu "
    "thảo luận sôi nổi về giải pháp cho năm tới."
)
BODY = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
ONE_LINE = f"{FIRST} {SECOND} {THIRD}/."

NHANDAN = f"{TITLE}\n\nThứ Hai, 03/06/2019, 08:12:30\n\n"
QUANGBINH = f".\n\n{TITLE}\n\n.\n08:12, Thứ Hai, 03/06/2019 (GMT+7)\n\n(QBĐT) - "
KHOI = f"{TITLE}\n\n03/06/2019 | 512\n\n"
HANOI = f"{TITLE} (08:12 03/06/2019)\n\n\nHNP - "
PLUS_URL = "http://www.vietnamplus.vn/hoc-tap-nghi-quyet/512345.vnp"
RULE = "-----------------"
PLUS = f"{PLUS_URL}\n{RULE}\n{TITLE}\n{RULE}\n"

RELATED = """Nguồn tin: Đang cập nhật

Các bài viết khác

Đổi mới sinh hoạt chi bộ ở vùng cao

Đổi mới sinh hoạt chi bộ ở vùng cao
3 tháng trước

• Gương sáng bản làng (1 năm trước)"""
FORM = """Các bài mới đăng

Hà Nội trồng thêm cây xanh (09:15 07/04/2021)

Các bài đã đăng :

Bài viết Xem
Viết bình luận

Họ tên:(*)
Số điện thoại:
Tiêu đề:(*)
Nội dung:(*)
Mã xác nhận: \xa0\xa0 L?y l?i m\ufffd b?o m?t"""


def read(dump: str | bytes) -> Article:
    data = dump.encode() if isinstance(dump, str) else dump
    return read_dump(data, sites=SITES, captured=CAPTURED)


def test_dump_gives_a_complete_article():
    dump = f"{QUANGBINH}{BODY}\n\nNgọc Hà\n(Hội Nông dân tỉnh)\n\n,".replace("Đảng ủy", "Ðảng ủy")
    assert read(dump) == Article(
        site="baoquangbinh",
        key=f"sha256:{hashlib.sha256(dump.encode()).hexdigest()}",
        url=None,
        title=TITLE,
        lead=FIRST,
        body=f"{SECOND}\n\n{THIRD}",
        source_mark="QBĐT",
        byline="Ngọc Hà (Hội Nông dân tỉnh)",
        authors=("Ngọc Hà",),
        published="2019-06-03T08:12:00+07:00",
        published_raw="08:12, Thứ Hai, 03/06/2019 (GMT+7)",
        published_precision="minute",
        layout="text-dump",
        reader_version=READER_VERSION,
        captured="2026-11-22T12:00:00Z",
        repairs=("eth",),
    )


def test_dump_with_a_url_has_its_key():
    article = read(f"{PLUS}Quang cảnh hội nghị. (Ảnh: Hà My/TTXVN) {ONE_LINE}\n{RULE}\n")
    assert article == Article(
        site="vietnamplus",
        key="512345",
        url="https://www.vietnamplus.vn/hoc-tap-nghi-quyet/512345.vnp",
        aliases=(PLUS_URL,),
        title=TITLE,
        body=ONE_LINE,
        layout="text-dump",
        reader_version=READER_VERSION,
        captured="2026-11-22T12:00:00Z",
    )


@pytest.mark.parametrize(
    ("dump", "site", "published", "byline"),
    [
        (f"{NHANDAN}{BODY}\n\nPV", "nhandan", "2019-06-03T08:12:30+07:00", "PV"),
        (
            f"{NHANDAN}{BODY}\n\nTRẦN HẢI-MINH ANH",
            "nhandan",
            "2019-06-03T08:12:30+07:00",
            "TRẦN HẢI-MINH ANH",
        ),
        (f"{NHANDAN}NDĐT - {BODY}\n\nTheo TTXVN", "nhandan", "2019-06-03T08:12:30+07:00", "Theo TTXVN"),
        (f"{NHANDAN}{BODY}", "nhandan", "2019-06-03T08:12:30+07:00", None),
        (f"{TITLE}\n\nNDĐT - {BODY}\n\nPV", "nhandan", None, "PV"),
        (f"{TITLE}\n\nThứ Ba, 07-09-2021, 14:05\n\n{BODY}", "nhandan", "2021-09-07T14:05:00+07:00", None),
        (
            f".\n\n{TITLE}\n\nThứ Tư, 08/04/2015, 08:11 [GMT+7]\n,\n\n{BODY}\n\nN.Hà\n\n. . .",
            "baoquangbinh",
            "2015-04-08T08:11:00+07:00",
            "N.Hà",
        ),
        (f".\n\n{TITLE}\n\n.\n\n(QBĐT) - {BODY}\n\nHà - Lan\n\n,", "baoquangbinh", None, "Hà - Lan"),
        (f"{QUANGBINH}{BODY}\n\n,", "baoquangbinh", "2019-06-03T08:12:00+07:00", None),
        (
            f"{QUANGBINH}{BODY}\n\nHà\n\n(Tỉnh đoàn)",
            "baoquangbinh",
            "2019-06-03T08:12:00+07:00",
            "Hà (Tỉnh đoàn)",
        ),
        (f"{KHOI}{BODY}\n\nBan Biên tập\n\n{RELATED}", "dukcqtw", "2019-06-03", "Ban Biên tập"),
        (f"{KHOI}{BODY}\n\n{RELATED}", "dukcqtw", "2019-06-03", None),
        (f"{TITLE}\n\n{BODY}\n\nBan Biên tập\n\n{RELATED}", "dukcqtw", None, "Ban Biên tập"),
        (
            f"{KHOI}{BODY}\n\nTrần Bảy\nBí thư Đảng ủy xã\n\n{RELATED}",
            "dukcqtw",
            "2019-06-03",
            "Trần Bảy Bí thư Đảng ủy xã",
        ),
        (f"{HANOI}{BODY}\n\n\nThu Uyên\n\n\n{FORM}", "hanoi", "2019-06-03T08:12:00+07:00", "Thu Uyên"),
        (f"{HANOI}{BODY}\n\n\n{FORM}", "hanoi", "2019-06-03T08:12:00+07:00", None),
        (f"{TITLE}\n\n\n{BODY}\n\n\nTin, ảnh: Hà My\n\n\n{FORM}", "hanoi", None, "Tin, ảnh: Hà My"),
    ],
)
def test_dump_formats_of_each_site_are_read(dump, site, published, byline):
    article = read(dump)
    assert (article.site, article.title, article.text) == (site, TITLE, BODY)
    assert (article.published, article.byline, article.flags) == (published, byline, ())


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        (ONE_LINE, None),
        (f"Quang cảnh hội nghị. (Ảnh: Hà My/TTXVN) {ONE_LINE}", None),
        (f"Ảnh minh họa. (Nguồn: AFP/TTXVN) {ONE_LINE} (TTXVN/Vietnam+)", "(TTXVN/Vietnam+)"),
        (f"(Ảnh: TTXVN) {ONE_LINE} HÀ MY (TTXVN/VIETNAM+)", "HÀ MY (TTXVN/VIETNAM+)"),
        (f"{ONE_LINE}\n\nHà My (TTXVN/Vietnam+)", "Hà My (TTXVN/Vietnam+)"),
        (f"{FIRST} Đồng chí Bảy. (Ảnh: Hà My/TTXVN) {SECOND} {THIRD}/. Hà My", "Hà My"),
    ],
)
def test_captions_and_credit_are_removed_from_one_line_text(line, byline):
    article = read(f"{PLUS}{line}\n{RULE}\n")
    assert (article.lead, article.body, article.byline) == (None, ONE_LINE, byline)


def test_agency_credit_identifies_the_site_without_a_url():
    assert read(f"{TITLE}\n{RULE}\n{ONE_LINE} (TTXVN/Vietnam+)\n{RULE}\n").site == "vietnamplus"


@pytest.mark.parametrize(
    "between",
    [
        ">> Chuyện ở bản làng\n\n>> Chuyện ở phố",
        "» Chuyện ở bản làng",
        "Xem thêm: Chuyện ở bản làng",
        "Tin liên quan\nChuyện ở bản làng\nChuyện ở phố",
        "Quang cảnh hội nghị\nQuang cảnh hội nghị",
        "Quang cảnh hội nghị. Ảnh: HÀ MY",
        "Quang cảnh hội nghị.\n\nQuang cảnh hội nghị. (Ảnh: Hà My)",
        "Ảnh: HÀ MY",
        "Mỹ Lộc hinh anh 1Nhấp chuột để xem kích thước chuẩn.",
        f"{TITLE}",
        "\xa0\n\n.\n\n. . .",
    ],
)
def test_boilerplate_between_paragraphs_is_removed(between):
    article = read(f"{NHANDAN}{FIRST}\n\n{between}\n\n{SECOND}\n\n{THIRD}\n\nHÀ MY")
    assert (article.text, article.byline) == (BODY, "HÀ MY")


def test_article_continues_after_a_related_box():
    box = "Tin liên quan\nChuyện ở bản làng\nChuyện ở phố"
    article = read(f"{QUANGBINH}{FIRST}\n\n{box}\n\n{SECOND}\n\n{THIRD}\n\nNgọc Hà\n\n,")
    assert (article.text, article.byline) == (BODY, "Ngọc Hà")


@pytest.mark.parametrize(
    "between",
    [
        "Nội dung",
        "1. Kết quả đạt được",
        "- Một là, giữ vững kỷ luật;\n\n- Hai là, phát huy dân chủ.",
        "Đồng chí Bảy trao giấy khen cho các tập thể",
        "Ngày 15/5/2018",
        "Bình luận",
        "Ý kiến bạn đọc",
        "» Ai giữ nước? Cả thôn giữ.",
        "Xem thêm: ông Bảy còn giữ cả cuốn sổ ghi công của từng nhà.",
        "Từ khóa: nước, điều mà cả thôn mong chờ suốt mấy năm nay.",
    ],
)
def test_headings_lists_and_unmarked_lines_stay(between):
    article = read(f"{NHANDAN}{FIRST}\n\n{between}\n\n{SECOND}\n\n{THIRD}\n\nHÀ MY")
    assert article.text == f"{FIRST}\n\n{between}\n\n{SECOND}\n\n{THIRD}"


@pytest.mark.parametrize(
    "below",
    [
        "Tin liên quan\n\nChuyện ở bản làng\n\nChuyện ở phố",
        "Các tin khác\nChuyện ở bản làng (22/05/2019)\nChuyện ở phố (21/05/2019)",
        "Chia sẻ\nGửi email\nIn trang",
        "Từ khóa: nghị quyết, Mỹ Lộc",
        "Ý kiến bạn đọc\nBài hay quá, cảm ơn tác giả.",
        "Chuyện ở bản làng\nChuyện ở bản làng\n2 năm trước\n\n• Chuyện ở phố (3 năm trước)",
        "Lượt xem: 1.204",
        "Cơ quan chủ quản: Ban Chấp hành Trung ương\n© Bản quyền thuộc về báo",
    ],
)
def test_lines_after_the_byline_are_removed(below):
    article = read(f"{NHANDAN}{BODY}\n\nHÀ MY\n\n{below}")
    assert (article.text, article.byline) == (BODY, "HÀ MY")


def test_sentence_that_begins_like_a_label_of_the_site_is_text():
    source = "Nguồn tin: người dân báo cho tổ tự quản."
    article = read(f"{KHOI}{FIRST}\n\n{source}\n\n{SECOND}\n\n{THIRD}\n\nTrần Bảy\n\n{RELATED}")
    assert article.text == f"{FIRST}\n\n{source}\n\n{SECOND}\n\n{THIRD}"


def test_navigation_above_the_text_is_removed():
    article = read(f"Trang chủ > Chính trị\n{NHANDAN}Font Size\nChia sẻ\nBình luận\n\n{BODY}\n\nPV")
    assert (article.title, article.text) == (TITLE, BODY)


def test_footnotes_after_the_byline_are_kept():
    notes = "(1) Văn kiện Đại hội, tập một.\n\n(2) Hồ Chí Minh toàn tập, tập hai."
    article = read(f"{KHOI}{BODY}\n\nTrần Bảy\n\n{notes}\n\n{RELATED}")
    assert (article.text, article.byline) == (f"{BODY}\n\n{notes}", "Trần Bảy")


def test_server_clock_above_the_title_is_not_the_date():
    clock = "Thứ Ba, 16/07/2019, 10:22:41\n"
    assert read(f"{clock}{NHANDAN}{BODY}").published == "2019-06-03T08:12:30+07:00"
    article = read(f"{clock}{TITLE}\n\n{BODY}")
    assert (article.published, article.published_raw, article.flags) == (
        None,
        clock.strip(),
        ("published:ambiguous",),
    )


@pytest.mark.parametrize(
    ("date", "flag"), [("31/02/2019", "published:impossible"), ("03/06/2099", "published:future")]
)
def test_doubtful_date_is_flagged(date, flag):
    article = read(NHANDAN.replace("03/06/2019", date) + BODY)
    assert (article.published, article.flags) == (None, (flag,))


@pytest.mark.parametrize(
    ("data", "repairs"),
    [
        ((NHANDAN + BODY).replace("\n", "\r\n").encode("utf-8-sig"), ()),
        ((NHANDAN + BODY).encode("utf-16"), ()),
        (unicodedata.normalize("NFD", NHANDAN + BODY).encode(), ("nfd",)),
        ((NHANDAN + BODY).replace("\n\n", "\n").encode(), ()),
    ],
)
def test_encoding_and_line_endings_do_not_matter(data, repairs):
    article = read(data)
    assert (article.site, article.title, article.text, article.repairs) == ("nhandan", TITLE, BODY, repairs)


@pytest.mark.parametrize(
    ("dump", "cls"),
    [
        ("", "site:unknown"),
        (".\n,\n", "site:unknown"),
        (f"{TITLE}\n\n{BODY}\n\nPV\n\nTin liên quan\n\nBình luận", "site:unknown"),
        (f"{TITLE}\n\nThứ ba, 15/5/2018, 19:24 (GMT+7)\n\n{BODY}", "site:unknown"),
        (f"{TITLE}\n\n{BODY} (Ảnh: TTXVN)", "site:unknown"),
        (f"https://en.vietnamplus.vn/party/512345.vnp\n{RULE}\n{NHANDAN}{BODY}", "site:unknown"),
        (PLUS_URL, "text:none"),
        (NHANDAN, "text:none"),
        (f"{NHANDAN}Các tin khác\n\nChuyện ở phố", "text:none"),
    ],
)
def test_dump_of_no_known_site_or_without_text_is_refused(dump, cls):
    with pytest.raises(Refused) as refused:
        read(dump)
    assert refused.value.cls == cls
    assert refused.value.why


@given(st.binary())
def test_any_bytes_are_parsed_or_refused(data):
    with pytest.raises(Refused):
        read(data)


@given(st.lists(st.sampled_from(f"{NHANDAN}{BODY}\n\nHÀ MY\n\n{RELATED}\n\n{FORM}\n{PLUS}".split("\n"))))
def test_lines_in_any_order_are_parsed_or_refused(lines):
    try:
        article = read("\n".join(lines))
    except Refused:
        return
    assert article.title
    assert article.body


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not beside this checkout")
@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_shared_seeds_are_parsed_as_annotated(seed):
    wanted = json.loads(seed.with_suffix(".json").read_text(encoding="utf-8"))
    article = read(seed.read_bytes())
    paragraphs = [text for text in article.text.split("\n\n") if text not in wanted["optional"]]
    assert article.site == wanted["site"]
    assert wanted["expect"] == {
        "title": article.title,
        "source_mark": article.source_mark,
        "byline": article.byline,
        "authors": list(article.authors),
        "published": article.published,
        "text": "\n\n".join(paragraphs),
    }
    assert [text for text in wanted["absent"] if text in article.text] == []
