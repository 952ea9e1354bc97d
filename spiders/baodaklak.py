"""Báo Đắk Lắk: newspaper of the Party Committee of Đắk Lắk province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoDakLak(PartySpider):
    name = "baodaklak"
    site = Site(
        name,
        publisher="Báo Đắk Lắk",
        owner="Tỉnh ủy Đắk Lắk",
        hosts=("baodaklak.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E,),
        starts=(Listing("https://baodaklak.vn/", f"{STORIES}, a.title5", NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Phú Yên in 2025, which lives on at phuyen.baodaklak.vn.",
    )
