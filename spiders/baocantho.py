"""Báo Cần Thơ: newspaper of the Party Committee of Cần Thơ city, on family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A, STORIES

HOME = "https://baocantho.com.vn"


class BaoCanTho(PartySpider):
    name = "baocantho"
    site = Site(
        name,
        publisher="Báo Cần Thơ",
        owner="Thành ủy Cần Thơ",
        hosts=("baocantho.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A.but(evidence="real page"),),
        starts=(Listing(f"{HOME}/thoi-su/", STORIES), Listing(f"{HOME}/xay-dung-dang/", STORIES)),
        floor=30,
        note="Merged with Báo Sóc Trăng and Báo Hậu Giang in 2025.",
        marks=("CTO", "CT"),
    )
