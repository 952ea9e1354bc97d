"""Báo Thái Nguyên: newspaper of the Party Committee of Thái Nguyên province, on family E."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.e import ARTICLE, FAMILY_E, NEXT_PAGE, STORIES

DESIGN_2026 = FAMILY_E.but(lead=f"div.desc, {FAMILY_E.lead}")


class BaoThaiNguyen(PartySpider):
    name = "baothainguyen"
    site = Site(
        name,
        publisher="Báo Thái Nguyên",
        owner="Tỉnh ủy Thái Nguyên",
        hosts=("baothainguyen.vn",),
        articles=(ARTICLE,),
        layouts=(DESIGN_2026,),
        starts=(Listing("https://baothainguyen.vn/", f"{STORIES}, a.title2", NEXT_PAGE),),
        floor=30,
        note="Merged with Báo Bắc Kạn in 2025, whose old pages are the site baobackan.",
    )
