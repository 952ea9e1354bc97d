"""Báo Quảng Ninh: newspaper of the Party Committee of Quảng Ninh province, on family N.

Until 2021 on family E, at baoquangninh.com.vn.
"""

from crawler.discover import Listing
from crawler.site import Site
from crawler.spider import PartySpider
from spiders.families.n import ARTICLE, FAMILY_N, STORIES


class BaoQuangNinh(PartySpider):
    name = "baoquangninh"
    site = Site(
        name,
        publisher="Báo Quảng Ninh",
        owner="Tỉnh ủy Quảng Ninh",
        hosts=("baoquangninh.vn",),
        past_hosts=("baoquangninh.com.vn",),
        articles=(ARTICLE,),
        layouts=(FAMILY_N,),
        starts=(Listing("https://baoquangninh.vn/", STORIES),),
        floor=30,
    )
