"""Replay: responses from files only, newest capture first, under any URL of a page."""

from __future__ import annotations

import asyncio
import copy
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import scrapy
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler
from warc_bytes import HTML, by_hand, http_block, record, response

from archive.warc.content_encoding import TruncatedBody
from archive.warc.reader import read_record
from archive.warc.record import Record
from crawler.fetch.answer import answer_of_record
from crawler.fetch.download_errors import NotCaptured
from crawler.fetch.replay import ReplayHandler, ReplayIndex
from crawler.site import Site

PAPER = Site("paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), ())
OTHER = Site("other", "Other", ("other.vn",), (r"-post(?P<key>\d+)\.html$",), ())
SITES = {"paper": PAPER, "other": OTHER}
URL = "https://paper.vn/dai-hoi-post1.html"


def index(folder: Path, *parts: bytes, **options: Any) -> ReplayIndex:
    path = folder / "in" / "paper.warc.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(parts))
    return ReplayIndex.of([path], sites=SITES, **options)


def lookup(found: ReplayIndex, url: str) -> Record | None:
    try:
        return found.read(url)[0]
    except NotCaptured:
        return None


def body(found: ReplayIndex, url: str) -> bytes | None:
    answer = lookup(found, url)
    return answer.body if answer else None


def test_newest_capture_answers(tmp_path: Path) -> None:
    new = response(URL, b"new", when="2026-03-03T00:00:00Z")
    found = index(tmp_path, new, response(URL, b"old", when="2026-03-02T00:00:00Z"))
    assert body(found, URL) == b"new"


def test_as_of_uses_the_newest_capture_not_later(tmp_path: Path) -> None:
    parts = [response(URL, str(day).encode(), when=f"2026-03-0{day}T00:00:00Z") for day in (2, 3, 4)]
    as_of = datetime(2026, 3, 3, tzinfo=UTC)
    found = index(
        tmp_path, *parts, response("https://paper.vn/", b"", when="2026-03-04T00:00:00Z"), as_of=as_of
    )
    assert (body(found, URL), body(found, "https://paper.vn/")) == (b"3", None)


def test_url_variant_answers_if_the_exact_url_is_missing(tmp_path: Path) -> None:
    found = index(
        tmp_path,
        response("http://m.paper.vn/dai-hoi-post1.html?utm_source=zalo", b"page"),
        response("http://www.paper.vn/dai-hoi-post1.html", b"", status="301 Moved"),
    )
    assert body(found, URL) == b"page"
    redirect = lookup(found, "http://www.paper.vn/dai-hoi-post1.html")
    assert redirect is not None
    assert redirect.status == 301
    assert lookup(found, "https://m.other.vn/dai-hoi-post1.html") is None


def test_only_sites_with_records_are_named(tmp_path: Path) -> None:
    assert index(tmp_path, response(URL, b"")).sites(SITES) == {"paper": PAPER}


def test_revisit_of_the_current_payload_changes_nothing(tmp_path: Path) -> None:
    first = response(URL, b"page")
    found = index(tmp_path, first, revisit_of(first, tmp_path, URL, "2026-03-05T00:00:00Z"))
    answer = lookup(found, URL)
    assert answer is not None
    assert (answer.kind, answer.captured, answer.body) == ("response", "2026-03-02T01:00:00Z", b"page")


def test_revisit_restores_an_earlier_payload(tmp_path: Path) -> None:
    first = response(URL, b"page", when="2026-03-02T00:00:00Z")
    second = response(URL, b"other", when="2026-03-03T00:00:00Z")
    found = index(tmp_path, first, second, revisit_of(first, tmp_path, URL, "2026-03-05T00:00:00Z"))
    answer = lookup(found, URL)
    assert answer is not None
    assert (answer.captured, answer.status, answer.body) == ("2026-03-05T00:00:00Z", 200, b"page")


def test_revisit_of_another_url_has_its_payload(tmp_path: Path) -> None:
    first = response(URL, b"page")
    twin = "https://paper.vn/ban-sao-post2.html"
    found = index(tmp_path, first, revisit_of(first, tmp_path, twin, "2026-03-05T00:00:00Z"))
    answer = lookup(found, twin)
    assert answer is not None
    assert (answer.url, answer.body, answer.headers) == (twin, b"page", tuple(HTML))


def test_revisit_without_original_is_not_captured(tmp_path: Path) -> None:
    lonely = revisit_of(response(URL, b"page"), tmp_path, URL, "2026-03-05T00:00:00Z")
    assert lookup(index(tmp_path, lonely), URL) is None


def revisit_of(original: bytes, folder: Path, url: str, when: str) -> bytes:
    path = folder / "original.warc.gz"
    path.write_bytes(original)
    before = read_record(path, 0)
    fields = {
        "WARC-Refers-To-Target-URI": str(before.url),
        "WARC-Refers-To-Date": before.captured,
        "WARC-Payload-Digest": before.payload_digest,
    }
    return record("revisit", url, when=when, headers=(), fields=fields)


def test_files_are_copied_into_the_captures_folder_once(tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    page = response(URL, b"page")
    for _ in range(2):
        found = index(tmp_path, page, captures=captures)
    (copied,) = (captures / "imported").iterdir()
    assert copied.name.endswith("-paper.warc.gz")
    _, capture = found.read(URL)
    assert capture.file == f"imported/{copied.name}"
    assert read_record(captures / capture.file, capture.offset).body == b"page"


def test_in_place_nothing_is_copied(tmp_path: Path) -> None:
    found = index(tmp_path, response(URL, b"page"), captures=tmp_path / "captures", in_place=True)
    assert found.read(URL)[1].file == str(tmp_path / "in" / "paper.warc.gz")
    assert not (tmp_path / "captures").exists()


def test_file_inside_the_captures_folder_is_not_copied(tmp_path: Path) -> None:
    found = index(tmp_path, response(URL, b"page"), captures=tmp_path)
    assert found.read(URL)[1].file == "in/paper.warc.gz"
    assert not (tmp_path / "imported").exists()


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_wacz_is_replayed_without_using_its_member_names(tmp_path: Path, how: int) -> None:
    path = tmp_path / "in.wacz"
    with zipfile.ZipFile(path, "w", how) as wacz:
        wacz.writestr("archive/../../evil.warc.gz", response("https://paper.vn/evil", b""))
        wacz.writestr("/archive/evil.warc.gz", response("https://paper.vn/evil", b""))
        wacz.writestr("archive/data.warc.gz", response(URL, b"page"))
    captures = tmp_path / "captures"
    found = ReplayIndex.of([path], captures=captures, sites=SITES)
    assert (body(found, URL), found.damages) == (b"page", [])
    (copied,) = (captures / "imported").iterdir()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["captures", "in.wacz"]
    answer, capture = found.read(URL)
    assert read_record(captures / capture.file, capture.offset).record_id == answer.record_id
    assert copied.name == Path(capture.file).name


def test_bomb_in_a_wacz_is_unpacked_up_to_the_warc_limit(
    tmp_path: Path,
) -> None:
    path = tmp_path / "in.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wacz:
        wacz.writestr("archive/bomb.warc", bytes(50_000_000))
        wacz.writestr("archive/data.warc", response(URL, b"page", zipped=False))
    found = ReplayIndex.of([path], captures=tmp_path / "captures", sites=SITES)
    assert body(found, URL) == b"page"
    assert found.damages[0].what == "in-bomb.warc: unpacks to more than 4860400 bytes: no WARC file does"
    assert sum(p.stat().st_size for p in (tmp_path / "captures" / "imported").iterdir()) < 5_000_000


def test_damage_is_reported_and_the_rest_replayed(tmp_path: Path) -> None:
    first = response("https://paper.vn/", b"home")
    found = index(tmp_path, first[:-9], response(URL, b"page"))
    assert (body(found, URL), [d.offset for d in found.damages]) == (b"page", [0])


def test_record_with_a_wrong_digest_does_not_answer(tmp_path: Path) -> None:
    found = index(tmp_path, response(URL, b"page", zipped=False).replace(b"page", b"pace"))
    assert (lookup(found, URL), len(found.damages)) == (None, 1)


def test_missing_file_is_reported_as_damage(tmp_path: Path) -> None:
    found = ReplayIndex.of([tmp_path / "none.warc.gz", tmp_path], sites=SITES)
    assert [d.what.split(":")[0] for d in found.damages] == ["cannot be read", "cannot be read"]


def test_replay_index_is_shared_by_all_crawlers(tmp_path: Path) -> None:
    found = index(tmp_path, response(URL, b"page"))
    settings = Settings({"REPLAY_INDEX": found})
    assert copy.deepcopy(settings)["REPLAY_INDEX"] is found


def fetch(found: ReplayIndex, request: scrapy.Request, **settings: Any) -> Response:
    crawler = get_crawler(settings_dict={"REPLAY_INDEX": found, **settings})
    return asyncio.run(ReplayHandler.from_crawler(crawler).download_request(request))


def test_replayed_response_has_the_record_and_its_capture(tmp_path: Path) -> None:
    headers = [*HTML, ("Set-Cookie", "a=b"), ("Set-Cookie", "c=d"), ("ETag", '"1"')]
    found = index(tmp_path, response(URL, b"<p>page</p>", headers=headers))
    request = scrapy.Request(URL)
    answer = fetch(found, request)
    assert isinstance(answer, HtmlResponse)
    assert (answer.status, answer.body, answer.url) == (200, b"<p>page</p>", URL)
    assert answer.headers.getlist("Set-Cookie") == [b"a=b", b"c=d"]
    record, capture = found.read(URL)
    assert capture.etag == '"1"'
    assert request.meta["answer"] == answer_of_record(record, URL, capture)


def test_url_missing_from_the_files_is_not_captured(tmp_path: Path) -> None:
    with pytest.raises(NotCaptured, match="not captured"):
        fetch(index(tmp_path, response(URL, b"")), scrapy.Request("https://paper.vn/2"))


def test_truncated_capture_is_answered_and_not_read(tmp_path: Path) -> None:
    found = index(tmp_path, by_hand(http_block(b"page", "Content-Length: 99"), WARC_Target_URI=URL))
    request = scrapy.Request(URL)
    assert fetch(found, request).status == 200
    with pytest.raises(TruncatedBody):
        request.meta["answer"].decode(1000)


def test_revisit_without_its_original_says_so(tmp_path: Path) -> None:
    lonely = revisit_of(response(URL, b"page"), tmp_path, URL, "2026-03-05T00:00:00Z")
    with pytest.raises(NotCaptured, match="revisit:no original"):
        fetch(index(tmp_path, lonely), scrapy.Request(URL))
