"""Import of WARC files of others: records of unknown hosts are passed over, without parsing their blocks."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from warc_bytes import by_hand, http_block, record, response

from archive.store import Store
from archive.warc.reader import read_records
from archive.warc.record import UNREAD_KIND, Damage
from crawler.families import family_site, may_be_of_a_family
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.import_scope import ImportScope
from crawler.sites import load_sites

URL = "https://nhandan.vn/bai-post929283.html"
FOREIGN = "https://news.example.com/2019/01/world"
COMMAND = ImportScope(detect=family_site, may_detect=may_be_of_a_family)


def bring_in(
    folder: Path, *records: bytes, scope: ImportScope = COMMAND, name: str = "CC-NEWS.warc.gz"
) -> ImportReport:
    (folder / name).write_bytes(b"".join(records))
    with Store.open(folder / "archive.db") as store:
        return import_files(store, load_sites(), [folder / name], scope=scope)


def foreign(zipped: bool, **fields: str) -> bytes:
    """Return a record whose block would be damaged if it were read: its digest does not match."""
    digest = {"WARC_Target_URI": FOREIGN, "WARC_Block_Digest": "sha1:" + "A" * 32}
    return by_hand(http_block(b"<p>News</p>"), zipped=zipped, **{**digest, **fields})


@pytest.mark.parametrize("zipped", [True, False])
def test_records_of_unknown_hosts_are_passed_over(tmp_path: Path, zipped: bool) -> None:
    report = bring_in(
        tmp_path,
        foreign(zipped),
        response(URL, b"<html><body>no layout</body></html>", zipped=zipped),
        foreign(zipped),
        record("request", FOREIGN, zipped=zipped),
        name="CC-NEWS.warc.gz" if zipped else "CC-NEWS.warc",
    )
    assert (report.damages, report.passed_over) == ([], {UNREAD_KIND: 3})
    assert list(report.outcomes) == [URL]


def test_with_one_site_records_of_all_others_are_passed_over(tmp_path: Path) -> None:
    report = bring_in(
        tmp_path,
        response(URL, b"<p>a</p>"),
        response("https://www.vietnamplus.vn/a/1.vnp", b"<p>b</p>"),
        scope=ImportScope(only="vietnamplus"),
    )
    assert (list(report.outcomes), report.passed_over) == (
        ["https://www.vietnamplus.vn/a/1.vnp"],
        {UNREAD_KIND: 1},
    )


def test_damage_is_still_found_between_records_that_are_not_wanted(tmp_path: Path) -> None:
    whole = foreign(zipped=True)
    (tmp_path / "cut.warc.gz").write_bytes(whole + whole[:-20] + whole + gzip.compress(b"junk") + whole[:40])
    found = list(read_records(tmp_path / "cut.warc.gz", lambda _: False))
    assert [isinstance(each, Damage) for each in found] == [False, True, False, True]


def test_short_block_of_a_record_that_is_not_wanted_is_a_damage(tmp_path: Path) -> None:
    (tmp_path / "short.warc").write_bytes(foreign(zipped=False, Content_Length="5000"))
    (found,) = read_records(tmp_path / "short.warc", lambda _: False)
    assert isinstance(found, Damage)
    assert "Content-Length is 5000 bytes, but only" in found.what


HEADS = {
    "plain": b"WARC-Target-URI: %s",
    "lower case": b"warc-target-uri:%s",
    "angle brackets": b"WARC-Target-URI: <%s>",
    "continued line": b"WARC-Target-URI:\r\n %s",
    "spaces at the end": b"WARC-Target-URI: %s  ",
    "two of them": b"WARC-Target-URI: %s\r\nWARC-Target-URI: https://nhandan.vn/a",
    "letters": "WARC-Target-URI: %s/bài".encode(),
    "space": b"WARC-Target-URI: %s/a b",
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_any_form_of_a_header_is_passed_over(tmp_path: Path, head: str, newline: bytes) -> None:
    """Its URL is the one that a parsed header has."""
    fields = HEADS[head].replace(b"%s", FOREIGN.encode())
    whole = b"WARC/1.0\r\nWARC-Type: response\r\n" + fields + b"\r\nWARC-Date: 2019-01-01T00:00:00Z\r\n"
    whole = (whole + b"Content-Length: 4\r\n\r\n").replace(b"\r\n", newline) + b"news\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(2 * whole)
    asked: list[str] = []
    found = list(read_records(tmp_path / "a.warc", lambda url: asked.append(url) or False))
    assert [(each.url, each.kind, each.offset) for each in found] == [
        (parsed.url, UNREAD_KIND, parsed.offset) for parsed in read_records(tmp_path / "a.warc")
    ]
    assert asked[-1] == found[0].url


@pytest.mark.parametrize("length", ["", "x", "-4", "4 4", "9" * 30])
def test_wrong_length_of_a_record_that_is_not_wanted_is_a_damage(tmp_path: Path, length: str) -> None:
    (tmp_path / "a.warc").write_bytes(foreign(zipped=False, Content_Length=length))
    found = list(read_records(tmp_path / "a.warc", lambda _: False))
    assert found == list(read_records(tmp_path / "a.warc"))
    assert isinstance(found[0], Damage)
