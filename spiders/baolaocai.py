"""Báo Lào Cai: newspaper of the Party Committee of Lào Cai province, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES


class BaoLaoCai(PartySpider):
    name = "baolaocai"
    site = Site(
        name,
        publisher="Báo Lào Cai",
        owner="Tỉnh ủy Lào Cai",
        hosts=("baolaocai.vn",),
        articles=(r"-post(?P<key>\d{5,})\.html$",),
        layouts=(FAMILY_Z.but(evidence="real page"),),
        starts=(
            Listing("https://baolaocai.vn/", STORIES, NEXT_PAGE),
            Sitemap("https://baolaocai.vn/sitemap.xml", MONTHS),
        ),
        amp=".html",
        floor=30,
        note="Merged with Báo Yên Bái in 2025.",
        marks=("BLC",),
    )
