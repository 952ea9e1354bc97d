"""Đảng ủy Khối các cơ quan Trung ương: the Party Committee of the central bodies, until February 2025.

ASP.NET; no page of it has been seen, only its text. The number beside the date counts views.
"""

from crawler.discover import Listing
from crawler.parse.layout import TextLayout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.labels import BELOW_ARTICLE, BESIDE_ARTICLE

HOME = "http://dukcqtw.dcs.vn"
STORIES = ".story__heading a, a[href*='-duk']"
NEXT_PAGE = "ul.pagination li.active + li a"

PORTAL = TextLayout(
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
        hosts=("dukcqtw.dcs.vn",),
        scheme="http",
        articles=(r"-duk(?P<key>\d+)\.aspx$",),
        layouts=(PORTAL,),
        starts=(
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/xay-dung-dang-cm12.aspx", STORIES, NEXT_PAGE),
        ),
    )
