"""Cổng Giao tiếp điện tử Thành phố Hà Nội: the former portal of the city of Hà Nội.

Liferay. Only the text of its pages is known, not the markup. An article has a desktop and a mobile URL,
often with a session id. A broken comment form follows each article.
"""

from crawler.discover import Listing
from crawler.parse.layout import TextLayout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.labels import BELOW_ARTICLE, BESIDE_ARTICLE
from spiders.families.pagination import NEXT_PAGE

HOME = "https://hanoi.gov.vn"
STORIES = ".story__heading a, a[href*='/-/hn/']:not(.pagination a)"

HANOI_PORTAL = TextLayout(
    "portal",
    captions_below=True,
    date_form=r"\(\d{1,2}:\d{2} \d{1,2}/\d{1,2}/\d{4}\)",  # (15:30 02/04/2021)
    end_marks=(
        *("Các bài mới đăng", "Các bài đã đăng", "Bài viết Xem", "Viết bình luận", "Họ tên:", "Mã xác nhận:"),
        *BELOW_ARTICLE,
        *BESIDE_ARTICLE,
    ),
)


class HaNoi(PartySpider):
    name = "hanoi"
    site = Site(
        name,
        publisher="Ủy ban nhân dân Thành phố Hà Nội",
        owner="Ủy ban nhân dân Thành phố Hà Nội",
        hosts=("hanoi.gov.vn",),
        articles=(r"/-/hn/(?:[^/]+/)*?(?P<key>\d{5,})/[^/]+\.html$",),
        layouts=(HANOI_PORTAL,),
        starts=(
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/tintuc_sukien/-/hn/VWY2FnKi7zTm/3.html", STORIES, NEXT_PAGE),
        ),
        note="The portal of today has other pages.",
        marks=("HNP",),
    )
