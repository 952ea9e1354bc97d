"""Family Q: CMS of qdnd.vn, and of dangcongsan.vn about 2020. Articles at `/section/slug-{ID}(.html)`."""

from crawler.parse.layout import Layout

FAMILY_Q = Layout(
    "Q",
    marker="h1.post-title",
    title="h1.post-title",
    lead=".post-summary",
    body="[itemprop='articleBody']",
    evidence="public code",
    family="Q",
    byline=".post-author",
    published=".post-subinfo span, .lbPublishedDate",  # Thứ tư, 10/12/2025 - 18:45
    section=".breadcrumb a, .post-breadcrumb a",
    tags=".post-tags a, .tags a",
    images="table.imgEditor",
    drop=".post-relate, .post-related",
)
LAYOUTS = (FAMILY_Q,)

ARTICLE = r"-(?P<key>\d{4,})(?:\.html)?$"
STORIES = ".list-news a"
