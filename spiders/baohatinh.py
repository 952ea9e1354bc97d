"""Báo Hà Tĩnh: newspaper of the Party Committee of Hà Tĩnh province, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://baohatinh.vn"


class BaoHaTinh(PartySpider):
    name = "baohatinh"
    site = Site(
        name,
        publisher="Báo Hà Tĩnh",
        owner="Tỉnh ủy Hà Tĩnh",
        hosts=("baohatinh.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z,),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=30,
    )
