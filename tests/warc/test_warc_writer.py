"""Writing WARC files: records are synced before they are reported, and survive kills."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastArchiveIterator
from fastwarc.warc import WarcRecordType
from warc_bytes import decoded
from warcio.archiveiterator import ArchiveIterator

from archive.article import Capture
from archive.errors import StorageFailed
from archive.warc.reader import read_record, read_records
from archive.warc.record import Damage, Record
from archive.warc.record_builder import build_resource, build_response
from archive.warc.writer import CaptureWriter, recover_unsealed

PAGE = "<h1>Đại hội Đảng bộ</h1>".encode()
URL = "https://paper.vn/dai-hoi-post1.html"
WHEN = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=7)))
HEADERS = [("Content-Type", "text/html"), ("ETag", '"1"'), ("Last-Modified", "Sun, 01 Mar 2026 22:00:00 GMT")]


def write(writer: CaptureWriter, url: str = URL, body: bytes = PAGE, **more: object) -> Capture:
    known = {"status": 200, "reason": "OK", "headers": HEADERS, "captured": WHEN, **more}
    return writer.write(build_response(url=url, body=body, **known))  # type: ignore[arg-type]


def whole(path: Path) -> list[Record]:
    found = list(read_records(path))
    assert not [d for d in found if isinstance(d, Damage)]
    return [r for r in found if isinstance(r, Record)]


def test_capture_gives_the_position_of_its_record(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    capture = write(writer)
    record = read_record(tmp_path / capture.file, capture.offset)
    assert capture == Capture(
        url=URL,
        captured="2026-03-02T01:00:00Z",
        status=200,
        file=capture.file,
        offset=capture.offset,
        length=record.length,
        record_id=record.record_id,
        payload_digest=record.payload_digest,
        etag='"1"',
        last_modified="Sun, 01 Mar 2026 22:00:00 GMT",
    )
    assert (record.body, record.headers, record.digest_ok) == (PAGE, tuple(HEADERS), True)
    assert capture.file.startswith("paper/paper-20")
    assert capture.file.endswith("-7.warc.gz")


def test_warc_file_is_open_until_sealed_and_readable_by_warcio(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    capture = write(writer, request_headers=[("User-Agent", "partynews")])
    path = tmp_path / capture.file
    assert not path.exists()
    writer.seal()
    writer.seal()
    with path.open("rb") as file:
        kinds = [(r.rec_headers.protocol, r.rec_type) for r in ArchiveIterator(file, check_digests="raise")]
    assert kinds == [("WARC/1.1", "warcinfo"), ("WARC/1.1", "response"), ("WARC/1.1", "request")]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_records_are_read_by_fastwarc_pywb_and_gunzip(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    bodies = [b"", PAGE, PAGE * 5000, os.urandom(300_000)]
    captures = [write(writer, f"{URL}?{n}", body) for n, body in enumerate(bodies)]
    writer.seal()
    path = tmp_path / captures[0].file

    with path.open("rb") as file:
        responses = FastArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False)
        fast = [(r.headers["WARC-Record-ID"], r.verify_block_digest(), r.reader.read()) for r in responses]
    unzipped = subprocess.run(["gunzip", "-c", path], capture_output=True, check=True).stdout

    assert [found[:2] for found in fast] == [(f"<{capture.record_id}>", True) for capture in captures]
    assert [block.partition(b"\r\n\r\n")[2] for _, _, block in fast] == bodies
    assert all(body in unzipped for body in bodies)


def test_records_are_read_by_pywb(tmp_path: Path) -> None:
    loader = pytest.importorskip("pywb.warcserver.resource.blockrecordloader", exc_type=ImportError)
    writer = CaptureWriter(tmp_path, "paper", 7)
    first, second = write(writer), write(writer, body=PAGE * 5000)
    writer.seal()

    loaded = [
        loader.BlockArcWarcRecordLoader().load(str(tmp_path / c.file), c.offset, c.length)
        for c in (first, second)
    ]

    assert [record.content_stream().read() for record in loaded] == [PAGE, PAGE * 5000]


def test_request_record_follows_its_response(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    capture = write(writer, url="https://paper.vn/a?b=c", request_headers=[("User-Agent", "partynews")])
    writer.seal()
    with (tmp_path / capture.file).open("rb") as file:
        _, _, request = ArchiveIterator(file)
    assert request.http_headers.to_str() == "GET /a?b=c HTTP/1.1\r\nUser-Agent: partynews\r\n"
    assert request.rec_headers.get_header("WARC-Concurrent-To") == f"<{capture.record_id}>"


def test_unchanged_body_becomes_a_revisit(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    first = write(writer)
    second = write(writer, captured=WHEN + timedelta(days=1), unchanged=first)
    record = read_record(tmp_path / second.file, second.offset)
    assert (record.kind, record.status, record.body, record.refers_to, record.payload_digest) == (
        "revisit", 200, b"", (URL, first.captured), first.payload_digest
    )  # fmt: skip
    assert (record.profile or "").endswith("/identical-payload-digest")
    assert second.payload_digest == first.payload_digest
    assert second.record_id != first.record_id


def test_changed_body_is_stored_in_full(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    second = write(writer, body=PAGE + b"!", unchanged=write(writer))
    assert read_record(tmp_path / second.file, second.offset).body == PAGE + b"!"


def test_not_modified_becomes_a_revisit(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    first = write(writer)
    second = write(writer, body=b"", status=304, reason="Not Modified", unchanged=first)
    record = read_record(tmp_path / second.file, second.offset)
    assert (record.kind, record.status, second.status, second.payload_digest) == (
        "revisit", 304, 304, first.payload_digest
    )  # fmt: skip
    assert (record.profile or "").endswith("/server-not-modified")


def test_headers_match_the_stored_body_and_stay_on_one_line(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    odd = [
        ("Transfer-Encoding", "chunked"),
        ("Location", "https://paper.vn/tin-t\u1ee9c?a=b%20c"),
        ("X-Latin", "h\u00e9"),
        ("X-Split", "a\r\nSet-Cookie: b"),
    ]
    capture = write(writer, headers=odd, body=b"5\r\nnot chunks")
    record = read_record(tmp_path / capture.file, capture.offset)
    assert record.body == b"5\r\nnot chunks"
    assert record.headers == (
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("Location", "https://paper.vn/tin-t%E1%BB%A9c?a=b%20c"),
        ("X-Latin", "h%E9"),
        ("X-Split", "a Set-Cookie: b"),
    )


@pytest.mark.parametrize("url", [None, URL])
def test_file_without_http_is_stored_as_a_resource(tmp_path: Path, url: str | None) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    records = build_resource(url=url, body=PAGE, content_type="text/html", captured=WHEN)
    capture = writer.write(records)
    record = read_record(tmp_path / capture.file, capture.offset)
    assert (capture.url, capture.status, record.kind, record.content_type) == (
        url,
        200,
        "resource",
        "text/html",
    )
    assert record.url == (url or f"urn:{capture.payload_digest}")
    assert decoded(record) == PAGE


def test_full_warc_file_is_sealed_and_a_new_one_started(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7, max_size=3000)
    captures = [write(writer, body=os.urandom(1000)) for _ in range(7)]
    writer.seal()
    files = sorted({c.file for c in captures})
    assert len(files) == 4
    assert [read_record(tmp_path / c.file, c.offset).record_id for c in captures] == [
        c.record_id for c in captures
    ]
    assert sorted(f"paper/{p.name}" for p in (tmp_path / "paper").iterdir()) == files
    assert all(whole(tmp_path / f)[0].kind == "warcinfo" for f in files)


def test_concurrent_threads_write_whole_records(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7, max_size=20_000)
    with ThreadPoolExecutor(4) as threads:
        captures = list(threads.map(lambda _: write(writer, body=os.urandom(2000)), range(30)))
    writer.seal()
    assert [read_record(tmp_path / c.file, c.offset).record_id for c in captures] == [
        c.record_id for c in captures
    ]
    assert sum(len(whole(path)) for path in (tmp_path / "paper").iterdir()) == 30 + len(
        {c.file for c in captures}
    )


def test_full_disk_is_reported_and_leaves_no_partial_record(tmp_path: Path) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(_fill_the_disk(tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    (left,) = (tmp_path / "paper").iterdir()
    assert [r.body for r in whole(left) if r.kind == "response"] == [PAGE, b"after"]


def _fill_the_disk(folder: Path) -> int:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    writer = CaptureWriter(folder, "paper", 7)
    write(writer)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limit[1]))
    try:
        write(writer, body=os.urandom(5000))
    except StorageFailed as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        write(writer, body=b"after")
        return 0 if "Cannot write" in str(error) else 2
    return 1


def test_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("no folder")
    with pytest.raises(StorageFailed, match="Cannot write"):
        write(CaptureWriter(tmp_path, "paper", 7))


def test_file_truncated_inside_a_record_loses_only_that_record(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    kept = [write(writer, body=os.urandom(50)) for _ in range(3)]
    (left,) = (tmp_path / "paper").iterdir()
    data = left.read_bytes()
    left.unlink()
    for cut in range(kept[-1].offset, len(data)):
        left.write_bytes(data[:cut])
        tails = recover_unsealed(tmp_path)
        sealed = tmp_path / kept[0].file
        assert [r.record_id for r in whole(sealed)][1:] == [c.record_id for c in kept[:2]]
        rest = b"".join(p.read_bytes() for p in tails)
        assert sealed.read_bytes() + rest == data[:cut]
        for path in (sealed, *tails):
            path.unlink()


def test_file_without_a_whole_record_is_set_aside(tmp_path: Path) -> None:
    left = tmp_path / "paper" / "paper-1.warc.gz.open"
    left.parent.mkdir()
    left.write_bytes(b"\x1f\x8b\x08\x00half a member")
    (tail,) = recover_unsealed(tmp_path)
    assert (tail.name, tail.read_bytes()) == ("paper-1.warc.gz.damaged", b"\x1f\x8b\x08\x00half a member")
    assert [p.name for p in left.parent.iterdir()] == [tail.name]


def test_empty_open_file_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "paper" / "paper-1.warc.gz.open"
    left.parent.mkdir()
    left.touch()
    assert recover_unsealed(tmp_path) == []
    assert list(left.parent.iterdir()) == []


def test_acknowledged_records_survive_sigkill(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import os, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from archive.warc.writer import CaptureWriter
        from archive.warc.record_builder import build_response
        writer = CaptureWriter(Path(sys.argv[1]), "paper", 7)
        while True:
            capture = writer.write(build_response(
                url="https://paper.vn/", status=200, reason="OK", headers=[],
                body=os.urandom(20_000), captured=datetime.now(UTC)))
            print(capture.file, capture.offset, capture.record_id, flush=True)
    """)
    for count in (1, 4, 9):
        folder = tmp_path / str(count)
        process = subprocess.Popen([sys.executable, "-c", program, folder], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        said = [process.stdout.readline() for _ in range(count)]
        process.kill()
        said += process.stdout.read().splitlines(keepends=True)
        process.wait()
        recover_unsealed(folder)
        for line in (line for line in said if line.endswith("\n")):
            file, offset, record_id = line.split()
            assert read_record(folder / file, int(offset)).record_id == record_id
        (sealed,) = folder.glob("*/*.warc.gz")
        whole(sealed)


def test_times_are_utc_to_the_second(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path, "paper", 7)
    assert (
        write(writer, captured=datetime(2026, 3, 2, 1, 0, 0, 999, tzinfo=UTC)).captured
        == "2026-03-02T01:00:00Z"
    )
