"""The page of an article as it was captured, replayed by pywb, in Chromium."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("datasette", reason="the extra `ui` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")
pytest.importorskip("pywb", reason="the extra `replay` is not installed")

from article_builder import capture, day, story
from chromium import texts
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from served_archive import Served, serving

from archive.store import Store
from archive.ui.replay_process import CannotReplay, replaying
from archive.withheld import withhold

HOSTILE = "<script>document.title = top.document.title = 'RAN'</script><img src='https://evil.invalid/x.png'>"
URL = "https://paper.vn/a{}.html"


def page(number: int, on: int) -> bytes:
    html = f"<!DOCTYPE html><title>Bài {number}</title><h1>Bài {number}, bản ngày {on}</h1>{HOSTILE}".encode()
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Frame-Options: DENY\r\n\r\n" + html
    )
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}-{on}>\r\n"
        f"WARC-Date: {day(on)}\r\nWARC-Target-URI: {URL.format(number)}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "archive.db"
    with Store.open(path) as store:
        warc = store.captures / "paper" / "paper-1.warc.gz"
        warc.parent.mkdir(parents=True)
        with store.writing(), warc.open("wb") as file:
            for number, on in ((1, 1), (1, 4), (2, 2)):
                record = page(number, on)
                place = {"offset": file.tell(), "length": len(record), "record_id": f"urn:uuid:{number}-{on}"}
                file.write(record)
                taken = capture(number, on, URL.format(number), file="paper/paper-1.warc.gz", **place)
                store.save(story(f"Bài {number}, ngày {on}.", key=str(number), on=on, capture=taken))
        with store.writing():
            withhold(store, 2, "letter 17")
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    with serving(path, replay=True) as running:
        yield running


def replayed(server: str, address: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    connection.request("GET", address)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_capture_is_shown_as_it_was_and_its_scripts_do_not_run(browser: Chrome, served: Served) -> None:
    browser.get(f"{served.url}/article/1/captured")
    assert texts(browser, ".calendar dd") == ["01 08:00 · 04 08:00"]
    browser.switch_to.frame(browser.find_element(By.CSS_SELECTOR, "iframe"))
    assert texts(browser, "h1") == ["Bài 1, bản ngày 4"]
    browser.switch_to.default_content()
    assert browser.title == "Hội nghị sơ kết, as captured · partynews"
    browser.find_element(By.LINK_TEXT, "01 08:00").click()
    browser.switch_to.frame(browser.find_element(By.CSS_SELECTOR, "iframe"))
    assert texts(browser, "h1") == ["Bài 1, bản ngày 1"]
    browser.switch_to.default_content()


def test_captured_page_opened_alone_loads_nothing_from_elsewhere(browser: Chrome, served: Served) -> None:
    (frame,) = served.get("/article/1/captured").page.cssselect("iframe")
    browser.get(frame.get("src"))
    assert (browser.title, texts(browser, "h1")) == ("Bài 1", ["Bài 1, bản ngày 4"])
    sources = [image.get_attribute("src") for image in browser.find_elements(By.TAG_NAME, "img")]
    assert [source for source in sources if not source.startswith("http://127.0.0.1:")] == []


def test_only_the_page_of_a_capture_may_have_a_frame(served: Served) -> None:
    policies = {
        address: re.findall("frame-src ([^;]+)", served.get(address).headers["content-security-policy"])
        for address in ("/article/1/captured", "/article/1", "/search", "/article/9/captured/1x")
    }
    (frame,) = served.get("/article/1/captured").page.cssselect("iframe")
    server = frame.get("src").partition("/archive/")[0]
    assert policies == {
        "/article/1/captured": [server],
        "/article/1": [],
        "/search": [],
        "/article/9/captured/1x": [],
    }


def test_withheld_article_is_not_replayed(served: Served) -> None:
    assert [served.get(f"/article/2/captured{part}").status for part in ("", "/3")] == [404, 404]
    assert served.get("/article/1/captured/3").status == 404
    (frame,) = served.get("/article/1/captured").page.cssselect("iframe")
    server = frame.get("src").partition("/archive/")[0]
    for address in (f"/archive/20260302010000mp_/{URL.format(2)}", f"/archive/mp_/{URL.format(2)}"):
        status, body = replayed(server, address)
        assert (status, "Bài 2".encode() in body) == (404, False)
    assert replayed(server, f"/archive/20260304010000mp_/{URL.format(1)}")[0] == 200


def test_port_in_use_is_explained(path: Path, served: Served) -> None:
    port = urlsplit(served.url).port
    assert port is not None
    with (
        pytest.raises(CannotReplay, match=r"did not start: .*in use.* --replay-port"),
        replaying(path, path.parent, port),
    ):
        pass


def test_page_without_replay_says_how_to_start_it(path: Path) -> None:
    with serving(path) as served:
        page = served.get("/article/1/captured")
        assert page.texts(".calendar dt") == ["2026-03"]
        assert page.texts(".warning") == [
            "The pages themselves are shown where the archive is served with partynews serve --replay "
            "(extra replay)."
        ]
