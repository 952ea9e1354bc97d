"""Pages of outlets that have none under sites/: our own text in the markup of their CMS, from designs/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from archive.article import Article
from crawler.parse.read import read_article
from crawler.sites import load_sites

SITES = load_sites()
DESIGNS = Path(__file__).parent / "designs"

TITLE = "Bếp chung của xóm Đồi Sim mở cửa từ bốn giờ sáng"
LEAD = "Mười một gia đình ở xóm Đồi Sim góp gạo, góp củi, thay nhau nấu bữa sáng cho trẻ đi học xa."
FIRST = (
    "Bếp đặt trong nhà kho cũ của hợp tác xã. Mỗi nhà trực một ngày, ghi số gạo đã dùng, cuối tháng đọc sổ."
)
SECOND = "Bà Lường Thị Vân, người giữ sổ, nói tháng đầu nấu thiếu vì không ai tính phần trẻ bên kia suối."
THIRD = "Từ tháng này, trường cho mượn hai nồi lớn. Chi bộ xóm bàn việc dựng thêm mái che trước mùa mưa."
BYLINE = "Hà Lâm"
CAPTION = "Nồi cháo đầu tiên lúc năm giờ sáng."
IMAGE = "https://anh.example/2026/09/15/bep-chung.jpg"
PUBLISHED = "2026-09-15T08:19:00+07:00"
CAPTURED = datetime(2026, 9, 16, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """A page of a site: the template, its URL, and what differs from other pages."""

    site: str
    design: str
    url: str
    mark: str | None = None
    lacking: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()

    def html(self) -> str:
        """Return the page with our text."""
        markup = (DESIGNS / f"{self.design}.html").read_text("utf-8")
        for old, new in self.replace:
            assert old in markup
            markup = markup.replace(old, new)
        return Template(markup).substitute(
            url=self.url,
            publisher=SITES[self.site].publisher,
            slug="doi-song",
            title=TITLE,
            lead=LEAD,
            mark=f"({self.mark}) - " if self.mark else "",
            first=FIRST,
            second=SECOND,
            third=THIRD,
            byline=BYLINE,
            caption=CAPTION,
            image=IMAGE,
            section="Đời sống",
            tag="bếp chung",
            related="Sửa cầu treo trước mùa lũ",
        )

    def read(self) -> Article:
        """Return the article that the site file reads."""
        site = SITES[self.site]
        return read_article(
            self.html().encode(), self.url, site=site, content_type="text/html", captured=CAPTURED
        )


def z(site: str, url: str, mark: str | None = None) -> Page:
    """Return a page of family Z."""
    return Page(site, "Z", url, mark)


def e(site: str, url: str, mark: str | None = None) -> Page:
    """Return a page of family E, which prints no tags."""
    return Page(site, "E", url, mark, lacking=("tags",))


PAGES = (
    z("baogialai", "https://baogialai.com.vn/bep-chung-post404649.html", "GLO"),
    z("baohatinh", "https://baohatinh.vn/bep-chung-post404649.html"),
    z("sggp", "https://www.sggp.org.vn/bep-chung-post804649.html", "SGGPO"),
    z("anninhthudo", "https://www.anninhthudo.vn/bep-chung-post604649.antd", "ANTĐ"),
    z("tienphong", "https://tienphong.vn/bep-chung-post1704649.tpo", "TPO"),
    z("tinnhanhchungkhoan", "https://www.tinnhanhchungkhoan.vn/bep-chung-post397051.html"),
    z("plo", "https://plo.vn/bep-chung-post885915.html", "PLO"),
    z("baophapluat", "https://baophapluat.vn/bep-chung-post514649.html", "PLVN"),
    z("bienphong", "https://www.bienphong.com.vn/bep-chung-post484649.html"),
    e("baoquangtri", "https://baoquangtri.vn/doi-song/202609/bep-chung-9344c18/", "QTO"),
    e("baodaklak", "https://baodaklak.vn/xa-hoi/doi-song/202609/bep-chung-d0f7a12/"),
    e("baodongnai", "https://baodongnai.com.vn/xa-hoi/202609/bep-chung-9344c18/"),
    Page(
        "baothainguyen",
        "E",
        "https://baothainguyen.vn/xa-hoi/202609/bep-chung-d0f7a12/",
        lacking=("tags",),
        replace=(
            ("<p><strong>$mark$lead</strong></p>", ""),
            (
                '<div id="content" class="content-detail">',
                '<div class="desc">$mark$lead</div><div class="content-detail">',
            ),
        ),
    ),
    e("baotuyenquang", "https://baotuyenquang.com.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baokhanhhoa", "https://baokhanhhoa.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baovinhlong", "https://baovinhlong.com.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baolamdong", "https://baolamdong.vn/xa-hoi/202609/bep-chung-9344c18/"),
    e("baoapbac", "https://baoapbac.vn/xa-hoi/202609/bep-chung-1021345/"),
    e("baobariavungtau", "https://baobariavungtau.com.vn/xa-hoi/202609/bep-chung-1021345/"),
    e("baobackan", "https://baobackan.org.vn/xa-hoi/202609/bep-chung-1021345/"),
    Page("baoangiang", "A", "https://baoangiang.com.vn/bep-chung-a464618.html"),
    Page(
        "baotayninh",
        "A",
        "https://baotayninh.vn/bep-chung-a196670.html",
        replace=(
            ('<html lang="vi"><head>', '<html lang="vi"></html><head>'),
            ('<div class="detail-desc"><p>$mark$lead</p></div>', '<h4 class="sapo">$mark$lead</h4>'),
        ),
    ),
    Page("baodongthap", "A", "https://baodongthap.vn/bep-chung-a236670.html"),
    Page(
        "baobinhduong",
        "A",
        "https://baobinhduong.vn/bep-chung-a346670.html",
        replace=(
            ("margintopbot10 fw700", "title"),
            ('id="newscontents"', 'id="contentNews"'),
            ("content-fck slider-jsgallery", "singular-content"),
        ),
    ),
    Page("baodongkhoi", "A", "https://dongkhoi.baovinhlong.vn/bep-chung-a146670.html"),
    Page("baotravinh", "A", "https://travinh.baovinhlong.vn/bep-chung-a46670.html"),
    Page("hanoimoi", "O", "https://hanoimoi.vn/bep-chung-714409.html", "HNMO"),
    Page("hanoimoi", "O_2024", "https://hanoimoi.vn/bep-chung-654409.html", "HNMO"),
    Page("baonghean", "O", "https://baonghean.vn/bep-chung-10314409.html"),
    Page("baohaiphong", "O", "https://baohaiphong.vn/bep-chung-514409.html"),
    Page("baodanang", "O", "https://baodanang.vn/bep-chung-3314409.html"),
    Page("congly", "O", "https://congly.vn/bep-chung-414409.html"),
    Page("daidoanket", "O_2024", "https://daidoanket.vn/bep-chung-10294409.html"),
    Page("baochinhphu", "V", "https://baochinhphu.vn/bep-chung-102260915081900001.htm", "Chinhphu.vn"),
    Page("suckhoedoisong", "V", "https://suckhoedoisong.vn/bep-chung-169260915081900001.htm", "SKĐS"),
    Page("nld", "V", "https://nld.com.vn/bep-chung-196260915081900001.htm", "NLĐO"),
    Page("baohungyen", "N", "https://baohungyen.vn/bep-chung-3184333.html"),
    Page("baoquangninh", "N", "https://baoquangninh.vn/bep-chung-3164333.html"),
    Page("baocaobang", "N", "https://baocaobang.vn/bep-chung-3174333.html"),
    Page("cand", "B", "https://cand.com.vn/doi-song/bep-chung-i684254/", "CAND"),
    Page("qdnd", "Q", "https://www.qdnd.vn/xa-hoi/doi-song/bep-chung-894886", "QĐND Online"),
    Page("dangcongsan", "Q", "https://dangcongsan.vn/xa-hoi/bep-chung-594886.html", "ĐCSVN"),
    Page("baothanhhoa", "P", "https://baothanhhoa.vn/bep-chung-244736.htm", lacking=("tags",)),
    Page("baophutho", "P", "https://baophutho.vn/bep-chung-258512.htm", lacking=("tags",)),
    Page("bnews", "L", "https://bnews.vn/bep-chung/435525.html"),
    Page(
        "tapchicongsan",
        "tapchicongsan",
        "https://www.tapchicongsan.org.vn/web/guest/van_hoa_xa_hoi/-/2018/825472/bep-chung.aspx",
        "TCCS",
        lacking=("lead", "section", "tags"),
    ),
    Page("laodong", "laodong", "https://laodong.vn/xa-hoi/bep-chung-1404649.ldo"),
)
