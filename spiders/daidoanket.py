"""Đại Đoàn Kết: newspaper of the Fatherland Front, on family O."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.o import ARTICLE, LAYOUTS, STORIES


class DaiDoanKet(PartySpider):
    name = "daidoanket"
    site = Site(
        name,
        publisher="Báo Đại Đoàn Kết",
        owner="Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
        hosts=("daidoanket.vn",),
        articles=(ARTICLE,),
        layouts=LAYOUTS,
        starts=(Listing("https://daidoanket.vn/", STORIES),),
        floor=30,
    )
