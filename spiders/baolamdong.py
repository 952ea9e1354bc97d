"""Báo Lâm Đồng: newspaper of the Party Committee of Lâm Đồng province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoLamDong(PartySpider):
    name = "baolamdong"
    site = Site(
        name,
        publisher="Báo Lâm Đồng",
        owner="Tỉnh ủy Lâm Đồng",
        hosts=("baolamdong.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baolamdong.vn/", STORIES, NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Bình Thuận and Báo Đắk Nông in 2025.",
    )
