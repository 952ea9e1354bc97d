"""Pháp Luật Thành phố Hồ Chí Minh: newspaper of the city of Hồ Chí Minh, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://plo.vn"


class PhapLuatTPHCM(PartySpider):
    name = "plo"
    site = Site(
        name,
        publisher="Báo Pháp Luật Thành phố Hồ Chí Minh",
        owner="Ủy ban nhân dân Thành phố Hồ Chí Minh",
        hosts=("plo.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z.but(evidence="real page"),),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=100,
        marks=("PLO",),
    )
