"""Báo Cao Bằng: newspaper of the Party Committee of Cao Bằng province, on family N."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.n import ARTICLE, FAMILY_N, STORIES


class BaoCaoBang(PartySpider):
    name = "baocaobang"
    site = Site(
        name,
        publisher="Báo Cao Bằng",
        owner="Tỉnh ủy Cao Bằng",
        hosts=("baocaobang.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_N,),
        starts=(Listing("https://baocaobang.vn/", STORIES),),
        floor=30,
    )
