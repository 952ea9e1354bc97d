"""Hànộimới: newspaper of the Party Committee of Hà Nội, on family O."""

from crawler.discover import Feed, Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.o import ARTICLE, LAYOUTS, STORIES

HOME = "https://hanoimoi.vn"


class HaNoiMoi(PartySpider):
    name = "hanoimoi"
    site = Site(
        name,
        publisher="Báo Hànộimới",
        owner="Thành ủy Hà Nội",
        hosts=("hanoimoi.vn",),
        articles=(ARTICLE,),
        layouts=LAYOUTS,
        starts=(Feed(f"{HOME}/rss/xa-hoi"), Feed(f"{HOME}/rss/kinh-te"), Listing(f"{HOME}/", STORIES)),
        floor=100,
        marks=("HNMO", "HNM"),
    )
