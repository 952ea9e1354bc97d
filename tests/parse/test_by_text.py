"""TextLayout: articles delimited by date and labels, in any markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from archive.article import Article
from crawler.parse.read import read_article
from crawler.parse.refusal import Refused
from crawler.sites import load_sites

CAPTURED = datetime(2022, 1, 1, tzinfo=UTC)

TITLE = "Chi bộ Trường tiểu học Phong Hải học Bác từ những việc nhỏ"
LEAD = "Ngay sau khi tiếp thu Chỉ thị số 05-CT/TW, chi bộ đã chủ động triển khai bảo đảm kế hoạch đề ra."
PARAGRAPHS = (
    "Chi bộ có 26 đảng viên, hầu hết là giáo viên nữ. Đầu năm học, từng người đăng ký một việc cụ thể.",
    "1. Kết quả bước đầu",
    "Cô giáo Phan Thị Mỹ Hiền đăng ký đi bộ đến trường cùng nhóm học trò xóm Cồn.",
    "- Mỗi kỳ chỉ bàn một việc, thông báo trước năm ngày.",
    "Năm học vừa qua, trường không còn học sinh lớp 3 đọc chậm; chi bộ kết nạp ba đảng viên mới.",
)
TEXT = "\n\n".join((LEAD, *PARAGRAPHS))
CAPTION = "Một buổi sinh hoạt của chi bộ"
STORIES = ("Khởi công nhà văn hóa thôn Bàu Sen", "Gặp mặt cán bộ hưu trí nhân dịp đầu xuân")


@dataclass(frozen=True)
class Paper:
    """The text that a site shows around its articles."""

    url: str
    date: str
    published: str
    byline: tuple[str, ...]
    story_date: str
    footer: str
    mark: str = ""
    labels: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        return self.mark + LEAD

    @property
    def stories(self) -> str:
        """Return links to other stories with dates."""
        return "".join(f'<li><a href="/{story}.html">{story}</a> {self.story_date}</li>' for story in STORIES)

    @property
    def beside(self) -> str:
        return f"<b>Tin mới nhất</b><ul>{self.stories}</ul><p>Hà Nội 26°C</p>"

    def below(self, tag: str) -> str:
        return "".join(f"<{tag}>{label}</{tag}><ul>{self.stories}</ul>" for label in self.labels)

    def signed(self, between: str = "<br>") -> str:
        return between.join(self.byline)


PAPERS = {
    "dukcqtw": Paper(
        "http://dukcqtw.dcs.vn/chi-bo-hoc-tap-duk4630.aspx",
        date="15/11/2019 | 604",
        published="2019-11-15",
        byline=("Ban Biên tập",),
        labels=("Nguồn tin: Đang cập nhật", "Các bài viết khác"),
        story_date="(1 năm trước)",
        footer="Trang Thông tin điện tử Đảng ủy Khối các cơ quan Trung ương. Giấy phép số 142/GP-TTĐT.",
    ),
    "hanoi": Paper(
        "https://hanoi.gov.vn/tintuc_sukien/-/hn/VWY2FnKi7zTm/3/2839910/chi-bo.html",
        date="(15:30 02/04/2021)",
        published="2021-04-02T15:30:00+07:00",
        byline=("Thu Uyên",),
        mark="HNP - ",
        labels=("Các bài mới đăng", "Các bài đã đăng :", "Bài viết Xem", "Viết bình luận", "Họ tên:(*)"),
        story_date="(09:00 01/04/2021)",
        footer="Cổng Giao tiếp điện tử Thành phố Hà Nội. Cơ quan chủ quản: Ủy ban Nhân dân Thành phố.",
    ),
    "baoquangbinh": Paper(
        "https://baoquangbinh.vn/xay-dung-dang/201905/chi-bo-hoc-tap-2167203/",
        date="08:28, Thứ Tư, 22/05/2019 (GMT+7)",
        published="2019-05-22T08:28:00+07:00",
        byline=("Lê Xuân Thủy", "(Đảng ủy Khối các cơ quan tỉnh)"),
        mark="(QBĐT) - ",
        story_date="Thứ Ba, 21/05/2019, 09:37 [GMT+7]",
        footer="Báo Quảng Bình điện tử, Cơ quan của Đảng Bộ, chính quyền và nhân dân tỉnh Quảng Bình.",
    ),
}


def read_text(site: str, text: str) -> Article:
    """Read a page with title, date and `text`."""
    return read(site, f"<html><body><h1>{TITLE}</h1><p>{PAPERS[site].date}</p>{text}</body></html>")


def tagged(tag: str, texts: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<{tag}>{text}</{tag.split(maxsplit=1)[0]}>" for text in texts)


def nothing_but_divs(of: Paper) -> str:
    return f"""<div>Hôm nay, Thứ Bảy ngày 01/01/2022</div><div>{of.beside}</div>
        <div><div>{TITLE}</div><div>{of.date}</div><div>{of.first}</div>{tagged("div")}
        <div align="right">{of.signed()}</div>{of.below("div")}</div><div>{of.footer}</div>"""


def title_and_date_in_cells(of: Paper) -> str:
    return f"""<table><tr><td>{of.beside}</td><td><table><tr><td><b>{TITLE}</b></td><td>{of.date}</td></tr>
        <tr><td colspan="2"><b>{of.first}</b></td></tr><tr><td colspan="2">{"<br><br>".join(PARAGRAPHS)}<br>
        <p align="right"><b>{of.signed()}</b></p></td></tr></table>{of.below("p")}</td>
        <td>{of.beside}</td></tr><tr><td colspan="3">{of.footer}</td></tr></table>"""


def one_cell_with_line_breaks(of: Paper) -> str:
    return f"""<table><tr><td>{of.beside}</td><td><table><tr><td><font size="4">{TITLE}</font></td></tr>
        <tr><td><i>{of.date}</i></td></tr><tr><td>{of.first}<br><br>{"<br>".join(PARAGRAPHS)}<br><br>
        {of.signed()}</td></tr><tr><td>{of.below("div")}</td></tr></table></td></tr></table><p>{of.footer}</p>"""


def date_behind_the_title(of: Paper) -> str:
    return f"""<div>{of.beside}</div><div><h3>{TITLE} <small>{of.date}</small></h3><p>{of.first}</p>
        {tagged("p")}<p style="text-align:right">{of.signed(" ")}</p>{of.below("strong")}</div>
        <div>{of.footer}</div>"""


def date_above_the_title(of: Paper) -> str:
    return f"""<div>{of.beside}</div><div><p>{of.date}</p><h1>{TITLE}</h1><p>{of.first}</p>{tagged("p")}
        <p>{of.signed()}</p>{of.below("p")}</div><p>{of.footer}</p>"""


def lead_in_the_heading(of: Paper) -> str:
    return f"""<div><div><a href="/">Trang chủ</a> » <a href="/x">Xây dựng Đảng</a></div><p><b>{TITLE}</b></p>
        <p>In trang | Cỡ chữ A- A+</p><p>{of.date}</p><div>{of.first}</div></div>
        <div><div>{tagged("p align=justify")}<p align="right">{of.signed("</p><p>")}</p></div></div>
        <div>{of.below("b")}</div><div>{of.beside}</div><div>{of.footer}</div>"""


def article_element_with_a_figure(of: Paper) -> str:
    return f"""<main><article><header><h2>{TITLE}</h2><p><time>{of.date}</time></p><p><em>{of.first}</em></p>
        </header><section>{tagged("p", PARAGRAPHS[:2])}<figure><img src="/a.jpg"><figcaption>{CAPTION}
        </figcaption></figure>{tagged("p", PARAGRAPHS[2:])}<p><strong>{of.signed()}</strong></p></section>
        {of.below("h4")}</article><aside>{of.beside}</aside></main><footer>{of.footer}</footer>"""


def caption_in_the_next_line(of: Paper) -> str:
    return f"""<form><div>{of.beside}</div><div><span>{TITLE}</span><br><span>{of.date}</span><br><br>
        {of.first}<br><br>{PARAGRAPHS[0]}<center><img src="/a.jpg"><br><i>{CAPTION}</i></center>
        {"<br><br>".join(PARAGRAPHS[1:])}<br><br><b>{of.signed()}</b><br>{of.below("p")}</div>
        <div>{of.footer}</div></form>"""


def definition_list(of: Paper) -> str:
    return f"""<dl><dt>{TITLE}</dt><dd>{of.date}</dd><dd>{of.first}</dd>{tagged("dd")}
        <dd>{of.signed()}</dd></dl>
        {of.below("dt")}{of.beside}<p>{of.footer}</p>"""


def stray_marks_and_related_lines(of: Paper) -> str:
    return f"""<div><div>.</div><div>{TITLE}</div><div>.</div><div>{of.date}</div><p>{of.first}</p>
        {tagged("p", PARAGRAPHS[:2])}<p>&gt;&gt; {STORIES[0]}</p><p>&nbsp;</p>{tagged("p", PARAGRAPHS[2:])}
        <p>{of.signed()}</p><div>,</div>{of.below("p")}</div><div>{of.footer}</div>"""


def no_label_below(of: Paper) -> str:
    return f"""<div><div>{TITLE}</div><div>{of.date}</div><div><p>{of.first}</p>{tagged("p")}
        <p>{of.signed()}</p></div></div><div>{of.beside}</div><div>{of.footer}</div>"""


MARKUPS = (
    nothing_but_divs,
    title_and_date_in_cells,
    one_cell_with_line_breaks,
    date_behind_the_title,
    date_above_the_title,
    lead_in_the_heading,
    article_element_with_a_figure,
    caption_in_the_next_line,
    definition_list,
    stray_marks_and_related_lines,
    no_label_below,
)


@pytest.mark.parametrize("name", [f"{TITLE} | Cổng thông tin", "Trang chủ"], ids=["named", "unnamed"])
@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.__name__)
@pytest.mark.parametrize("site", PAPERS)
def test_article_is_read_in_any_markup(site: str, markup: Callable[[Paper], str], name: str) -> None:
    paper = PAPERS[site]
    article = read(site, f"<html><head><title>{name}</title></head><body>{markup(paper)}</body></html>")
    assert (article.title, article.published, article.text) == (TITLE, paper.published, TEXT)
    assert (article.byline, article.source_mark) == (paper.signed(" "), paper.mark.strip("() -") or None)
    assert [image.caption for image in article.images] in ([], [CAPTION])
    assert article.flags == ()


IN_LINES = "Chi bộ <br>Trường <span>tiểu học</span> Phong Hải<br> học Bác từ những việc nhỏ"
HEADINGS = (date_behind_the_title, date_above_the_title, lead_in_the_heading, article_element_with_a_figure)


@pytest.mark.parametrize(
    ("markup", "name"),
    [(markup, f"{TITLE} | Cổng") for markup in MARKUPS] + [(markup, "Trang chủ") for markup in HEADINGS],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
@pytest.mark.parametrize("site", PAPERS)
def test_title_in_several_lines_is_one(site: str, markup: Callable[[Paper], str], name: str) -> None:
    body = markup(PAPERS[site]).replace(TITLE, IN_LINES)
    article = read(site, f"<html><head><title>{name}</title></head><body>{body}</body></html>")
    assert (article.title, article.text) == (TITLE, TEXT)


@pytest.mark.parametrize("site", PAPERS)
def test_short_heading_that_is_the_name_of_the_page_is_its_title(site: str) -> None:
    head = "<html><head><title>Nước về</title></head><body><h3>Tin mới nhất</h3>"
    text = f"<p>{PAPERS[site].first}</p><p>{PARAGRAPHS[0]}</p></body></html>"
    assert read(site, f"{head}<h1>Nước về</h1><p>{PAPERS[site].date}</p>{text}").title == "Nước về"


@pytest.mark.parametrize("site", PAPERS)
def test_section_above_the_title_in_its_cell_is_not_part_of_it(site: str) -> None:
    cell = f"<b>TIN TRONG NƯỚC</b><br><b>{TITLE}</b><br>{PAPERS[site].date}"
    text = f"<p>{PAPERS[site].first}</p>{tagged('p')}"
    page = f"<table><tr><td>{cell}</td></tr><tr><td>{text}</td></tr></table>"
    for name in (TITLE, "Trang chủ"):
        article = read(site, f"<html><head><title>{name}</title></head><body>{page}</body></html>")
        assert (article.title, article.text) == (TITLE, TEXT)


@pytest.mark.parametrize("site", PAPERS)
def test_date_of_an_update_gives_way_to_the_date_beside_it(site: str) -> None:
    paper = PAPERS[site]
    text = f"<p>{paper.first}</p>{tagged('p')}<p>{paper.signed()}</p>"
    updated = re.sub(r"(\d+/\d+)/(20\d\d)", r"25/12/\2", paper.date)
    for dates in (
        f"<p>Cập nhật: {updated}</p><p>{paper.date}</p>",
        f"<p>{paper.date}</p><p>Sửa đổi: {updated}</p>",
    ):
        article = read(site, f"<html><body><div><h1>{TITLE}</h1>{dates}{text}</div></body></html>")
        assert (article.published, article.text, article.flags) == (paper.published, TEXT, ())


@pytest.mark.parametrize("site", PAPERS)
def test_list_of_dated_summaries_is_not_taken_for_an_article(site: str) -> None:
    summaries = "".join(
        f"<h3>{story}</h3><p>{PAPERS[site].date}</p><p>{LEAD}</p>" for story in (TITLE, *STORIES)
    )
    with pytest.raises(Refused) as refused:
        read(site, f"<html><head><title>Tin tức</title></head><body>{summaries}</body></html>")
    assert refused.value.cls == "layout:unknown"


@pytest.mark.parametrize("site", PAPERS)
def test_page_without_a_date_of_the_site_is_refused(site: str) -> None:
    with pytest.raises(Refused) as refused:
        read(site, f"<html><body><h1>{TITLE}</h1><p>Hôm nay, 22/05/2019</p>{tagged('p')}</body></html>")
    assert refused.value.cls == "layout:unknown"


@pytest.mark.parametrize("site", PAPERS)
def test_video_page_is_refused(site: str) -> None:
    paper = PAPERS[site]
    page = f"<html><body><h1>{TITLE}</h1><p>{paper.date}</p><video src='v.mp4'></video>{paper.below('p')}"
    with pytest.raises(Refused) as refused:
        read(site, f"{page}<p>{paper.footer}</p></body></html>")
    assert refused.value.cls == "text:none"


@pytest.mark.parametrize("site", PAPERS)
def test_heading_in_a_named_anchor_is_text_and_a_link_is_none(site: str) -> None:
    paper = PAPERS[site]
    headings = '<p><a name="muc2"><b>II. Cách làm</b></a></p><p><a href="/x.html">Một tin khác</a></p>'
    text = f"<p>{paper.first}</p><p>{PARAGRAPHS[0]}</p>{headings}<p>{PARAGRAPHS[2]}</p>"
    article = read_text(site, text)
    assert article.text == "\n\n".join((LEAD, PARAGRAPHS[0], "II. Cách làm", PARAGRAPHS[2]))


@pytest.mark.parametrize("site", PAPERS)
def test_byline_that_is_a_link_is_read(site: str) -> None:
    paper = PAPERS[site]
    text = f"<p>{paper.first}</p><p>{PARAGRAPHS[0]}</p><p><a href='/tac-gia'>Hà My</a></p>"
    article = read_text(site, text)
    assert (article.byline, article.text) == ("Hà My", f"{LEAD}\n\n{PARAGRAPHS[0]}")


@pytest.mark.parametrize("site", PAPERS)
def test_label_above_links_is_no_text(site: str) -> None:
    paper = PAPERS[site]
    links = '<h4>Đừng bỏ lỡ</h4><p><a href="/x">Một tin khác</a></p><p><a href="/y">Tin hai</a></p>'
    text = f"<p>{paper.first}</p><p>{PARAGRAPHS[0]}</p>{links}<p>{PARAGRAPHS[2]}</p>"
    article = read_text(site, text)
    assert article.text == "\n\n".join((LEAD, PARAGRAPHS[0], PARAGRAPHS[2]))


@pytest.mark.parametrize("site", PAPERS)
def test_sentence_that_is_a_link_is_text(site: str) -> None:
    paper = PAPERS[site]
    text = "".join(
        f"<p>{line}</p>" for line in (paper.first, f'<a href="/x">{PARAGRAPHS[0]}</a>', PARAGRAPHS[2])
    )
    article = read_text(site, text)
    assert article.text == "\n\n".join((LEAD, PARAGRAPHS[0], PARAGRAPHS[2]))


def read(site: str, page: str) -> Article:
    return read_article(
        page.encode(), PAPERS[site].url, site=load_sites()[site], content_type="text/html", captured=CAPTURED
    )
