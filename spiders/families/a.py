"""Family A: CMS of baocantho.com.vn, baotayninh.vn, baodongthap.vn. Articles at `slug-a{ID}.html`."""

from crawler.parse.layout import Layout

FAMILY_A = Layout(
    "A",
    marker="div.content-fck",
    title="h1.fw700",
    lead="div.detail-desc",
    body="div.content-fck",
    evidence="public code",
    family="A",
    published="span.pubdate",  # 08/01/2026 - 18:21
    section="div.titlecate a",
    tags="a.tag_item",
    captions_below=True,
    drop="div.detail-related, div.lbcomment",
)
LAYOUTS = (FAMILY_A,)

ARTICLE = r"-a(?P<key>\d{4,})\.html$"
STORIES = "h2.h2cate a, div.top3 a.b-content, a.b-title"
