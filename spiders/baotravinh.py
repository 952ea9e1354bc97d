"""Báo Trà Vinh: newspaper of the Party Committee of Trà Vinh province until 2025, on family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A, STORIES


class BaoTraVinh(PartySpider):
    name = "baotravinh"
    site = Site(
        name,
        publisher="Báo Trà Vinh",
        owner="Tỉnh ủy Vĩnh Long",
        hosts=("travinh.baovinhlong.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A.but(evidence="address form only"),),
        starts=(Listing("https://travinh.baovinhlong.vn/", STORIES),),
        floor=10,
        note="Part of Báo Vĩnh Long since 2025, under its domain.",
    )
