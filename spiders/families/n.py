"""Family N: CMS of baohungyen.vn, baoquangninh.vn and baocaobang.vn since 2021. Articles at `slug-{ID}.html`.

The first paragraph of the text is the lead if all of it is bold.
"""

from crawler.parse.layout import Layout
from spiders.families.addresses import NUMBERED_HTML as ARTICLE
from spiders.families.labels import BELOW_ARTICLE

__all__ = ["ARTICLE", "FAMILY_N", "LAYOUTS", "STORIES"]

FAMILY_N = Layout(
    "N",
    marker="#content-detail",
    title="h1.name",
    lead="#content-detail > p:first-of-type > strong",
    body="#content-detail",
    evidence="public code",
    family="N",
    byline="div.pseudonym",
    published="div.date",  # 09:12 17/07/2025
    section="ul.breadcrumb a, ol.breadcrumb a, div.breadcrumb a",
    tags="div.tags a",
    drop="div.relates, div.topics, div.social, div.print_page, div.block-news-list, div.related-news",
    end_marks=BELOW_ARTICLE,
)
LAYOUTS = (FAMILY_N,)

STORIES = "article a, h2 > a, h3 > a, .card-title a, .card-content a"
