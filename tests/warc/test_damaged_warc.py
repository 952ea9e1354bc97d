"""Damaged WARC files: whole records are read, and damage is reported."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import zipfile
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warc_bytes import by_hand, http_block, pages, response
from warcio.archiveiterator import ArchiveIterator

from archive.warc.reader import read_record, read_records
from archive.warc.record import BrokenRecord, Damage, Record


def read(path: Path) -> tuple[list[str | None], list[Damage]]:
    """Return URLs of the whole records of `path` in order, and the damages."""
    found = list(read_records(path))
    urls = [r.url for r in found if isinstance(r, Record) and r.digest_ok is not False]
    return urls, [d for d in found if isinstance(d, Damage)]


def urls(*numbers: int) -> list[str]:
    return [f"https://paper.vn/{n}" for n in numbers]


def check_cuts(path: Path, parts: list[bytes], cuts: Iterable[int], *, zipped: bool) -> None:
    """Cut a file of these records at each of the places: the whole records are read, the damage is said."""
    whole = b"".join(parts)
    ends = [sum(map(len, parts[:n])) for n in range(len(parts) + 1)]
    for cut in cuts:
        path.write_bytes(whole[:cut])
        found, damages = read(path)
        # A plain record is complete before its closing blank lines.
        complete = sum(end <= cut + (0 if zipped else 4) for end in ends[1:])
        assert found == urls(*range(complete)), cut
        assert bool(damages) == (cut not in ends[1:]), cut


@pytest.mark.parametrize("zipped", [True, False])
def test_truncated_file_keeps_whole_records_and_is_reported(tmp_path: Path, zipped: bool) -> None:
    parts = pages(4, zipped=zipped)
    size = sum(map(len, parts))
    around = {end + n for end in accumulate(map(len, parts[:-1])) for n in range(-9, 10)}
    cuts = sorted(around | set(range(0, size, 9)) | set(range(9)) | set(range(size - 9, size)))
    check_cuts(tmp_path / "cut.warc.gz", parts, cuts, zipped=zipped)


@pytest.mark.slow
@pytest.mark.parametrize("zipped", [True, False])
def test_file_truncated_at_any_byte_keeps_whole_records_and_is_reported(tmp_path: Path, zipped: bool) -> None:
    parts = pages(4, zipped=zipped)
    check_cuts(tmp_path / "cut.warc.gz", parts, range(sum(map(len, parts))), zipped=zipped)


def test_records_appended_to_a_truncated_file_are_found(tmp_path: Path) -> None:
    parts = pages(6)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(parts[0] + parts[1][:-40] + b"".join(parts[2:]))
    found, damages = read(path)
    assert found == urls(0, 2, 3, 4, 5)
    assert [(d.file, d.offset) for d in damages] == [(path, len(parts[0]))]


@pytest.mark.parametrize("zipped", [True, False])
def test_flipped_bit_never_changes_a_body_silently(tmp_path: Path, zipped: bool) -> None:
    parts = pages(5, zipped=zipped)
    whole = b"".join(parts)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole)
    bodies = {r.body for r in read_records(path) if isinstance(r, Record)}
    chance = random.Random(7)
    for _ in range(300):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        found = list(read_records(path))
        good = [r for r in found if isinstance(r, Record) and r.digest_ok]
        # In a plain file no digest covers the record headers, so the URL may change.
        assert {r.body for r in good if r.kind == "response" and (r.url or "").startswith("https:")} <= bodies
        assert len(good) >= 4
        lost = len(good) < 5
        assert not lost or any(isinstance(r, Damage) or r.digest_ok is not True for r in found)


@pytest.mark.parametrize("length", ["1000000000000", "-1", "many", "MISSING", "10", "99999", "+7", "٣"])
@pytest.mark.parametrize("zipped", [True, False])
def test_record_with_a_wrong_length_loses_only_itself(tmp_path: Path, length: str, zipped: bool) -> None:
    parts = pages(20, zipped=zipped)
    parts[7] = by_hand(http_block(b"<p>" + b"x" * 300), zipped=zipped, Content_Length=length)
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(parts))
    found, damages = read(path)
    assert found == urls(*(n for n in range(20) if n != 7))
    assert [d.offset for d in damages] == [sum(map(len, parts[:7]))]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"WARC_Type": "MISSING"}, "WARC-Type is missing"),
        ({"WARC_Date": "MISSING"}, "WARC-Date is missing or not a valid date: ''"),
        ({"WARC_Date": "yesterday"}, "WARC-Date is missing or not a valid date: 'yesterday'"),
        ({"X": "y" * 70_000}, "a header line exceeds 65536 bytes"),
        ({f"X-{n}": "y" * 60_000 for n in range(20)}, "the headers exceed 1048576 bytes"),
    ],
)
def test_unreadable_header_is_named(tmp_path: Path, fields: dict[str, str], what: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(by_hand(http_block(b"x"), **fields) + pages(1, zipped=False)[0])
    found, damages = read(path)
    assert found == urls(0)
    assert [d.what for d in damages][:1] == [what]


def test_junk_between_records_is_reported_and_skipped(tmp_path: Path) -> None:
    parts = pages(3)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(parts[0] + b"\x1f\x8b\x08junk" * 1000 + parts[1] + bytes(3_000_000) + parts[2] + b"end")
    found, damages = read(path)
    assert found == urls(0, 1, 2)
    assert len(damages) == 3


def test_gzip_file_with_one_member_is_reported_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(pages(5, zipped=False))))
    found, damages = read(path)
    assert found == urls(0)
    assert [d.what for d in damages] == [
        "several records are compressed together, not one by one; import without --in-place, or decompress"
        " the file first: gunzip FILE"
    ]


@pytest.mark.parametrize(
    "data", [b"", b"<html></html>", b"GIF89a", gzip.compress(b"<html></html>", mtime=0), b"PK\3\4 no zip"]
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_file_that_is_not_a_warc_is_reported(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found, damages = read(path)
    assert (found, bool(damages)) == ([], True)


def test_arc_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.arc"
    path.write_bytes(b"filedesc://a.arc 0.0.0.0 20140216050221 text/plain 75\n1 0 Org\nURL IP-address\n\n")
    found, damages = read(path)
    assert (found, [d.what for d in damages]) == ([], ["no WARC record starts here"])


def test_wacz_without_directory_is_searched_for_records(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as wacz:
        wacz.writestr("archive/one.warc.gz", b"".join(pages(6)))
        wacz.writestr("pages/pages.jsonl", "{}" * 5000)
    data = path.read_bytes()
    path.write_bytes(data[:-2000])
    found, damages = read(path)
    assert found == urls(*range(6))
    assert damages[0].offset == 0
    assert "cannot read the directory" in damages[0].what


def test_record_readable_by_warcio_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(pages(3)) + response("https://paper.vn/3", b"x", headers=[("Odd", "é\t ü")]))
    theirs = [
        r.rec_headers.get_header("WARC-Target-URI") for r in ArchiveIterator(io.BytesIO(path.read_bytes()))
    ]
    assert read(path) == (theirs, [])


@settings(max_examples=150)
@given(junk=st.binary(max_size=200), at=st.integers(0, 3), offset=st.integers(0, 400))
def test_any_bytes_are_read_to_the_end(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, offset: int
) -> None:
    parts = pages(3, zipped=False)
    parts.insert(at, junk)
    path = tmp_path_factory.mktemp("junk") / "a.warc"
    path.write_bytes(b"".join(parts))
    list(read_records(path))
    with contextlib.suppress(BrokenRecord):
        read_record(path, offset)
