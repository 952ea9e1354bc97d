"""Báo Quảng Trị: newspaper of the Party Committee of Quảng Trị province, on family E.

Until 2025 its articles were at `/slug-102865.htm`, on pages of unknown markup.
"""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoQuangTri(PartySpider):
    name = "baoquangtri"
    site = Site(
        name,
        publisher="Báo Quảng Trị",
        owner="Tỉnh ủy Quảng Trị",
        hosts=("baoquangtri.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E,),
        starts=(Listing("https://baoquangtri.vn/", f"{STORIES}, a.card-img", NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Quảng Bình in 2025, whose old pages are the site baoquangbinh.",
        marks=("QTO",),
    )
