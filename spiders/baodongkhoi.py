"""Báo Đồng Khởi: newspaper of the Party Committee of Bến Tre province until 2025, on family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A, STORIES


class BaoDongKhoi(PartySpider):
    name = "baodongkhoi"
    site = Site(
        name,
        publisher="Báo Đồng Khởi",
        owner="Tỉnh ủy Vĩnh Long",
        hosts=("dongkhoi.baovinhlong.vn",),
        past_hosts=("baodongkhoi.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A,),
        starts=(Listing("https://dongkhoi.baovinhlong.vn/", STORIES),),
        floor=10,
        note="Part of Báo Vĩnh Long since 2025, under its domain.",
    )
