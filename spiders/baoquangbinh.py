"""Báo Quảng Bình: newspaper of the Party Committee of Quảng Bình, merged into Quảng Trị province in 2025.

Family E. Of pages before 2022 only the text is known: a stray `.` around the title, the date with
[GMT+7], the agency mark (QBĐT), the author's unit on a second line.
"""

from crawler.discover import Listing
from crawler.parse.layout import TextLayout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES
from spiders.families.labels import BELOW_ARTICLE, BESIDE_ARTICLE

HOME = "https://baoquangbinh.vn"

DESIGN_2022 = FAMILY_E.but(
    name="2022",
    marker="div.mb-5 > h2#title",
    title="h2#title",
    lead="div.mb-5 > div:nth-of-type(2) > div:first-child",
    body="div.mb-5 #content, div.mb-5 > div:nth-of-type(2) > div:nth-of-type(3)",
    published="div.page-detail-meta li.list-inline-item",  # 07:30, Thứ Ba, 16/08/2022 (GMT+7)
)
DESIGN_2015 = FAMILY_E.but(
    name="2015",
    marker="h1#title ~ #content",
    title="h1#title",
    body="h1#title ~ #content",
)
TEXT_ONLY = TextLayout(
    "text",
    date_form=(  # 08:28, Thứ Tư, 22/05/2019 (GMT+7); Thứ Sáu, 16/06/2017, 09:37 [GMT+7]
        r"(?:\d{1,2}:\d{2}, )?(?:Thứ \w+|Chủ [Nn]hật), \d{1,2}/\d{1,2}/\d{4}"
        r"(?:, \d{1,2}:\d{2})? [(\[]GMT\+7[)\]]"
    ),
    end_marks=(*BELOW_ARTICLE, *BESIDE_ARTICLE),
    section=FAMILY_E.section,
    captions_below=True,
)


class BaoQuangBinh(PartySpider):
    name = "baoquangbinh"
    site = Site(
        name,
        publisher="Báo Quảng Bình",
        owner="Tỉnh ủy Quảng Bình",
        hosts=("baoquangbinh.vn",),
        articles=(ARTICLE,),
        layouts=(DESIGN_2022, DESIGN_2015, TEXT_ONLY),
        starts=(
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/xay-dung-dang/", STORIES, NEXT_PAGE),
        ),
        note="Merged into Báo Quảng Trị in 2025; whether the host still answers is not known.",
        marks=("QBĐT",),
        date_forms=(  # weekday first in round brackets is VnExpress
            r"\d{1,2}:\d{2}, (?:Thứ \w+|Chủ [Nn]hật), \d{1,2}/\d{1,2}/\d{4} \(GMT\+7\)",
            r"(?:Thứ \w+|Chủ [Nn]hật), \d{1,2}/\d{1,2}/\d{4}, \d{1,2}:\d{2} \[GMT\+7\]",
        ),
    )
