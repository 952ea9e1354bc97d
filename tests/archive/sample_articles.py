"""Articles of a small archive: one edited and copied, and two others."""

from __future__ import annotations

from dataclasses import replace

from article_builder import capture, story

from archive.article import Image

MEETING = story(
    "Tại hội nghị, đồng chí Bí thư Đảng ủy Khối nêu rõ.\n\nĐảng ủy Khối xác định bốn nội dung.",
    key="1",
    number=1,
    site="nhandan",
    url="https://nhandan.vn/a1.html",
    aliases=("https://m.nhandan.vn/a1.html",),
    title="Hội nghị sơ kết hai năm",
    lead="Ngày 15-5, tại Hà Nội, tổ chức Hội nghị.",
    source_mark="NDĐT",
    byline="LÊ HÀ",
    authors=("Lê Hà",),
    published="2018-05-15T19:24:18+07:00",
    published_raw="Thứ Ba, 15/05/2018, 19:24:18",
    published_precision="second",
    section="Xây dựng Đảng",
    tags=("học tập Bác",),
    images=(Image("https://img.nhandan.vn/1.jpg", "Quang cảnh hội nghị.", "Duy Linh"),),
    repairs=("eth",),
)
EDITED = replace(
    MEETING,
    title="Hội nghị sơ kết ba năm",
    captured="2026-03-04T01:00:00Z",
    capture=capture(2, on=4, url="https://nhandan.vn/a1.html"),
)
COPY = replace(
    EDITED,
    site="vietnamplus",
    url="https://vietnamplus.vn/a9.html",
    aliases=(),
    captured="2026-03-05T01:00:00Z",
    capture=capture(3, on=5, url="https://vietnamplus.vn/a9.html"),
)
NAM = story(
    "Nam Định được mùa.",
    key="2",
    number=4,
    site="nhandan",
    url="https://nhandan.vn/a2.html",
    title="Được mùa ở Nam Định",
    published="2019-06-01",
    section="Kinh tế",
)
UNDATED = story("Năm mới.", key="3", number=5, site="hanoi", url="javascript:alert(1)", title="Tin vắn")
