"""Báo Vĩnh Long: newspaper of the Party Committee of Vĩnh Long province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoVinhLong(PartySpider):
    name = "baovinhlong"
    site = Site(
        name,
        publisher="Báo Vĩnh Long",
        owner="Tỉnh ủy Vĩnh Long",
        hosts=("baovinhlong.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baovinhlong.com.vn/", STORIES, NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Bến Tre (site baodongkhoi) and Báo Trà Vinh (site baotravinh) in 2025.",
    )
