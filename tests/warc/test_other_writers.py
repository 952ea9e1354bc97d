"""Import of what other crawlers write: decoded bodies, extra records, zstd, several records in a member."""

from __future__ import annotations

import gzip
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from warc_bytes import HTML, WHEN, by_hand, http_block, record, response

from archive.store import Store
from archive.warc.record import sha1_digest
from crawler.families import family_site
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.import_scope import ImportScope
from crawler.ingest.single_files import SinglePage
from crawler.parse.layout import Layout
from crawler.site import Site

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LAYOUT = Layout("paper", marker="h1.title", title="h1.title", body=".content", published=".date")
PAPER = Site("paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,), marks=("PAPER",))
URL = "https://paper.vn/dai-hoi-post1.html"
DUMP = "Đại hội chi bộ\n\nPAPER - Ngày 2-3, chi bộ tổ chức đại hội.\n\nĐại hội bầu cấp ủy mới.\n".encode()
CHUNKED = "Transfer-Encoding: chunked"
TYPE = "Content-Type: text/html; charset=utf-8"


def page(n: int) -> bytes:
    return (
        f"<!DOCTYPE html><html><body><h1 class='title'>Đại hội {n}</h1><p class='date'>02/03/2026 08:00</p>"
        f"<div class='content'><p>Đoạn một của bài {n}.</p><p>Chi bộ {n} bàn nghị quyết.</p></div>"
        "</body></html>"
    ).encode()


def url(n: int) -> str:
    return f"https://paper.vn/dai-hoi-post{n}.html"


def records(*numbers: int) -> list[bytes]:
    """Return uncompressed response records of pages."""
    return [response(url(n), page(n), zipped=False) for n in numbers]


def chunks(body: bytes) -> list[bytes]:
    return [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:100], body[100:])]


def bring_in(store: Store, data: bytes, name: str = "in.warc.gz", *, in_place: bool = False) -> ImportReport:
    path = store.path.parent / name
    path.write_bytes(data)
    scope = ImportScope(detect=family_site)
    return import_files(store, {"paper": PAPER}, [path], scope=scope, in_place=in_place)


def keys(store: Store) -> list[str]:
    return [key for (key,) in store.db.execute("SELECT key FROM articles ORDER BY key")]


def damages(report: ImportReport) -> list[str]:
    return [damage.what for damage in report.damages]


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "br", "zstd", "deflate", "gzip, br", "unknown"])
def test_body_decoded_by_its_writer_is_read(store: Store, encoding: str) -> None:
    headers = [*HTML, ("Content-Encoding", encoding), ("Transfer-Encoding", "chunked")]
    report = bring_in(store, response(URL, page(1), headers=headers))
    assert (keys(store), report.exit_code) == (["1"], 0)


@pytest.mark.parametrize("digest", ["MISSING", sha1_digest(b"another body")])
def test_plain_body_labelled_as_encoded_is_refused_without_its_digest(store: Store, digest: str) -> None:
    block = http_block(page(1), TYPE, "Content-Encoding: gzip")
    bring_in(store, by_hand(block, zipped=True, WARC_Target_URI=URL, WARC_Payload_Digest=digest))
    assert keys(store) == []


def test_damaged_gzip_with_a_matching_digest_is_refused(store: Store) -> None:
    headers = [*HTML, ("Content-Encoding", "gzip")]
    report = bring_in(store, response(URL, gzip.compress(page(1))[:-9], headers=headers))
    assert [(o.outcome, (o.reason or "").split()[0]) for o in report.outcomes.values()] == [
        ("failed", "truncated")
    ]


def test_gzip_that_is_whole_without_its_last_chunk_is_read(store: Store) -> None:
    block = http_block(b"".join(chunks(gzip.compress(page(1)))), TYPE, "Content-Encoding: gzip", CHUNKED)
    bring_in(store, by_hand(block, zipped=True, WARC_Target_URI=URL))
    assert keys(store) == ["1"]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"".join(chunks(page(1))), "identity"),
        (chunks(gzip.compress(page(1)))[0], "gzip"),
        (b"".join(chunks(gzip.compress(page(1)[:-1]) [:-4] + b"\0\0\0\0")), "gzip"),
        (b"".join(chunks(gzip.compress(page(1))))[:-6], "gzip"),
    ],
    ids=["no gzip", "a chunk missing", "a wrong length", "a cut chunk"],
)  # fmt: skip
def test_chunked_body_without_its_last_chunk_is_truncated(store: Store, body: bytes, encoding: str) -> None:
    block = http_block(body, TYPE, f"Content-Encoding: {encoding}", CHUNKED)
    report = bring_in(store, by_hand(block, zipped=True, WARC_Target_URI=URL))
    assert [(o.outcome, (o.reason or "").split()[0]) for o in report.outcomes.values()] == [
        ("failed", "truncated")
    ]


@pytest.mark.parametrize(
    "target", [f"urn:text:{URL}", f"urn:textFinal:{URL}", "urn:x:1", "metadata://gnu.org/a", URL]
)
def test_text_resources_of_other_crawlers_are_no_articles(store: Store, target: str) -> None:
    extra = record("resource", target, DUMP, fields={"Content-Type": "text/plain; charset=utf-8"})
    report = bring_in(store, response(URL, page(1)) + extra)
    assert [(o.site, o.outcome) for o in report.outcomes.values()] == [("paper", "stored")]
    assert (keys(store), report.exit_code, report.passed_over) == (["1"], 0, {"resource": 1})


@pytest.mark.parametrize("address", [None, URL])
def test_dump_given_as_a_file_is_an_article_in_every_import_of_its_record(
    store: Store, tmp_path: Path, address: str | None
) -> None:
    path = tmp_path / "dump.txt"
    path.write_bytes(DUMP)
    import_files(store, {"paper": PAPER}, [path], page=SinglePage(address))
    (warc,) = store.captures.rglob("*.warc.gz")
    with Store.open(tmp_path / "b.db", captures=tmp_path / "b") as other:
        import_files(other, {"paper": PAPER}, [warc])
        assert keys(other) == keys(store) != []


def test_gzip_members_with_several_records_are_read_at_any_place(store: Store) -> None:
    data = b"".join(gzip.compress(b"".join(records(*numbers))) for numbers in ((1,), (2, 3), (4,), (5, 6, 7)))
    report = bring_in(store, data + bytes(512))
    assert (keys(store), report.exit_code) == ([str(n) for n in range(1, 8)], 0)


def test_records_after_a_damaged_member_of_such_a_file_are_read(store: Store) -> None:
    members = [gzip.compress(b"".join(records(*numbers))) for numbers in ((1, 2), (3, 4), (5, 6))]
    members[1] = members[1][:60] + b"\xff\xff\xff\xff" + members[1][64:]
    report = bring_in(store, b"".join(members))
    assert (keys(store), report.exit_code) == (["1", "2", "5", "6"], 7)
    assert f"at byte {len(members[0])}: the gzip member is damaged" in damages(report)[0]


def test_wacz_with_several_records_in_a_member_is_read(store: Store) -> None:
    path = store.path.parent / "in.wacz"
    with zipfile.ZipFile(path, "w") as wacz:
        wacz.writestr("archive/a.warc.gz", gzip.compress(b"".join(records(1, 2))))
        wacz.writestr("archive/b.warc.gz", response(url(3), page(3)))
    report = bring_in(store, path.read_bytes(), "in.wacz")
    assert (keys(store), report.exit_code) == (["1", "2", "3"], 0)


def skippable(magic: bytes, content: bytes) -> bytes:
    return magic + len(content).to_bytes(4, "little") + content


def frames(parts: Sequence[bytes], dictionary: zstd.ZstdDict | None = None) -> bytes:
    options = {zstd.CompressionParameter.checksum_flag: 1}
    return b"".join(zstd.compress(part, options=options, zstd_dict=dictionary) for part in parts)


def a_dictionary() -> zstd.ZstdDict:
    return zstd.train_dict([part for n in range(40) for part in records(n)], 4096)


def test_warc_zst_is_read(store: Store) -> None:
    first, *others = records(1, 2, 3)
    extension = skippable(b"\x50\x2a\x4d\x18", b"an index of somebody")
    data = frames([first[:90], first[90:]]) + extension + frames(others)
    report = bring_in(store, data, "in.warc.zst")
    assert (keys(store), damages(report)) == (["1", "2", "3"], [])
    (copied,) = (store.captures / "imported").iterdir()
    assert copied.name.endswith("-in.warc")


@pytest.mark.parametrize("is_compressed", [False, True])
def test_warc_zst_with_a_dictionary_is_read(store: Store, *, is_compressed: bool) -> None:
    dictionary = a_dictionary()
    content = dictionary.dict_content
    head = skippable(b"\x5d\x2a\x4d\x18", zstd.compress(content) if is_compressed else content)
    report = bring_in(store, head + frames(records(1, 2), dictionary), "in.warc.zst")
    assert (keys(store), damages(report)) == (["1", "2"], [])


def test_zstd_frame_with_several_records_is_read_and_reported(store: Store) -> None:
    report = bring_in(store, frames([b"".join(records(1, 2)), *records(3)]), "in.warc.zst")
    assert (keys(store), report.exit_code) == (["1", "2", "3"], 7)
    assert "a zstd frame holds several records" in damages(report)[0]


def test_damaged_zstd_frame_loses_only_its_record(store: Store) -> None:
    parts = [frames([part]) for part in records(1, 2, 3)]
    parts[1] = parts[1][:40] + b"\xff\xff\xff\xff" + parts[1][44:]
    report = bring_in(store, b"".join(parts), "in.warc.zst")
    assert (keys(store), report.exit_code) == (["1", "3"], 7)
    assert f"at byte {len(parts[0])}: the zstd frame is damaged" in damages(report)[0]


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (skippable(b"\x5d\x2a\x4d\x18", b"no dictionary"), "the zstd dictionary is damaged"),
        (b"\x5d\x2a\x4d\x18\xff\xff\xff\x7f", "the zstd dictionary has 2147483647 bytes"),
        (b"\x5d\x2a\x4d\x18\xff\x00\x00\x00", "the file ends inside its zstd dictionary"),
    ],
)
def test_unusable_zstd_dictionary_is_named(store: Store, head: bytes, what: str) -> None:
    report = bring_in(store, head, "in.warc.zst")
    assert (report.exit_code, what in damages(report)[0]) == (7, True)


def test_warc_zst_is_not_read_in_place(store: Store) -> None:
    report = bring_in(store, frames(records(1)), "in.warc.zst", in_place=True)
    assert damages(report) == [
        "the file is compressed with zstd; import without --in-place, or decompress it first: unzstd FILE"
    ]


@pytest.mark.parametrize("name", ["a.arc", "a.arc.gz", "old"])
def test_arc_file_is_refused_by_its_name(store: Store, name: str) -> None:
    head = b"filedesc://a.arc 0.0.0.0 20080101000000 text/plain 75\n1 0 Org\nURL IP-address\n\n"
    report = bring_in(store, gzip.compress(head) if name.endswith(".gz") else head, name)
    assert damages(report) == [
        "refused (arc): an ARC file, the format before WARC; convert it: warcio recompress FILE FILE.warc.gz"
    ]


def test_host_with_a_port_is_a_site_of_its_own(store: Store) -> None:
    z = Path("tests/sites/baolaocai").glob("*.html")
    body = sorted(z)[0].read_bytes()
    addresses = ("http://bao.example.vn:8080/tin-post10001.html", "http://bao.example.vn/tin-post10001.html")
    report = bring_in(store, b"".join(response(a, body, when=WHEN) for a in addresses))
    assert sorted(o.site for o in report.outcomes.values()) == ["bao.example.vn", "bao.example.vn:8080"]
    stored = store.db.execute("SELECT url FROM articles ORDER BY url DESC").fetchall()
    assert [address for (address,) in stored] == list(addresses)
