"""Sức khỏe và Đời sống: newspaper of the Ministry of Health, on family V."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.v import ARTICLE, FAMILY_V, STORIES


class SucKhoeDoiSong(PartySpider):
    name = "suckhoedoisong"
    site = Site(
        name,
        publisher="Báo Sức khỏe và Đời sống",
        owner="Bộ Y tế",
        hosts=("suckhoedoisong.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_V,),
        starts=(Listing("https://suckhoedoisong.vn/", STORIES),),
        floor=100,
        marks=("SKĐS",),
    )
