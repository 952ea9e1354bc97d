"""Tạp chí Cộng sản: theoretical journal of the Central Committee.

Liferay. One article is at many paths, with the same number after `/-/2018/`; since about 2024 some are at
`/-/asset_publisher/ID/content/slug`. Answers 403 to headless browsers.
"""

from crawler.discover import Listing
from crawler.parse.layout import Layout
from crawler.site import Site
from crawler.spider import PartySpider

LIFERAY = Layout(
    "Liferay",
    marker="div.journal-content-article h2",
    title="div.journal-content-article h2",
    body="div.journal-content-article",
    evidence="public code",
    published="div.publishdate",  # 18:43, ngày 07-03-2023
    drop="div.publishdate",
)


class TapChiCongSan(PartySpider):
    name = "tapchicongsan"
    site = Site(
        name,
        publisher="Tạp chí Cộng sản",
        owner="Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam",
        hosts=("www.tapchicongsan.org.vn",),
        articles=(r"/-/2018/(?P<key>\d{4,})(?:/|$)", r"/-/asset_publisher/\w+/content/(?P<key>[\w-]{10,})$"),
        layouts=(LIFERAY,),
        starts=(
            Listing(
                "https://www.tapchicongsan.org.vn/web/guest/home", "a[href*='/-/2018/'], a[href*='/content/']"
            ),
        ),
        floor=5,
        marks=("TCCS",),
    )
