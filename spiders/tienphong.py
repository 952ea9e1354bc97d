"""Tiền Phong: newspaper of the Central Committee of the Youth Union, on family Z."""

from crawler.discover import Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://tienphong.vn"


class TienPhong(PartySpider):
    name = "tienphong"
    site = Site(
        name,
        publisher="Báo Tiền Phong",
        owner="Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh",
        hosts=("tienphong.vn",),
        articles=(r"-post(?P<key>\d{5,})\.tpo$",),
        layouts=(FAMILY_Z,),
        starts=(Listing(f"{HOME}/", STORIES, NEXT_PAGE), Sitemap(f"{HOME}/sitemap.xml", MONTHS)),
        amp=".tpo",
        floor=100,
        marks=("TPO",),
    )
