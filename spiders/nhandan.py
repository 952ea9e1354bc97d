"""Nhân Dân: newspaper of the Central Committee, online since 1998.

Three designs: Joomla K2 at nhandan.com.vn until mid-2020, an own CMS until 2022, family Z since then.
Articles kept their id from the second to the third (`-684254/`, `-post684254.html`).
"""

from crawler.discover import Feed, ListApi, Listing, Sitemap
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.b import FAMILY_B
from spiders.families.z import FAMILY_Z, MONTHS, NEXT_PAGE, STORIES, STORY

HOME = "https://nhandan.vn"

DESIGN_2020 = FAMILY_B.but(name="2020")
JOOMLA_K2 = Layout(
    "K2",
    marker="div.item-container",
    title="div.item-container > h3",
    lead="div.item-container div.sapo",
    body="div.item-content",
    evidence="real page",
    byline="div.item-container p.author",
    published="h5.date-created",  # Thứ Ba, 15/05/2018, 19:24:18
    section=".breadcrumb > li > a",
    images="div.item-container div.content-box.mgb-0",
    drop="div.social-box, div.hotnew-container, div.dvs-container, div.comment-box",
)


class NhanDan(PartySpider):
    name = "nhandan"
    site = Site(
        name,
        publisher="Báo Nhân Dân",
        owner="Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam",
        hosts=("nhandan.vn", "nhandan.com.vn"),
        articles=(r"-post(?P<key>\d{5,})\.html$", r"/item/(?P<key>\d{7,9})-", r"/[^/]+-(?P<key>\d{5,})/?$"),
        layouts=(FAMILY_Z.but(evidence="real page"), DESIGN_2020, JOOMLA_K2),
        starts=(
            Feed(f"{HOME}/rss/home.rss"),
            Feed(f"{HOME}/rss/xay-dung-dang-1179.rss"),
            Feed(f"{HOME}/rss/chinhtri-1171.rss"),
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/xay-dung-dang/", STORIES, NEXT_PAGE),
            ListApi(HOME + "/api/morenews-zone-1171-{page}.html?phrase=", "data.articles", stories=STORY),
            Sitemap(f"{HOME}/sitemap.xml", MONTHS),
        ),
        amp=".html",
        floor=100,
        marks=("NDĐT", "NDO", "ND"),
        date_forms=(
            r"(?:Thứ \w+|Chủ [Nn]hật), \d{1,2}/\d{1,2}/\d{4}, \d{1,2}:\d{2}:\d{2}",
            r"(?:Thứ \w+|Chủ [Nn]hật), \d{1,2}-\d{1,2}-\d{4}, \d{1,2}:\d{2}",
        ),
    )
