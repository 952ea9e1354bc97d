"""Báo Đà Nẵng: newspaper of the Party Committee of Đà Nẵng city, on family O."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.o import ARTICLE, LAYOUTS, STORIES


class BaoDaNang(PartySpider):
    name = "baodanang"
    site = Site(
        name,
        publisher="Báo Đà Nẵng",
        owner="Thành ủy Đà Nẵng",
        hosts=("baodanang.vn",),
        articles=(ARTICLE,),
        layouts=LAYOUTS,
        starts=(Listing("https://baodanang.vn/", STORIES),),
        floor=30,
        note="Merged with Báo Quảng Nam in 2025.",
    )
