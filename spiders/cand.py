"""Công an Nhân dân: newspaper of the Ministry of Public Security, on family B.

In 2015 its articles were at `/section/Slug-367252/`, on pages of unknown markup.
"""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.b import ARTICLE, FAMILY_B, STORIES


class CongAnNhanDan(PartySpider):
    name = "cand"
    site = Site(
        name,
        publisher="Báo Công an Nhân dân",
        owner="Bộ Công an",
        hosts=("cand.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_B,),
        starts=(Listing("https://cand.com.vn/", STORIES),),
        floor=100,
        marks=("CAND",),
    )
