"""Báo Đồng Tháp: newspaper of the Party Committee of Đồng Tháp province, on family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A, STORIES


class BaoDongThap(PartySpider):
    name = "baodongthap"
    site = Site(
        name,
        publisher="Báo Đồng Tháp",
        owner="Tỉnh ủy Đồng Tháp",
        hosts=("baodongthap.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A,),
        starts=(Listing("https://baodongthap.vn/", f"{STORIES}, a.news-title, a.title"),),
        floor=30,
        note="Merged with Báo Ấp Bắc in 2025, whose old pages are the site baoapbac.",
    )
