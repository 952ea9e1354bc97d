"""Family B: CMS of cand.com.vn, and of nhandan.vn from 2020 to 2022. Articles at `/section/slug-i{ID}/`."""

from crawler.parse.layout import Layout

FAMILY_B = Layout(
    "B",
    marker=".box-title-detail",
    title=".box-title-detail",
    lead=".box-des-detail",
    body=".detail-content-body, .box-content-detail",
    evidence="public code",
    family="B",
    byline=".box-author",
    published=".box-date",  # Thứ Ba, 07-09-2021, 14:05
    section=".bread-crumb-detail a, .uk-breadcrumb a",
    tags=".box-tags a",
    drop="div.box-widget-loaded, .box-tags, .box-comment, .contref.simplebox",
)
LAYOUTS = (FAMILY_B,)

ARTICLE = r"-i(?P<key>\d{4,})/?$"
STORIES = ".box-title a"
