"""Biên phòng: newspaper of the Border Guard, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://www.bienphong.com.vn"


class BienPhong(PartySpider):
    name = "bienphong"
    site = Site(
        name,
        publisher="Báo Biên phòng",
        owner="Bộ đội Biên phòng",
        hosts=("www.bienphong.com.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z.but(evidence="address form only"),),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=30,
    )
