"""Cổng Giao tiếp điện tử Thành phố Hà Nội: the city's old portal.

Liferay; no page of it has been seen, only its text. The same article has a desktop and a mobile
address, often with a session id. The comment form under it is broken for good.
"""

from crawler.discover import Listing
from crawler.parse.layout import TextLayout
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.labels import BELOW_ARTICLE, BESIDE_ARTICLE

HOME = "https://hanoi.gov.vn"
STORIES = ".story__heading a, a[href*='/-/hn/']:not(.pagination a)"
NEXT_PAGE = "ul.pagination li.active + li a"

PORTAL = TextLayout(
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
        hosts=("hanoi.gov.vn",),
        articles=(r"/-/hn/(?:[^/]+/)*?(?P<key>\d{5,})/[^/]+\.html$",),
        layouts=(PORTAL,),
        starts=(
            Listing(f"{HOME}/", STORIES, NEXT_PAGE),
            Listing(f"{HOME}/tintuc_sukien/-/hn/VWY2FnKi7zTm/3.html", STORIES, NEXT_PAGE),
        ),
        marks=("HNP",),
    )
