"""BNEWS: business news of the Vietnam News Agency (TTXVN), since 2015.

A system of its own. The mark BNEWS stands before the lead, without a separator; pictures have their address
in `data-src` only.
"""

from crawler.discover import Feed, Listing, Sitemap
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.spider import PartySpider

HOME = "https://bnews.vn"

DESIGN_2020 = Layout(
    "2020",
    marker="div.lr-ct",
    title="div.b-top-details h1, h1.font-42",
    lead="div.lr-summary-post",
    body="div.lr-ct",
    evidence="real page",
    source_mark="span.bnews-summary",
    byline="div.lr-author",
    published="div.b-top-details time, div.b-control-details time",  # 16:22' - 04/09/2026
    section="ul.uk-breadcrumb a",
    section_meta="article:section",
    tags="div.b-tags a",
    drop="div.editor_inpage, button.lr-remove",
)


class BNews(PartySpider):
    name = "bnews"
    site = Site(
        name,
        publisher="BNEWS",
        owner="Thông tấn xã Việt Nam",
        hosts=("bnews.vn",),
        articles=(r"^/[^/]+/(?P<key>\d{3,})\.html$",),
        layouts=(DESIGN_2020,),
        starts=(
            Feed(f"{HOME}/rss/chung-khoan-33.rss"),
            Listing(f"{HOME}/thi-truong/4/trang-1.html", "h3 a[href$='.html']"),
            Sitemap(f"{HOME}/sitemap.xml", r"/sitemap/news-(?P<year>\d{4})-(?P<month>\d{1,2})\.xml$"),
        ),
        floor=100,
        marks=("BNEWS",),
    )
