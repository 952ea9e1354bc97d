"""Báo Điện tử Chính phủ: newspaper of the Government, on family V."""

from crawler.discover import Feed, Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.v import ARTICLE, FAMILY_V, STORIES

HOME = "https://baochinhphu.vn"


class BaoChinhPhu(PartySpider):
    name = "baochinhphu"
    site = Site(
        name,
        publisher="Báo Điện tử Chính phủ",
        owner="Chính phủ nước Cộng hòa xã hội chủ nghĩa Việt Nam",
        hosts=("baochinhphu.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_V.but(evidence="real page"),),
        starts=(Feed(f"{HOME}/kinh-te.rss"), Listing(f"{HOME}/", STORIES)),
        floor=100,
        marks=("Chinhphu.vn", "VGP"),
    )
