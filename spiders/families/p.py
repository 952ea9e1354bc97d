"""Family P: CMS of baothanhhoa.vn and baophutho.vn. Articles at `slug-{ID}.htm`, text in `#dcontent`.

A part of the articles is encrypted and decrypted by a script: these pages are refused as `text:encrypted`.
"""

from crawler.parse.layout import Layout

FAMILY_P = Layout(
    "P",
    marker="#dcontent",
    title="h1",
    lead="div.article__sapo",
    body="#dcontent",
    evidence="public code",
    family="P",
    published="meta[property='article:published_time']",
    section="ul.breadcrumb a, ol.breadcrumb a, div.breadcrumb a",
    section_meta="article:section",
)
LAYOUTS = (FAMILY_P,)

ARTICLE = r"-(?P<key>\d{4,})\.htm$"
STORIES = "h2 > a, h3 > a, h4 > a"
