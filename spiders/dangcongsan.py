"""Báo điện tử Đảng Cộng sản Việt Nam: online newspaper of the Central Committee, on family Q about 2020.

In 2013 its articles were at `/cpv/Modules/News/NewsDetail.aspx?co_id=`, on pages of unknown markup.
"""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.q import FAMILY_Q, STORIES


class DangCongSan(PartySpider):
    name = "dangcongsan"
    site = Site(
        name,
        publisher="Báo điện tử Đảng Cộng sản Việt Nam",
        owner="Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam",
        hosts=("dangcongsan.vn",),
        articles=(r"-(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Q,),
        starts=(Listing("https://dangcongsan.vn/", f"{STORIES}, .post-title a"),),
        floor=30,
        marks=("ĐCSVN", "CPV"),
    )
