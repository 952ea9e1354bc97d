"""Quân đội nhân dân: newspaper of the Central Military Commission, on family Q."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.q import ARTICLE, FAMILY_Q, STORIES


class QuanDoiNhanDan(PartySpider):
    name = "qdnd"
    site = Site(
        name,
        publisher="Báo Quân đội nhân dân",
        owner="Quân ủy Trung ương",
        hosts=("www.qdnd.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_Q.but(evidence="real page"),),
        starts=(Listing("https://www.qdnd.vn/", STORIES),),
        floor=100,
        marks=("QĐND Online", "QĐND"),
    )
