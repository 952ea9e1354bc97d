"""Đảng ủy Khối các cơ quan Trung ương: Party Committee of the central agencies, closed in February 2025.

ASP.NET. Only the text of its pages is known, not the markup. The number beside the date is a view counter.
"""

from crawler.discover import Listing
from crawler.parse.layout import TextLayout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.labels import BELOW_ARTICLE, BESIDE_ARTICLE
from spiders.families.pagination import NEXT_PAGE

HOME = "http://dukcqtw.dcs.vn"
STORIES = ".story__heading a, a[href*='-duk']"

DUKCQTW_PORTAL = TextLayout(
    "portal",
    captions_below=True,
    date_form=r"\d{1,2}/\d{1,2}/\d{4} ?\| ?\d[\d.,]*",  # 23/10/2015 | 1104
    end_marks=("Nguồn tin:", "Các bài viết khác", *BELOW_ARTICLE, *BESIDE_ARTICLE),
)


class DangUyKhoi(PartySpider):
    name = "dukcqtw"
    site = Site(
        name,
        publisher="Đảng ủy Khối các cơ quan Trung ương",
        owner="Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam",
        hosts=("dukcqtw.dcs.vn",),
        scheme="http",
        articles=(r"-duk(?P<key>\d+)\.aspx$",),
        layouts=(DUKCQTW_PORTAL,),
        starts=(
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/xay-dung-dang-cm12.aspx", STORIES, NEXT_PAGE),
        ),
        note="Closed in February 2025.",
    )
