"""Family O: OneCMS, of hanoimoi.vn, baonghean.vn, baohaiphong.vn and others. Articles at `slug-{ID}.html`.

Two designs: since about 2025 title, byline and lead are in a block inside `article.entry`, before that they
precede it. In both `article:published_time` has the month first; the date in JSON-LD is right.
"""

from crawler.parse.layout import Layout
from spiders.families.addresses import NUMBERED_HTML as ARTICLE

__all__ = ["ARTICLE", "LAYOUTS", "STORIES"]

DESIGN_2026 = Layout(
    "O",
    marker=".sc-longform-header-title, .block-sc-title",
    title=".sc-longform-header-title, .block-sc-title",
    lead="p.sc-longform-header-sapo, p.block-sc-sapo",
    body="article.entry",
    evidence="public code",
    family="O",
    byline=".sc-longform-header-author, .block-sc-author",
    published=".sc-longform-header-date, .block-sc-publish-time",  # 05/09/2026 - 22:17
    section=".sc-longform-header-cate, .block-sc-cate-name",
    section_meta="article:section",
    tags="div.c-tags a, div.onecms__tags a",
    drop=(
        ".sc-longform-header-cate, .sc-longform-header-meta, .block-sc-cate-name, .block-sc-publish-time,"
        "div.c-box, div.sc-empty-layer, .sc-related-articles"
    ),
)
DESIGN_2024 = DESIGN_2026.but(
    name="O 2024",
    marker="h1.c-detail-head__title",
    title="h1.c-detail-head__title",
    lead="p.Headlines, .c-detail-head__sapo",
    byline="span.c-detail-head__cat, span.c-detail-head__author",
    published="span.c-detail-head__time",  # 15-01-2024 13:04
    section="ol.breadcrumb a",
    drop="div.c-box, div.sc-empty-layer, .sc-related-articles",
)
LAYOUTS = (DESIGN_2026, DESIGN_2024)

STORIES = ".b-grid__title a, h3 > a"
