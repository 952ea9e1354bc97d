"""Báo Đồng Nai: newspaper of the Party Committee of Đồng Nai province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoDongNai(PartySpider):
    name = "baodongnai"
    site = Site(
        name,
        publisher="Báo Đồng Nai",
        owner="Tỉnh ủy Đồng Nai",
        hosts=("baodongnai.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E,),
        starts=(Listing("https://baodongnai.com.vn/", f"{STORIES}, a.title1, a.title3", NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Bình Phước in 2025.",
    )
