"""Báo Tây Ninh: newspaper of the Party Committee of Tây Ninh province, on family A.

Its pages have two roots: `</html>` stands before `<head>`, and again at the end.
"""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A, STORIES


class BaoTayNinh(PartySpider):
    name = "baotayninh"
    site = Site(
        name,
        publisher="Báo Tây Ninh",
        owner="Tỉnh ủy Tây Ninh",
        hosts=("baotayninh.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_A.but(lead="h4.sapo, p.sapo, div.detail-desc"),),
        starts=(Listing("https://baotayninh.vn/", f"{STORIES}, a.title"),),
        floor=30,
        note="Merged with Báo Long An in 2025.",
    )
