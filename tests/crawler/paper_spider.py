"""Site file of the test paper; hosts, starts and layouts come from the environment."""

import os

from crawler.discover import Feed, Listing, Sitemap
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.spider import PartySpider

HOSTS = tuple(os.environ["PAPER_HOSTS"].split())
SCHEME = os.environ.get("PAPER_SCHEME", "http")
HOME = f"{SCHEME}://{HOSTS[0]}"
SITEMAPS = {"sitemap": Sitemap(f"{HOME}/sitemap.xml", r"/news-(?P<year>\d{4})-(?P<month>\d+)\.xml$")}
LISTINGS = {"listing": Listing(f"{HOME}/tin/", ".story a", "a.next", pages=2)}
FEEDS = {"feed": Feed(f"{HOME}/tin.rss")}

LAYOUT = Layout(
    "paper", marker="article.paper", title="h1", lead=".lead", body=".text", published="article time"
)
LAYOUTS = {"paper": LAYOUT, "2026": LAYOUT.but(name="2026", marker="article.redesigned")}


class Paper(PartySpider):
    name = "paper"
    site = Site(
        name,
        publisher="A paper for tests",
        hosts=HOSTS,
        past_hosts=tuple(os.environ.get("PAPER_PAST_HOSTS", "").split()),
        scheme=SCHEME,
        articles=(r"^/bai-(?P<key>\d+)\.html$",),
        layouts=tuple(LAYOUTS[name] for name in os.environ.get("PAPER_LAYOUTS", "paper").split()),
        starts=tuple(
            (SITEMAPS | LISTINGS | FEEDS)[kind] for kind in os.environ.get("PAPER_STARTS", "listing").split()
        ),
        floor=int(os.environ.get("PAPER_FLOOR", "0")),
    )
