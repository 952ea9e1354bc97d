"""BNEWS: business news of the Vietnam News Agency (TTXVN), since 2015, on family L."""

from crawler.discover import Feed, Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.l import ARTICLE, FAMILY_L

HOME = "https://bnews.vn"
SITEMAPS = r"/sitemap/news-(?P<year>\d{4})-(?P<month>\d{1,2})\.xml$"


class BNews(PartySpider):
    name = "bnews"
    site = Site(
        name,
        publisher="BNEWS",
        owner="Thông tấn xã Việt Nam",
        hosts=("bnews.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_L.but(evidence="real page"),),
        starts=(
            Feed(f"{HOME}/rss/chung-khoan-33.rss"),
            Listing(f"{HOME}/thi-truong/4/trang-1.html", "h3 a[href$='.html']"),
            Sitemap(f"{HOME}/sitemap.xml", SITEMAPS),
        ),
        floor=100,
        marks=("BNEWS",),
    )
