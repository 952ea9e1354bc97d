"""An ninh Thủ đô: newspaper of the police of Hà Nội, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://www.anninhthudo.vn"


class AnNinhThuDo(PartySpider):
    name = "anninhthudo"
    site = Site(
        name,
        publisher="Báo An ninh Thủ đô",
        owner="Công an Thành phố Hà Nội",
        hosts=("www.anninhthudo.vn",),
        articles=(r"-post(?P<key>\d{5,})\.antd$",),
        layouts=(FAMILY_Z,),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".antd",
        floor=30,
        note="In maintenance in January 2026.",
        marks=("ANTĐ",),
    )
