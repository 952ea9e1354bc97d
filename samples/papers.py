"""The seven newspapers of the samples: their URLs, and the markup of each of their page designs."""

from __future__ import annotations

from dataclasses import dataclass, replace

ONE_PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesign:
    """The template of a page design, and the markup of its repeated parts.

    `interruption` is the markup between the second and the third paragraph.
    """

    template: str
    url: str
    paragraph: str = '<p style="text-align: justify;">{}</p>'
    between: str = "\n"
    photo: str = ""
    photo_in_text: bool = True
    interruption: str = ""
    related: str = '<li><a href="{url}">{title}</a></li>'
    tag: str = '<a href="/tag/{slug}">{name}</a>'
    author_above: str = ""
    author_below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    """A newspaper.

    `listings` are two pages of headlines; if `paged`, the first links to the second. `spare` is the first of
    the ids that no story has: those of pages that must not become articles.
    """

    name: str
    title: str
    home: str
    section: str
    listings: tuple[str, str]
    designs: dict[str, PageDesign]
    offsite: str
    spare: int
    owner: str = ""
    breadcrumb: str = "breadcrumb breadcrumb-detail"
    headline: str = (
        '<article class="story"><h2 class="story__heading">'
        '<a class="cms-link" href="{url}" title="{title}">{title}</a></h2></article>'
    )
    listing: str = "listing.html"
    paged: bool = True
    feeds: tuple[str, ...] = ()
    has_sitemap: bool = False

    @property
    def host(self) -> str:
        """The host of the home page, without `www.`."""
        return self.home.split("/")[2].removeprefix("www.")


FAMILY_Z = PageDesign(
    template="family_z.html",
    url="",
    photo=f'<figure><img class="lazyload cms-photo" src="{ONE_PIXEL}" '
    'data-src="https://cdn.{host}/images/{slug}.jpg" alt=""><figcaption>{caption}</figcaption></figure>',
    interruption='<div class="sda_middle"><div id="sdaWeb_SdaArticleMiddle" class="rennab">'
    "Quảng cáo</div></div>",
    related='<article class="story no-photo"><h2 class="story__heading">'
    '<a class="cms-link" href="{url}" title="{title}">{title}</a></h2></article>',
    tag='<a href="/tu-khoa/{slug}-tag{number}.html" title="{name}">#{name}</a>',
    author_below='<div class="article__author"><p class="name">{byline}</p></div>',
)

NHANDAN = Newspaper(
    name="nhandan",
    title="Báo Nhân Dân điện tử",
    home="https://nhandan.vn/",
    section="Xây dựng Đảng",
    listings=("https://nhandan.vn/xay-dung-dang/", "https://nhandan.vn/xay-dung-dang/?page=2"),
    designs={
        "c": replace(FAMILY_Z, url="https://nhandan.vn/{slug}-post{id}.html"),
        "b": PageDesign(
            template="nhandan_b.html",
            url="https://nhandan.vn/tin-tuc-{section}/{slug}-{id}/",
            photo='<div class="light-img"><figure class="image"><img src="https://img.nhandan.com.vn/Files/Images/'
            '{year}/{slug}.jpg" alt=""><figcaption>{caption}</figcaption></figure></div>',
            related='<article><div class="box-title"><a href="{url}">{title}</a></div></article>',
        ),
        "a": PageDesign(
            template="nhandan_a.html",
            url="https://nhandan.com.vn/{section_word}/tin-tuc/item/{id}-{slug}.html",
            paragraph="<p>{}</p>",
            photo='<div class="media content-box mgb-0"><img class="mr-3 img-responsive" '
            'src="/cdn/vn/media/k2/items/src/{slug}.jpg" alt="" />'
            '<p class="image-caption mgb-0 pbt-10">{caption}</p></div>',
            photo_in_text=False,
            related='<div class="media content-box"><div class="media-body">'
            '<h5><a href="{url}">{title}</a></h5></div></div>',
        ),
    },
    offsite="https://en.nhandan.vn/",
    spare=960901,
    owner="Ban Chấp hành Trung ương Đảng",
    feeds=(
        "https://nhandan.vn/rss/home.rss",
        "https://nhandan.vn/rss/xay-dung-dang-1179.rss",
        "https://nhandan.vn/rss/chinhtri-1171.rss",
    ),
    has_sitemap=True,
)

VIETNAMPLUS_OLD = PageDesign(
    template="vietnamplus_b.html",
    url="https://www.vietnamplus.vn/{slug}/{id}.vnp",
    paragraph="{}",
    between="<br /><br />\n",
    photo='<div class="article-photo"><img src="http://img.vietnamplus.vn/t660/{slug}.jpg" alt="" />'
    "<br />{caption}</div>",
    photo_in_text=False,
    related='<article class="story"><h2><a href="{url}" title="{title}">{title}</a></h2></article>',
    tag='<a href="/{slug}-tag{number}.vnp">{name}</a>',
)

VIETNAMPLUS = Newspaper(
    name="vietnamplus",
    title="Vietnam+ (VietnamPlus)",
    home="https://www.vietnamplus.vn/",
    section="Chính trị",
    listings=("https://www.vietnamplus.vn/chinhtri.vnp", "https://www.vietnamplus.vn/chinhtri/trang2.vnp"),
    designs={
        "d": replace(
            FAMILY_Z,
            url="https://www.vietnamplus.vn/{slug}-post{id}.vnp",
            tag='<a href="/{slug}-tag{number}.vnp" title="{name}">#{name}</a>',
            author_above='<span class="author cms-author">{byline}</span>',
            author_below="",
        ),
        "c": replace(
            VIETNAMPLUS_OLD,
            template="vietnamplus_c.html",
            paragraph='<p style="text-align: justify;">{}</p>',
            between="\n",
            photo_in_text=True,
        ),
        "b": VIETNAMPLUS_OLD,
        "a": replace(VIETNAMPLUS_OLD, template="vietnamplus_a.html"),
    },
    offsite="https://en.vietnamplus.vn/",
    spare=1099901,
    owner="THÔNG TẤN XÃ VIỆT NAM",
    feeds=("https://www.vietnamplus.vn/rss/chinhtri-291.rss", "https://www.vietnamplus.vn/rss/home.rss"),
    has_sitemap=True,
)

BAOQUANGBINH_A = PageDesign(
    template="baoquangbinh_a.html",
    url="https://baoquangbinh.vn/{path}/{year}{month}/{slug}-{id}/",
    photo='<table class="image center" border="0"><tbody><tr><td>'
    '<img src="/dataimages/{year}{month}/original/{slug}.jpg" alt="{caption}" /></td></tr>'
    '<tr><td class="image_desc">{caption}</td></tr></tbody></table>',
)

BAOQUANGBINH = Newspaper(
    name="baoquangbinh",
    title="Báo Quảng Bình điện tử",
    home="https://baoquangbinh.vn/",
    section="Xây dựng Đảng",
    listings=("https://baoquangbinh.vn/xay-dung-dang/", "https://baoquangbinh.vn/xay-dung-dang/?paged=2"),
    designs={"b": replace(BAOQUANGBINH_A, template="baoquangbinh_b.html"), "a": BAOQUANGBINH_A},
    offsite="https://quangbinh.gov.vn/",
    spare=2229901,
)

DUKCQTW = Newspaper(
    name="dukcqtw",
    title="Đảng ủy Khối các cơ quan Trung ương",
    home="http://dukcqtw.dcs.vn/",
    section="Xây dựng Đảng",
    listings=(
        "http://dukcqtw.dcs.vn/xay-dung-dang-cm12.aspx",
        "http://dukcqtw.dcs.vn/xay-dung-dang-cm12.aspx?page=2",
    ),
    designs={
        "duk": PageDesign(
            template="dukcqtw.html",
            url="http://dukcqtw.dcs.vn/{slug}-duk{id}.aspx",
            between="\n<p>&nbsp;</p>\n",
            related='<div class="item"><a href="{url}"><img src="/Uploads/thumb.jpg" alt="{title}" /></a>'
            '<a href="{url}">{title}</a><div class="truoc">1 năm trước</div></div>',
        )
    },
    offsite="http://tuyengiao.hungyen.dcs.vn/",
    spare=4901,
)

HANOI = Newspaper(
    name="hanoi",
    title="Cổng giao tiếp điện tử Hà Nội",
    home="https://hanoi.gov.vn/",
    section="Tin tức - Sự kiện",
    listings=(
        "https://hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3.html",
        "https://hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3.html?p=2",
    ),
    designs={
        "hn": PageDesign(
            template="hanoi.html",
            url="https://hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3/{id}/{slug}.html",
            between="\n<p>&nbsp;</p>\n",
            photo='<div style="text-align: center;"><img alt="" src="/documents/10181/{slug}.jpg" />'
            "<br /><em>{caption}</em></div>",
        )
    },
    offsite="https://english.hanoi.gov.vn/",
    spare=2869901,
)

BAOLAOCAI = Newspaper(
    name="baolaocai",
    title="Báo Lào Cai điện tử",
    home="https://baolaocai.vn/",
    section="Chính trị",
    listings=("https://baolaocai.vn/", "https://baolaocai.vn/?page=2"),
    designs={
        "z": replace(
            FAMILY_Z,
            url="https://baolaocai.vn/{slug}-post{id}.html",
            paragraph="<div>{}</div>",
            author_below='<div class="t1"><span class="t2">{byline}</span></div>',
        )
    },
    offsite="https://zh.baolaocai.vn/",
    spare=432901,
    owner="Tỉnh ủy Lào Cai",
    breadcrumb="breadcrumbs",
    feeds=("https://baolaocai.vn/rss/home.rss",),
    has_sitemap=True,
)

BAOCANTHO = Newspaper(
    name="baocantho",
    title="Báo Cần Thơ",
    home="https://baocantho.com.vn/",
    section="Thời sự",
    listings=("https://baocantho.com.vn/thoi-su/", "https://baocantho.com.vn/xay-dung-dang/"),
    designs={
        "a": PageDesign(
            template="baocantho.html",
            url="https://baocantho.com.vn/{slug}-a{id}.html",
            photo='<p style="text-align: justify;">'
            '<img src="https://baocantho.com.vn/image/{slug}.webp" alt=""></p>\n'
            '<p style="text-align: center;"><em>{caption}</em></p>',
            interruption='<div class="AMN_res_baocantho.com.vn_mid"></div>',
            related='<li class="related-item"><a title="{title}" href="{url}">'
            '<h3 class="b-title">{title}</h3></a></li>',
            tag='<a class="tag_item" href="https://baocantho.com.vn/tim-kiem/{name}.html">{name}</a>',
        )
    },
    offsite="https://cantho.gov.vn/",
    spare=204901,
    headline='<li class="news-img-left news-img"><a class="b-title" href="{url}">'
    '<h3 class="marginbottom5 fs18">{title}</h3></a></li>',
    listing="listing_baocantho.html",
    paged=False,
    feeds=("https://baocantho.com.vn/rss/cate/thoi-su/",),
)

PAPERS = (NHANDAN, VIETNAMPLUS, BAOQUANGBINH, DUKCQTW, HANOI, BAOLAOCAI, BAOCANTHO)
