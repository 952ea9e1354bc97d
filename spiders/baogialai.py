"""Báo Gia Lai: newspaper of the Party Committee of Gia Lai province, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://baogialai.com.vn"


class BaoGiaLai(PartySpider):
    name = "baogialai"
    site = Site(
        name,
        publisher="Báo Gia Lai",
        owner="Tỉnh ủy Gia Lai",
        hosts=("baogialai.com.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z,),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=30,
        note="Merged with Báo Bình Định in 2025.",
        marks=("GLO",),
    )
