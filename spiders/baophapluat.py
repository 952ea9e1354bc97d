"""Pháp luật Việt Nam: newspaper of the Ministry of Justice, on family Z from 2022.

In 2026 it has articles at `/slug.html` too, without an id and of unknown markup: these are not declared.
"""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://baophapluat.vn"


class PhapLuatVietNam(PartySpider):
    name = "baophapluat"
    site = Site(
        name,
        publisher="Báo Pháp luật Việt Nam",
        owner="Bộ Tư pháp",
        hosts=("baophapluat.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z.but(evidence="real page"),),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".html",
        floor=10,
        note="Another system since about 2026: new articles at /slug.html are not read yet.",
        marks=("PLVN",),
    )
