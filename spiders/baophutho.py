"""Báo Phú Thọ: newspaper of the Party Committee of Phú Thọ province, on family P."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.p import ARTICLE, FAMILY_P, STORIES


class BaoPhuTho(PartySpider):
    name = "baophutho"
    site = Site(
        name,
        publisher="Báo Phú Thọ",
        owner="Tỉnh ủy Phú Thọ",
        hosts=("baophutho.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_P,),
        starts=(Listing("https://baophutho.vn/", STORIES),),
        floor=30,
        note="Merged with Báo Vĩnh Phúc and Báo Hòa Bình in 2025. About half of the articles are encrypted.",
    )
