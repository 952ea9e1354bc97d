"""Báo Hưng Yên: newspaper of the Party Committee of Hưng Yên province, on family N.

Until 2021 on family E.
"""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.n import ARTICLE, FAMILY_N, STORIES


class BaoHungYen(PartySpider):
    name = "baohungyen"
    site = Site(
        name,
        publisher="Báo Hưng Yên",
        owner="Tỉnh ủy Hưng Yên",
        hosts=("baohungyen.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_N,),
        starts=(Listing("https://baohungyen.vn/", STORIES),),
        floor=30,
        note="Merged with Báo Thái Bình in 2025.",
    )
