"""Site file of the crawl benchmark on 127.0.0.1, in the newest design of Nhân Dân."""

import os

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import ARTICLE, FAMILY_Z, NEXT_PAGE, STORIES

HOST = os.environ["BENCH_HOST"]


class BenchPaper(PartySpider):
    name = "benchpaper"
    site = Site(
        name,
        publisher="The paper of the benchmark",
        hosts=(HOST,),
        scheme="http",
        articles=(ARTICLE,),
        layouts=(FAMILY_Z,),
        starts=(Listing(f"http://{HOST}/trang-1.html", STORIES, NEXT_PAGE),),
    )
