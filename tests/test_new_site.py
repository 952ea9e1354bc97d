"""A site file written from sample pages reads them: a known family, an unknown system, and bad input."""

from __future__ import annotations

import hashlib
import io
import json
from contextlib import chdir, redirect_stderr, redirect_stdout
from html import escape
from pathlib import Path
from typing import Any

import pytest
from outlet_pages import PAGES, SITES
from scrapy.utils.spider import iter_spider_classes

from crawler.cli import main
from crawler.new_site.samples import read_samples
from crawler.page_sample import parsed_fields
from crawler.parse.read import read_article
from crawler.site import Site
from crawler.site_loader import import_site_file

CAPTURES = Path(__file__).parents[2] / "shared" / "captures"
FAMILIES = list({page.design: page for page in reversed(PAGES)}.values())
ENOUGH = 0.95

# A system of no family: three articles that differ in their text.
OWN = """<html><head><title>{title} | Báo Mới Tỉnh</title><meta charset="utf-8"></head><body>
<ul id="nav"><li><a href="/">Trang chủ</a></li></ul><div class="crumbs"><a href="/xa-hoi/">Xã hội</a></div>
<div class="bai"><h1 class="ten-bai">{title}</h1><p class="ngay-dang">Thứ Ba, 15/09/2026, 08:1{number}</p>
<p class="tom-tat">Tóm tắt bài {number}: xóm góp gạo nấu bữa sáng cho trẻ đi học xa nhà.</p>
<div class="noi-dung">{text}</div></div>
<div class="khac"><h3>Tin khác</h3><ul><li><a href="/tin-khac-t10099.html">Một tin khác</a></li></ul></div>
</body></html>"""


def new_site(folder: Path, *words: str, code: int = 0) -> str:
    """Run the command in `folder`, in this process; return what it printed."""
    printed = io.StringIO()
    with (
        chdir(folder),
        redirect_stdout(printed),
        redirect_stderr(printed),
        pytest.raises(SystemExit) as ended,
    ):
        main(["new-site", *words, "--out", "sites", "--pages", "pages"])
    assert ended.value.code == code, printed.getvalue()
    return printed.getvalue()


def written(folder: Path, name: str) -> Site:
    (spider,) = iter_spider_classes(import_site_file(folder / "sites" / f"{name}.py"))
    site: Site = spider.site  # type: ignore[attr-defined]
    return site


def own_pages(folder: Path) -> list[Path]:
    """Write three articles of the unknown system."""
    pages = []
    for number in range(3):
        title = f"Bếp chung của xóm thứ {number} mở cửa"
        text = "".join(
            f"<p>Đoạn {part} của bài {number} kể việc mỗi nhà trực một ngày, ghi số gạo đã dùng, cuối tháng "
            "đọc sổ trước xóm, rồi bàn việc dựng thêm mái che trước mùa mưa.</p>"
            for part in range(4)
        )
        head = f'<link rel="canonical" href="https://baomoitinh.vn/xa-hoi/bep-chung-{"abc"[number]}-t1000{number}.html">'
        html = OWN.format(title=title, number=number, text=text).replace("</head>", f"{head}</head>")
        pages.append(folder / f"{number}.html")
        pages[-1].write_text(html)
    return pages


@pytest.mark.parametrize("page", FAMILIES, ids=lambda page: page.design)
def test_page_of_a_family_gives_a_site_file_that_reads_it_alike(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.html())
    new_site(tmp_path, str(file), "--url", page.url, "--name", "copy")
    site = written(tmp_path, "copy")
    original = page.read()
    copy = read_article(
        page.html().encode(), page.url, site=site, content_type="text/html", captured=original_time(original)
    )
    names = ("title", "body", "published", "lead")
    assert [getattr(copy, name) for name in names] == [getattr(original, name) for name in names]


def original_time(article: Any) -> Any:
    from archive.clock import parse_utc

    return parse_utc(article.captured)


def test_unknown_system_gets_a_proposed_layout(tmp_path: Path) -> None:
    printed = new_site(tmp_path, *map(str, own_pages(tmp_path)))
    site = written(tmp_path, "baomoitinh")
    (layout,) = site.layouts
    assert (layout.title, layout.published) == ("h1.ten-bai", "p.ngay-dang")  # type: ignore[union-attr]
    assert (layout.lead, layout.body) == ("p.tom-tat", "div.noi-dung")  # type: ignore[union-attr]
    assert site.articles == (r"-t(?P<key>\d{4,})\.html$",)
    assert "owner: which Party or State organ" in printed
    assert "# check: proposed from 3 pages" in (tmp_path / "sites" / "baomoitinh.py").read_text()
    (page,) = (tmp_path / "pages" / "baomoitinh").glob("*.html")
    said = json.loads(page.with_suffix(".json").read_text())
    assert said["expect"]["published"].startswith("2026-09-15T08:1")
    assert len(said["expect"]["body"]) == 4


@pytest.mark.parametrize(
    "publisher", ['Báo """\nraise SystemExit\n"""', "Báo \\", 'Báo \\" + 1 + r"', "Báo\x1b]0;x\x07 {name}"]
)
def test_what_a_page_says_is_no_code_in_the_site_file(tmp_path: Path, publisher: str) -> None:
    pages = own_pages(tmp_path)
    stated = f'<head><meta property="og:site_name" content="{escape(publisher)}">'
    for page in pages:
        page.write_text(page.read_text().replace("<head>", stated))
    new_site(tmp_path, *map(str, pages))
    assert written(tmp_path, "baomoitinh").publisher.startswith("Báo")


def test_site_file_that_exists_is_kept(tmp_path: Path) -> None:
    pages = list(map(str, own_pages(tmp_path)))
    new_site(tmp_path, *pages)
    before = (tmp_path / "sites" / "baomoitinh.py").read_text()
    assert "exists" in new_site(tmp_path, *pages, code=2)
    assert (tmp_path / "sites" / "baomoitinh.py").read_text() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body><p>Tin</p></body></html>", "does not name its URL"),
        (
            '<html><head><link rel="canonical" href="https://bao.vn/"></head><body>Tin</body></html>',
            "No page has",
        ),
    ],
)
def test_pages_without_an_article_are_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "page.html").write_text(content)
    printed = new_site(tmp_path, str(tmp_path / "page.html"), code=7)
    assert said in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "sites").exists()


@pytest.mark.skipif(not CAPTURES.exists(), reason="../shared/captures is not beside this checkout")
@pytest.mark.parametrize("name", ["baoquangbinh", "dukcqtw", "hanoi", "nhandan", "vietnamplus"])
def test_rebuilt_site_file_reads_the_shared_captures(name: str, tmp_path: Path) -> None:
    capture = CAPTURES / f"{name}.warc.gz"
    new_site(tmp_path, str(capture))
    site = written(tmp_path, name)
    samples = {sample.url: sample for sample in read_samples([capture], None)}
    right = total = 0
    for truth in json.loads((CAPTURES / f"{name}.truth.json").read_text())["articles"]:
        sample = next(
            (samples[url] for url in truth["urls"] if url in samples and SITES[name].article_key(url)), None
        )
        assert sample is not None, truth["urls"]
        fields = parsed_fields(
            sample.body,
            sample.url,
            site=site,
            content_type=sample.content_type,
            captured=sample.captured,
        )
        text = "\n\n".join([*filter(None, [fields.get("lead")]), *fields.get("body", ())])
        right += fields.get("title") == truth["title"]
        right += fields.get("published") == truth["published"]
        right += hashlib.sha256(text.encode()).hexdigest() == truth["lead_body_sha256"]
        total += 3
    assert right >= ENOUGH * total, f"{right} of {total} fields"
    assert any(start.kind == "listing" for start in site.starts)
