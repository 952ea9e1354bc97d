"""Lao Động: newspaper of the General Confederation of Labour.

A system of its own. The first answer to a client without cookies is a page with a script only, which sets the
cookie D1N and loads the page again: it is refused as a challenge.
"""

from crawler.discover import Listing
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.spider import PartySpider

DESIGN_2026 = Layout(
    "2026",
    marker="div.chappeau",
    title="h1.title, h1",
    lead="div.chappeau",
    body="#gallery-ctt, div.art-body",
    evidence="public code",
    byline="span.author, div.author",
    published="span.time, div.time, time",
    section="ul.breadcrumbs a, ul.breadcrumb a",
    tags="div.keywords a, div.tags a",
    drop="div.tin-lien-quan",
)


class LaoDong(PartySpider):
    name = "laodong"
    site = Site(
        name,
        publisher="Báo Lao Động",
        owner="Tổng Liên đoàn Lao động Việt Nam",
        hosts=("laodong.vn",),
        articles=(r"-(?P<key>\d{5,})\.ldo$",),
        layouts=(DESIGN_2026,),
        starts=(
            Listing("https://laodong.vn/thoi-su", "article a[href$='.ldo'], #category_main_content li a"),
        ),
        floor=100,
        note="Asks for a cookie that a script sets; without it every page is a challenge.",
    )
