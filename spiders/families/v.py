"""Family V: CMS of VCCorp, of baochinhphu.vn, suckhoedoisong.vn, nld.com.vn. Articles at `slug-{ID}.htm`.

The byline is the last, right-aligned paragraph of the text; a box of related stories follows it there.
"""

from crawler.parse.layout import Layout

FAMILY_V = Layout(
    "V",
    marker="h1.detail-title, h1[data-role='title']",
    title="h1.detail-title, h1[data-role='title']",
    lead="h2.detail-sapo, p.detail-sapo, div.detail-sapo",
    body="div.detail-content, div.detail-cmain, div[data-role='content']",
    evidence="public code",
    family="V",
    byline="div.detail-author-top, div.detail-author",
    published="[data-role='publishdate'], div.detail-time",  # 05/09/2026 13:30, with an icon between
    section="[data-role='cate-name'], div.detail-breadcrumb a",
    tags="[data-role='tags'] a, ul.detail-tag-list a",
    image_source="src",
    drop="div[type='RelatedNewsBox'], div[type='RelatedOneNews'], zone",
)
LAYOUTS = (FAMILY_V,)

ARTICLE = r"-(?P<key>\d{9,})\.htm$"
STORIES = "a[data-linktype='newsdetail'], a.box-stream-link-title, a.box-category-link-title"
