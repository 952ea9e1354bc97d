"""Báo Khánh Hòa: newspaper of the Party Committee of Khánh Hòa province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoKhanhHoa(PartySpider):
    name = "baokhanhhoa"
    site = Site(
        name,
        publisher="Báo Khánh Hòa",
        owner="Tỉnh ủy Khánh Hòa",
        hosts=("baokhanhhoa.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baokhanhhoa.vn/", STORIES, NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Ninh Thuận in 2025.",
    )
