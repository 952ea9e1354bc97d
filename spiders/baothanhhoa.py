"""Báo Thanh Hóa: newspaper of the Party Committee of Thanh Hóa province, on family P."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.p import ARTICLE, FAMILY_P, STORIES


class BaoThanhHoa(PartySpider):
    name = "baothanhhoa"
    site = Site(
        name,
        publisher="Báo Thanh Hóa",
        owner="Tỉnh ủy Thanh Hóa",
        hosts=("baothanhhoa.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_P,),
        starts=(Listing("https://baothanhhoa.vn/", STORIES),),
        floor=30,
    )
