"""Family E: CMS of Báo Quảng Bình and about twenty provincial newspapers.

Articles at `/section/YYYYMM/slug-id/` (decimal id, later seven hex digits), images in `/dataimages/`.
"""

from crawler.parse.layout import Layout
from spiders.families.labels import BELOW_ARTICLE
from spiders.families.pagination import NEXT_PAGE

__all__ = ["ARTICLE", "FAMILY_E", "LAYOUTS", "NEXT_PAGE", "STORIES"]

FAMILY_E = Layout(
    "E",
    marker="h1#title, h2#title, h1.media-heading, h1.head_title",
    title="h1#title, h2#title, h1.media-heading, h1.head_title",
    lead="#content > p:first-of-type > strong, #content > p:first-of-type > b",
    body="#content, div.content-detail, .td-post-content",
    evidence="public code",
    family="E",
    published="#date, div.date",  # 08:28, Thứ Tư, 22/05/2019 (GMT+7)
    section="div.breadcrumb a, ul.breadcrumb a, ol.breadcrumb a",
    drop="h1.media-heading, div.date, ul.social, div.bd02",
    end_marks=BELOW_ARTICLE,
)
LAYOUTS = (FAMILY_E,)

ARTICLE = r"/\d{6}/[a-z0-9-]+-(?P<key>[0-9a-f]{6,8})/?$"
STORIES = ".story__heading a, a.h2, a.h3, h2 > a, h3 > a, h4 > a"
