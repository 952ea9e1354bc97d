"""Báo Ấp Bắc: newspaper of the Party Committee of Tiền Giang province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoApBac(PartySpider):
    name = "baoapbac"
    site = Site(
        name,
        publisher="Báo Ấp Bắc",
        owner="Tỉnh ủy Tiền Giang",
        hosts=("baoapbac.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baoapbac.vn/", STORIES, NEXT_PAGE),),
        ended=True,
        note="Merged into Báo Đồng Tháp in 2025; whether the host still answers is not known.",
    )
