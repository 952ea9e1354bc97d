"""Báo Cần Thơ: newspaper of the Party Committee of Cần Thơ city, on family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A

HOME = "https://baocantho.com.vn"
STORIES = "h2.h2cate a, div.top3 a.b-content, a.b-title"


class BaoCanTho(PartySpider):
    name = "baocantho"
    site = Site(
        name,
        publisher="Báo Cần Thơ",
        hosts=("baocantho.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A,),
        starts=(Listing(f"{HOME}/thoi-su/", STORIES), Listing(f"{HOME}/xay-dung-dang/", STORIES)),
        floor=30,
        marks=("CTO", "CT"),
    )
