"""Báo Bà Rịa - Vũng Tàu: newspaper of the Party Committee of Bà Rịa - Vũng Tàu province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES


class BaoBaRiaVungTau(PartySpider):
    name = "baobariavungtau"
    site = Site(
        name,
        publisher="Báo Bà Rịa - Vũng Tàu",
        owner="Tỉnh ủy Bà Rịa - Vũng Tàu",
        hosts=("baobariavungtau.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_E.but(evidence="address form only"),),
        starts=(Listing("https://baobariavungtau.com.vn/", STORIES, NEXT_PAGE),),
        ended=True,
        note="Merged into Báo Sài Gòn Giải Phóng in 2025; whether the host still answers is not known.",
    )
