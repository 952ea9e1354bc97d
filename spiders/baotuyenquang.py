"""Báo Tuyên Quang: newspaper of the Party Committee of Tuyên Quang province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoTuyenQuang(PartySpider):
    name = "baotuyenquang"
    site = Site(
        name,
        publisher="Báo Tuyên Quang",
        owner="Tỉnh ủy Tuyên Quang",
        hosts=("baotuyenquang.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baotuyenquang.com.vn/", STORIES, NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Hà Giang in 2025.",
    )
