"""Family L: CMS of bnews.vn, with class names that begin with `lr-`. Articles at `/slug/{ID}.html`.

The mark of the newspaper stands before the lead, without a separator. Pictures have `data-src` only.
"""

from crawler.parse.layout import Layout

FAMILY_L = Layout(
    "L",
    marker="div.lr-ct",
    title="div.b-top-details h1, article.b-details h1, h1.font-42",
    lead="div.lr-summary-post",
    body="div.lr-ct",
    evidence="public code",
    family="L",
    source_mark="span.bnews-summary",
    byline="div.lr-author",
    published="div.b-top-details time, div.b-control-details time",  # 16:22' - 04/09/2026
    section="ul.uk-breadcrumb a",
    section_meta="article:section",
    tags="div.b-tags a",
    drop="div.editor_inpage, button.lr-remove",
)
LAYOUTS = (FAMILY_L,)

ARTICLE = r"^/[^/]+/(?P<key>\d{3,})\.html$"
