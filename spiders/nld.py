"""Người Lao Động: newspaper of the Party Committee of Hồ Chí Minh city, on family V."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.v import ARTICLE, FAMILY_V, STORIES


class NguoiLaoDong(PartySpider):
    name = "nld"
    site = Site(
        name,
        publisher="Báo Người Lao Động",
        owner="Thành ủy Thành phố Hồ Chí Minh",
        hosts=("nld.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_V,),
        starts=(Listing("https://nld.com.vn/", STORIES),),
        floor=100,
        marks=("NLĐO",),
    )
