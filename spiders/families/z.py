"""Family Z: the CMS of nhandan.vn, vietnamplus.vn and many provincial papers since 2022.

Class names begin with `article__` and `cms-`. Articles are at `slug-post{ID}.html` (in `og:url` also at
`/post-{ID}.html`), tags at `slug-tag{ID}.html`. Some hosts name the title `article__header` and list sibling
sections as a breadcrumb: their section is in the head.
"""

from crawler.parse.layout import Layout
from spiders.families.pagination import NEXT_PAGE

__all__ = ["ARTICLE", "FAMILY_Z", "LAYOUTS", "MONTHS", "NEXT_PAGE", "STORIES", "STORY"]

FAMILY_Z = Layout(
    "Z",
    marker="h1.article__title, h1.article__header.cms-title",
    title="h1.article__title, h1.article__header.cms-title",
    lead="div.article__sapo, h2.article__sapo, p.article__sapo",
    body="div.article__body",
    evidence="public code",
    family="Z",
    byline=(
        "div.article__author, div.box-author, span.cms-author, div.cms-author, div.article__meta a.cms-author"
    ),
    published="div.article__meta time, p.article__meta time, meta.cms-date",  # 2025-06-17T13:43:02+0700
    section="div.breadcrumb a, div.breadcrumbs a",
    section_meta="article:section",
    tags="div.article__tags a, div.article__tag a",
    images="div.article__avatar, figure.article__avatar",
    drop=(
        "div.sda_middle, div.ads_middle, div.rennab, div.related-news, article.story, div.tts-player,"
        "div.article__source, div.article__tag, div.article__tags,"
        "i[class*='fa-'], i[class*='ic-'], i.icon"  # an icon font's fallback text: `text-icon`
    ),
)
LAYOUTS = (FAMILY_Z,)

ARTICLE = r"-post(?P<key>\d{4,})\.[a-z]+$"
STORY = "a.cms-link"
STORIES = f"article.story .story__heading {STORY}"
MONTHS = r"/sitemaps/news-(?P<year>\d{4})-(?P<month>\d{1,2})\.xml$"
