"""Báo Bình Dương: newspaper of the Party Committee of Bình Dương province, on a variant of family A."""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.a import ARTICLE, FAMILY_A

DESIGN_2025 = FAMILY_A.but(
    marker="#contentNews .singular-content",
    title="h1.title",
    body="#contentNews .singular-content",
)


class BaoBinhDuong(PartySpider):
    name = "baobinhduong"
    site = Site(
        name,
        publisher="Báo Bình Dương",
        owner="Tỉnh ủy Bình Dương",
        hosts=("baobinhduong.vn",),
        articles=(ARTICLE,),
        layouts=(DESIGN_2025,),
        starts=(Listing("https://baobinhduong.vn/", ".article-item a, h3 a, h2 a"),),
        ended=True,
        note="Merged into Báo Sài Gòn Giải Phóng in 2025; whether the host still answers is not known.",
    )
