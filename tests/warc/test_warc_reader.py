"""Reading WARC records from every kind of file."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from warc_bytes import WHEN, by_hand, decoded, http_block, pages, record, response

from archive.warc.content_encoding import CorruptBody, TooLarge, TruncatedBody
from archive.warc.members import COMPRESSED_BLOCK_SIZE
from archive.warc.reader import read_record, read_records
from archive.warc.record import BrokenRecord, Damage, Record

PAGE = "<h1>Hội nghị Trung ương</h1>".encode()
URL = "https://paper.vn/a"


def only(path: Path) -> Record:
    (found,) = read_records(path)
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize("zipped", [True, False])
def test_response_record_is_read_completely(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "a.warc"
    data = response(URL, PAGE, zipped=zipped)
    path.write_bytes(data)
    found = only(path)
    assert found == Record(
        kind="response",
        url=URL,
        captured=WHEN,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=PAGE,
        record_id=found.record_id,
        payload_digest=found.payload_digest,
        file=path,
        offset=0,
        length=len(data) - (0 if zipped else 4),
        content_type="text/html; charset=utf-8",
        digest_ok=True,
    )
    assert found.record_id.startswith("urn:uuid:")
    assert found.payload_digest.startswith("sha1:")


@pytest.mark.parametrize("zipped", [True, False])
def test_record_can_be_read_at_its_offset(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(pages(5, zipped=zipped)))
    found = [r for r in read_records(path) if isinstance(r, Record)]
    assert [r.url for r in found] == [f"https://paper.vn/{n}" for n in range(5)]
    assert [read_record(path, r.offset) for r in found] == found


def test_record_of_an_open_file_is_found_by_its_sealed_name(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz.open").write_bytes(response(URL, PAGE))
    assert read_record(tmp_path / "a.warc.gz", 0).body == PAGE


def test_offset_inside_a_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(response(URL, PAGE))
    with pytest.raises(BrokenRecord):
        read_record(path, 7)


def test_chunked_body_is_decoded_and_its_digest_verified(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    chunked = b"5\r\nnews \r\n5;x=y\r\npaper\r\n0\r\n\r\n"
    path.write_bytes(response(URL, chunked, headers=[("Transfer-Encoding", "chunked")]))
    assert (only(path).body, only(path).digest_ok, only(path).flaw) == (b"news paper", True, None)


def test_already_dechunked_body_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(response(URL, PAGE, headers=[("Transfer-Encoding", "chunked")]))
    assert (only(path).body, only(path).flaw) == (PAGE, None)


def test_body_without_its_last_chunk_is_truncated(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(response(URL, b"5\r\nnews \r\n9\r\npa", headers=[("Transfer-Encoding", "chunked")]))
    with pytest.raises(TruncatedBody):
        decoded(only(path))


def test_content_encoding_is_decoded_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(response(URL, gzip.compress(PAGE), headers=[("Content-Encoding", "gzip")]))
    assert only(path).body != PAGE
    assert decoded(only(path)) == PAGE
    with pytest.raises(TooLarge):
        decoded(only(path), limit=5)


@pytest.mark.parametrize(
    ("fields", "headers"),
    [({"WARC_Truncated": "length"}, ()), ({}, ("Content-Length: 999",)), ({"WARC_Segment_Number": "1"}, ())],
)
def test_truncated_capture_is_not_complete(
    tmp_path: Path, fields: dict[str, str], headers: tuple[str, ...]
) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(by_hand(http_block(PAGE, *headers), **fields))
    with pytest.raises(TruncatedBody):
        decoded(only(path))


def test_wrong_digest_is_reported_and_the_body_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(response(URL, PAGE, zipped=False).replace("Hội".encode(), "Hồi".encode()))
    assert only(path).digest_ok is False
    with pytest.raises(CorruptBody):
        decoded(only(path))


@pytest.mark.parametrize(
    "claim",
    [
        "sha1:HRV5ZXOJJ5SL6566WMDKVZEQVEFG7QYA",
        "sha1:3c6bdcddc94f64bf77deb306aae490a90a6fc300",
        "SHA-1:PGvc3clPZL933rMGquSQqQpvwwA=",
    ],
)
def test_digests_are_parsed_in_every_notation(tmp_path: Path, claim: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(by_hand(http_block(b"news"), WARC_Payload_Digest=claim))
    assert (only(path).digest_ok, only(path).payload_digest) == (True, claim)


@pytest.mark.parametrize("claim", ["MISSING", "crc:123", "nonsense"])
def test_record_without_a_known_digest_is_unverified(tmp_path: Path, claim: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(by_hand(http_block(PAGE), WARC_Payload_Digest=claim))
    assert only(path).digest_ok is None


def test_record_without_id_gets_a_stable_id(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(by_hand(http_block(PAGE), WARC_Record_ID="MISSING"))
    assert only(path).record_id == only(path).record_id != ""


def test_urls_and_dates_of_other_writers_are_normalised(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    old_wget = {
        "WARC_Target_URI": "<https://paper.vn/tin moi>",
        "WARC_Date": "2026-03-02T08:00:00.123456+07:00",
    }
    path.write_bytes(by_hand(http_block(PAGE), **old_wget))
    assert (only(path).url, only(path).captured) == ("https://paper.vn/tin%20moi", WHEN)


def test_every_record_type_is_returned(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    kinds = [
        "warcinfo",
        "response",
        "request",
        "resource",
        "metadata",
        "revisit",
        "conversion",
        "continuation",
    ]
    lines = b"".join(by_hand(b"", zipped=True, WARC_Type=kind) for kind in kinds)
    path.write_bytes(lines)
    assert [r.kind for r in read_records(path) if isinstance(r, Record)] == kinds


def test_resource_has_its_own_type_and_status_200(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(record("resource", URL, PAGE, fields={"Content-Type": "text/html"}))
    found = only(path)
    assert (found.status, found.content_type, found.body, found.headers) == (200, "text/html", PAGE, ())


def test_revisit_refers_to_its_original(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    fields = {
        "WARC-Refers-To-Target-URI": URL,
        "WARC-Refers-To-Date": WHEN,
        "WARC-Payload-Digest": "sha1:ABC",
    }
    path.write_bytes(record("revisit", URL, when="2026-03-05T00:00:00Z", fields=fields))
    found = only(path)
    assert (found.refers_to, found.payload_digest, found.body) == ((URL, WHEN), "sha1:ABC", b"")


@pytest.mark.parametrize("size", [10, COMPRESSED_BLOCK_SIZE - 15, 2 * COMPRESSED_BLOCK_SIZE, 65_535])
def test_gzip_header_with_optional_fields_of_any_size_is_read(tmp_path: Path, size: int) -> None:
    """An extra field and a file name (RFC 1952), also across two blocks of input."""
    member = response(URL, PAGE)
    fields = size.to_bytes(2, "little") + bytes(size) + b"page.warc\0"
    path = tmp_path / "a.warc.gz"
    path.write_bytes(2 * (member[:3] + b"\x0c" + member[4:10] + fields + member[10:]))
    assert [decoded(record) for record in read_records(path)] == [PAGE, PAGE]


def test_oversized_payload_is_skipped_but_verified(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(response(URL, bytes(40 * 1024 * 1024)) + response(URL, PAGE))
    film, page = read_records(path)
    assert isinstance(film, Record)
    assert isinstance(page, Record)
    assert (film.body, film.flaw, film.digest_ok, page.body) == (b"", "too_large", True, PAGE)
    with pytest.raises(TooLarge):
        decoded(film)


def test_the_files_in_a_wacz_are_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as wacz:
        wacz.writestr("pages/pages.jsonl", "{}")
        wacz.writestr("archive/../../evil.warc.gz", response("https://paper.vn/evil", PAGE))
        wacz.writestr("archive/one.warc.gz", b"".join(pages(2)))
        wacz.writestr("archive/two.warc", response(URL, PAGE, zipped=False))
    found = [r for r in read_records(path) if isinstance(r, Record)]
    assert [r.url for r in found] == ["https://paper.vn/0", "https://paper.vn/1", URL]
    assert [read_record(path, r.offset) for r in found] == found


def test_compressed_zip_member_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wacz:
        wacz.writestr("archive/one.warc", response(URL, PAGE, zipped=False) * 5)
    (found,) = read_records(path)
    assert isinstance(found, Damage)
    assert "archive/one.warc is compressed in the zip" in found.what
