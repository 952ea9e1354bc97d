"""VietnamPlus: online newspaper of the Vietnam News Agency (TTXVN), since 2008.

Family Z since 2023, before it three designs by the same vendor. Old articles seem to keep their id
(`/425361.vnp`, `-post425361.vnp`).
"""

from crawler.discover import Feed, Listing, Sitemap
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES

HOME = "https://www.vietnamplus.vn"

DESIGN_2014 = Layout(
    "2014",
    marker="header.article-header",
    title="header.article-header h1",
    lead="article .summary.cms-desc",
    body=(
        "header.article-header ~ div[style*='justify'], header.article-header ~ * div[style*='justify'],"
        "header.article-header ~ div[align='justify'], header.article-header ~ * div[align='justify'],"
        "header.article-header ~ div[style*='justify'] ~ :is(p, blockquote, pre, ol),"
        "header.article-header ~ div[align='justify'] ~ :is(p, blockquote, pre, ol),"
        "header.article-header ~ * div[style*='justify'] ~ :is(p, blockquote, pre, ol),"
        "header.article-header ~ * div[align='justify'] ~ :is(p, blockquote, pre, ol)"
    ),
    evidence="real page",
    byline="header.article-header .author",
    published="header.article-header time",  # lúc : 11/07/14 11:35
    section="div.breadcrumb a",
    tags="div.article-tags a",
    images="div.article-photo",
    drop="section:has(a), div.article-relate-b, article.story",
)
DESIGN_2017 = DESIGN_2014.but(
    name="2017",
    marker="div.article-body",
    body="div.article-body",
    byline="header.article-header .author, div.article-body .cms-author",
)
DESIGN_2018 = DESIGN_2017.but(
    name="2018",
    marker="h1.details__headline",
    title="h1.details__headline",
    evidence="public code",
    lead="div.details__summary",
    byline="div.cms-author, span.cms-author",
    published="div.source time, div.details__meta time",  # 2021-10-20 07:15
)


class VietnamPlus(PartySpider):
    name = "vietnamplus"
    site = Site(
        name,
        publisher="Thông tấn xã Việt Nam",
        owner="Thông tấn xã Việt Nam",
        hosts=("www.vietnamplus.vn",),
        articles=(r"^(?!/chude/|/topic/).*(?:/|-post)(?P<key>\d{5,})\.vnp$",),
        layouts=(FAMILY_Z, DESIGN_2018, DESIGN_2017, DESIGN_2014),
        starts=(
            Feed(f"{HOME}/rss/home.rss"),
            Feed(f"{HOME}/rss/chinhtri-291.rss"),
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/chinhtri.vnp", f"{STORIES}, div.story-listing article.story h2 a", NEXT_PAGE),
            Sitemap(f"{HOME}/sitemap.xml", MONTHS),
        ),
        amp=".vnp",
        floor=100,
        marks=("Vietnam+", "VIETNAM+"),  # not TTXVN: every newspaper prints its reports
        date_forms=(r"lúc : \d{1,2}/\d{1,2}/\d{2} \d{1,2}:\d{2}", r"\d{2}/\d{2}/\d{4} \d{2}:\d{2} GMT\+7"),
    )
