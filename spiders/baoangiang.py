"""Báo An Giang: newspaper of the Party Committee of An Giang province, on family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A, STORIES


class BaoAnGiang(PartySpider):
    name = "baoangiang"
    site = Site(
        name,
        publisher="Báo An Giang",
        owner="Tỉnh ủy An Giang",
        hosts=("baoangiang.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A,),
        starts=(Listing("https://baoangiang.com.vn/", STORIES),),
        floor=30,
        note="Merged with Báo Kiên Giang in 2025.",
    )
