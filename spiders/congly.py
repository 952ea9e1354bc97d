"""Công lý: newspaper of the Supreme People's Court, on family O."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.o import ARTICLE, LAYOUTS, STORIES


class CongLy(PartySpider):
    name = "congly"
    site = Site(
        name,
        publisher="Báo Công lý",
        owner="Tòa án nhân dân tối cao",
        hosts=("congly.vn",),
        articles=(ARTICLE,),
        layouts=LAYOUTS,
        starts=(Listing("https://congly.vn/", STORIES),),
        floor=30,
    )
