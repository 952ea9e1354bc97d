"""Báo Nghệ An: newspaper of the Party Committee of Nghệ An province, on family O."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.o import ARTICLE, LAYOUTS, STORIES


class BaoNgheAn(PartySpider):
    name = "baonghean"
    site = Site(
        name,
        publisher="Báo Nghệ An",
        owner="Tỉnh ủy Nghệ An",
        hosts=("baonghean.vn",),
        articles=(ARTICLE,),
        layouts=LAYOUTS,
        starts=(Listing("https://baonghean.vn/", STORIES),),
        floor=30,
    )
