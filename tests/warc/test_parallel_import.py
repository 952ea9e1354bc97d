"""Import in several processes: the same archive as in one, and killed processes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from archive_rows import archive_rows
from warc_bytes import record, response

from archive.fixity.verify import verify
from archive.store import Store
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.import_scope import ImportScope
from crawler.ingest.import_work import ENDS_ITS_PROCESS
from crawler.ingest.worker_pool import WorkersKilled
from crawler.parse.layout import Layout
from crawler.site import Site

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LAYOUT = Layout("paper", marker="h1.title", title="h1.title", body=".content", published=".date")
PAPER = Site("paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,), marks=("PAPER",))
SITES = {"paper": PAPER}
DUMP = "Đại hội chi bộ\n\nPAPER - Ngày 2-3, chi bộ tổ chức đại hội.\n\nĐại hội bầu cấp ủy mới.\n"
OF_RUNS = ("runs", "outcomes", "field_counts", "sqlite_sequence")


def url(n: int) -> str:
    return f"https://paper.vn/tin-post{n}.html"


def page(n: int, text: str = "") -> bytes:
    return (
        f"<html><body><h1 class='title'>Hội nghị {n}</h1><p class='date'>02/03/2026 08:00</p><div"
        f" class='content'><p>Chi bộ {n} họp ngày {n}.</p><p>Thực hiện Chỉ thị {n}-CT/TW. {text}</p></div>"
        "</body></html>"
    ).encode()


def unknown_host(n: int, generator: str = "") -> bytes:
    """Return a record of a host without a site file."""
    head = f"<head><meta name='generator' content='{generator}'></head>"
    return response(
        f"https://bao.vn/tin-post{n}.html",
        page(n).replace(b"<body>", head.encode() + b"<body>"),
        when=when(n),
    )


def detect_by_generator(url: str, body: bytes) -> Site | None:
    """Return a site for a page of Paper's CMS."""
    found = b"content='Paper CMS'" in body
    return Site("bao", "Báo", ("bao.vn",), PAPER.articles, (LAYOUT,)) if found else None


def when(n: int) -> str:
    return f"2026-03-{2 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00Z"


def revisit(n: int, digest_of: bytes, at: str) -> bytes:
    digest = re.search(rb"WARC-Payload-Digest: (\S+)", digest_of)
    assert digest is not None
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    return record(
        "revisit",
        url(n),
        when=at,
        fields={"WARC-Payload-Digest": digest[1].decode(), "WARC-Profile": profile},
    )


def write_inputs(folder: Path) -> list[Path]:
    """Write files with edits, revisits, damage, zstd, members with several records, and a dump."""
    plain = [response(url(n), page(n), when=when(n), zipped=False) for n in range(40)]
    packed = [response(url(n), page(n), when=when(n)) for n in range(40, 80)]
    edited = [response(url(n), page(n, "Bổ sung."), when=when(100 + n)) for n in range(0, 80, 3)]
    again = [revisit(n, plain[n], when(300 + n)) for n in (1, 2, 4)]
    # Once one page has shown the CMS, all pages of the host are read.
    hosts = [unknown_host(n, "Paper CMS" if n == 410 else "") for n in range(400, 430)]
    (folder / "edits.warc.gz").write_bytes(b"".join(edited))
    (folder / "packed.warc.gz").write_bytes(b"".join(packed[:20]) + b"noise" * 50 + b"".join(packed[20:]))
    (folder / "cut.warc.gz").write_bytes(b"".join([*again, *hosts])[:-100])
    (folder / "frames.warc.zst").write_bytes(b"".join(zstd.compress(each) for each in plain))
    (folder / "same.warc.zst").write_bytes(b"".join(zstd.compress(each) for each in plain))
    (folder / "dump.txt").write_text(DUMP)
    return sorted(folder.iterdir())


def import_with(
    folder: Path, files: list[Path], sites: dict[str, Site], workers: int | None, **options: Any
) -> ImportReport:
    folder.mkdir()
    with Store.open(folder / "archive.db") as store:
        return import_files(store, sites, files, workers=workers, **options)


def told(report: ImportReport) -> tuple[Any, ...]:
    damages = [(str(d.file).rpartition("captures/")[2], d.offset, d.what) for d in report.damages]
    return report.counts(), report.edits, damages, report.passed_over, report.without_digest


def test_two_processes_write_the_same_archive_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    files = write_inputs(folder)
    # The dump gets a record of its own: with the same id in both archives.
    import_with(tmp_path / "dump", [folder / "dump.txt"], SITES, 1)
    files.remove(folder / "dump.txt")
    files += (tmp_path / "dump" / "captures").rglob("*.warc.gz")
    scope = ImportScope(detect=detect_by_generator)
    one = import_with(tmp_path / "one", files, SITES, 1, scope=scope)
    two = import_with(tmp_path / "two", files, SITES, 2, scope=scope)
    counts = [one.counts()[name] for name in ("paper", "bao", "bao.vn")]
    assert counts == [{"stored": 81}, {"stored": 19}, {"skipped": 10}]
    assert told(two) == told(one)
    assert archive_rows(tmp_path / "two") == archive_rows(tmp_path / "one")


def ends_process(url: str, body: bytes) -> Site | None:
    """Detect no site; end this process at some pages, at others only the first time."""
    once = re.search(rb"once: ([^<]+)", body)
    if once is not None and not Path(once[1].decode()).exists():
        Path(once[1].decode()).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if b"always" in body:
        os.kill(os.getpid(), signal.SIGKILL)
    return None


def test_record_that_ends_each_process_is_named_and_all_others_are_imported(tmp_path: Path) -> None:
    path = tmp_path / "in.warc.gz"
    deadly = [f"<p>once: {tmp_path / 'first'}</p>", "<p>always</p>"]
    records = [response(url(n), page(n), when=when(n)) for n in range(100)]
    for n, body in zip((20, 50), deadly, strict=True):
        records.insert(n, response(f"https://other.vn/{n}", body.encode(), when=when(n)))
    path.write_bytes(b"".join(records))
    report = import_with(tmp_path / "a", [path], SITES, 2, scope=ImportScope(detect=ends_process))
    assert (tmp_path / "first").exists()
    assert [(d.file, d.offset, d.what) for d in report.damages] == [
        (path, sum(map(len, records[:50])), ENDS_ITS_PROCESS)
    ]
    assert report.exit_code == 7
    assert report.counts() == {"paper": {"stored": 100}, "other.vn": {"skipped": 1}}


@pytest.mark.slow
def test_import_stops_where_no_process_can_work(tmp_path: Path) -> None:
    path = tmp_path / "in.warc.gz"
    path.write_bytes(b"".join(response(f"https://other.vn/{n}", b"<p>always</p>") for n in range(100)))
    with pytest.raises(WorkersKilled, match="--workers 1"):
        import_with(tmp_path / "a", [path], SITES, 2, scope=ImportScope(detect=ends_process))


PROGRAM = textwrap.dedent("""
    import multiprocessing, os, signal, sys
    sys.path[:0] = sys.argv[1:3]
    from pathlib import Path
    from test_parallel_import import SITES
    from archive.store import Store
    from crawler.ingest.import_files import import_files

    def end(done, total):
        workers = [str(child.pid) for child in multiprocessing.active_children()]
        Path(sys.argv[4], "workers").write_text(" ".join(workers))
        if sys.argv[3] == "KILL":
            os.kill(os.getpid(), signal.SIGKILL)
        elif sys.argv[3] == "INT":
            os.killpg(0, signal.SIGINT)

    if __name__ == "__main__":
        folder = Path(sys.argv[4])
        with Store.open(folder / "archive.db") as store:
            import_files(store, SITES, [folder / "in.warc.gz"], workers=2, progress=end)
""")


def run_program(folder: Path, end: str) -> subprocess.CompletedProcess[str]:
    program = folder / "program.py"
    program.write_text(PROGRAM)
    places = [str(Path(__file__).parent), os.pathsep.join(sys.path)]
    done = subprocess.run(
        [sys.executable, program, *places, end, folder],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=120,
    )
    workers = (folder / "workers").read_text().split()
    assert len(workers) == 2
    until = time.monotonic() + 30
    while any(map(is_running, workers)):
        assert time.monotonic() < until, "a worker has outlived its parent"
        time.sleep(0.05)
    return done


def is_running(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def undisturbed(tmp_path: Path) -> Path:
    """Return a folder with the archive of an import that nothing ended, of a file that lies beside it."""
    records = [response(url(n), page(n), when=when(n)) for n in range(250)]
    (tmp_path / "in.warc.gz").write_bytes(b"".join(records))
    import_with(tmp_path / "undisturbed", [tmp_path / "in.warc.gz"], SITES, 1)
    return tmp_path / "undisturbed"


def kept(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows for table, rows in archive_rows(folder).items() if table not in OF_RUNS}


def test_ctrl_c_ends_all_processes_and_the_next_import_goes_on(tmp_path: Path, undisturbed: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    shutil.copy(tmp_path / "in.warc.gz", folder)
    done = run_program(folder, "INT")
    assert done.returncode in (-signal.SIGINT, 130)
    assert done.stderr.count("KeyboardInterrupt") == 1  # the parent's, which the command line catches
    with Store.open(folder / "archive.db") as store:
        import_files(store, SITES, [folder / "in.warc.gz"])
    assert kept(folder)["articles"] == kept(undisturbed)["articles"]
    assert verify(folder / "archive.db").findings == []


@pytest.mark.slow
def test_killed_import_ends_its_workers_and_is_completed_by_the_next(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    shutil.copy(tmp_path / "in.warc.gz", folder)
    for _ in range(2):
        assert run_program(folder, "KILL").returncode == -signal.SIGKILL
    assert run_program(folder, "").returncode == 0
    assert kept(folder) == kept(undisturbed)
    assert verify(folder / "archive.db").findings == []
