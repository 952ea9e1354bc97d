"""Hosts that a site had before: their pages are imported as the site's, and are not requested."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crawl_runner import Crawler
from paper_server import PaperServer, article, listing

from archive.store import Store
from crawler.ingest.import_files import import_files
from crawler.ingest.single_files import SinglePage
from crawler.sites import load_sites

PAST_URL = "http://m.baoquangninh.com.vn/bep-chung-3164333.html"


def test_link_to_a_past_host_is_not_requested(crawler: Crawler, paper: PaperServer) -> None:
    with PaperServer() as lapsed:
        crawler.environment["PAPER_PAST_HOSTS"] = lapsed.netloc
        old = f"http://{lapsed.netloc}/bai-2.html"
        paper.pages |= {"/tin/": listing("/bai-1.html", old), "/bai-1.html": article(1)}
        lapsed.pages["/bai-2.html"] = article(2)
        crawler.run()
        assert lapsed.requests == []
    outcomes = dict(crawler.rows("SELECT url, outcome || ' ' || coalesce(reason, '') FROM outcomes"))
    assert outcomes[old] == "skipped blocked:offsite a past host of the site, not requested"
    assert outcomes[f"http://{paper.netloc}/bai-1.html"].startswith("stored")


def test_page_of_a_past_host_is_imported_as_the_site_s(tmp_path: Path) -> None:
    text = "Bếp chung của xóm mở cửa từ bốn giờ sáng, mỗi nhà trực một ngày và ghi số gạo đã dùng."
    body = f"<h1 class='name'>Bếp chung</h1><div id='content-detail'><p>{text}</p></div>"
    page = tmp_path / "page.html"
    page.write_text(f"<html><body>{body}</body></html>")
    with Store.open(tmp_path / "archive.db") as store:
        import_files(
            store, load_sites(), [page], page=SinglePage(PAST_URL, datetime(2026, 9, 16, tzinfo=UTC))
        )
        rows = store.db.execute("SELECT site, key, url FROM articles").fetchall()
    assert rows == [("baoquangninh", "3164333", "https://baoquangninh.com.vn/bep-chung-3164333.html")]
