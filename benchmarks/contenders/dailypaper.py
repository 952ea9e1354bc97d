"""Site file of the daily run on 127.0.0.1, with all kinds of starts that a family Z site has."""

import os

from crawler.discover import Feed, Listing, Sitemap
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import ARTICLE, FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOST = os.environ["BENCH_HOST"]


class DailyPaper(PartySpider):
    name = "dailypaper"
    site = Site(
        name,
        publisher="The paper of the daily run",
        hosts=(HOST,),
        scheme="http",
        articles=(ARTICLE,),
        layouts=(FAMILY_Z,),
        starts=(
            Feed(f"http://{HOST}/rss.xml"),
            Listing(f"http://{HOST}/trang-1.html", STORIES, NEXT_PAGE),
            Sitemap(f"http://{HOST}/sitemap.xml", MONTHS),
        ),
    )
