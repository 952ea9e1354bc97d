"""Báo Bắc Kạn: newspaper of the Party Committee of Bắc Kạn province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoBacKan(PartySpider):
    name = "baobackan"
    site = Site(
        name,
        publisher="Báo Bắc Kạn",
        owner="Tỉnh ủy Bắc Kạn",
        hosts=("baobackan.org.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baobackan.org.vn/", STORIES, NEXT_PAGE),),
        ended=True,
        note="Merged into Báo Thái Nguyên in 2025; whether the host still answers is not known.",
    )
