"""Sài Gòn Giải Phóng: newspaper of the Party Committee of Hồ Chí Minh city, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://www.sggp.org.vn"


class SaiGonGiaiPhong(PartySpider):
    name = "sggp"
    site = Site(
        name,
        publisher="Báo Sài Gòn Giải Phóng",
        owner="Thành ủy Thành phố Hồ Chí Minh",
        hosts=("www.sggp.org.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z,),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=100,
        marks=("SGGPO", "SGGP"),
    )
