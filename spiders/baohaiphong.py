"""Báo Hải Phòng: newspaper of the Party Committee of Hải Phòng city, on family O."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.o import ARTICLE, LAYOUTS, STORIES


class BaoHaiPhong(PartySpider):
    name = "baohaiphong"
    site = Site(
        name,
        publisher="Báo Hải Phòng",
        owner="Thành ủy Hải Phòng",
        hosts=("baohaiphong.vn",),
        articles=(ARTICLE,),
        layouts=LAYOUTS,
        starts=(Listing("https://baohaiphong.vn/", STORIES),),
        floor=30,
        note="Merged with Báo Hải Dương in 2025.",
    )
