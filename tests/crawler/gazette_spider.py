"""Site file of a second test paper, on another host."""

import os

from paper_spider import LAYOUT

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider

HOST = os.environ["GAZETTE_HOST"]


class Gazette(PartySpider):
    name = "gazette"
    site = Site(
        name,
        publisher="Another paper for tests",
        hosts=(HOST,),
        scheme="http",
        articles=(r"^/bai-(?P<key>\d+)\.html$",),
        layouts=(LAYOUT,),
        starts=(Listing(f"http://{HOST}/tin/", ".story a"),),
    )
