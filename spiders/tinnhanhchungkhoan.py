"""Tin nhanh Chứng khoán: securities news of the Ministry of Finance, on family Z.

`og:url` names an article by `/post-ID.html`, which is an alias of its URL.
"""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://www.tinnhanhchungkhoan.vn"


class TinNhanhChungKhoan(PartySpider):
    name = "tinnhanhchungkhoan"
    site = Site(
        name,
        publisher="Tin nhanh Chứng khoán",
        owner="Bộ Tài chính",
        hosts=("www.tinnhanhchungkhoan.vn",),
        articles=(r"-post(?P<key>\d{6,})\.html$", r"^/post-(?P<key>\d{6,})\.html$"),
        layouts=(FAMILY_Z.but(evidence="real page"),),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=100,
    )
