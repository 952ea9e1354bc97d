"""Hostile and invalid input files of imports."""

from __future__ import annotations

import resource
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawl_runner import PROCESSES
from warc_bytes import response

from archive.fixity.verify import verify
from archive.store import Store
from crawler.ingest.import_files import import_files
from crawler.parse.layout import Layout
from crawler.site import Site

LAYOUT = Layout("paper", marker="article.paper", title="h1", body=".text")
PAPER = Site("paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,), marks=("PAPER",))
SITES = {"paper": PAPER}
URL = "https://paper.vn/tin-post1.html"
PAGE = (
    "<html><body><article class='paper'><h1>Đại hội</h1>"
    "<div class='text'><p>Chi bộ tổ chức đại hội, bầu cấp ủy mới.</p></div></article></body></html>"
).encode()
DUMP = "Đại hội chi bộ\n\nPAPER - Ngày 2-3, chi bộ tổ chức đại hội.\n\nĐại hội bầu cấp ủy mới.\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "in").mkdir()
    (tmp_path / "archive").mkdir()
    with Store.open(tmp_path / "archive" / "archive.db") as store:
        yield store


NAMES = (
    *("archive/../../../../evil.warc.gz", "../evil.warc.gz", "/evil.warc.gz", "/archive/evil.warc.gz"),
    *(
        "archive/..\\..\\evil.warc.gz",
        "C:\\archive\\evil.warc.gz",
        "archive/\x1b]0;.warc.gz",
        "archive/..warc.gz",
    ),
    *("archive/CON.warc.gz", f"archive/{'dài' * 200}.warc.gz", "archive/ .warc.gz", "archive/.warc.gz"),
)


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_member_names_of_a_wacz_cannot_escape_the_captures_folder(
    store: Store, tmp_path: Path, how: int
) -> None:
    path = tmp_path / "in" / "in.wacz"
    with zipfile.ZipFile(path, "w", how) as wacz:
        wacz.writestr("archive/data.warc.gz", response(URL, PAGE))
        for name in NAMES:
            wacz.writestr(name, response("https://paper.vn/x-post2.html", PAGE))
        link = zipfile.ZipInfo("archive/link.warc.gz")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        wacz.writestr(link, "/etc/passwd")
    report = import_files(store, SITES, [path])
    assert report.outcomes[URL].outcome == "stored"
    assert report.exit_code == 7  # the symbolic link
    places = {str(Path(*file.relative_to(tmp_path).parts[:2])) for file in tmp_path.rglob("*.*")}
    assert places <= {"in/in.wacz", "archive/captures", "archive/archive.db", "archive/archive.db-journal"}
    assert not any(name.is_symlink() for name in tmp_path.rglob("*"))
    assert not [*tmp_path.parent.glob("*evil*"), *Path("/").glob("*evil*")]
    assert verify(store.path).findings == []


def import_and_report_peak(folder: Path, files: list[Path]) -> None:
    with Store.open(folder / "archive.db") as store:
        report = import_files(store, SITES, files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (folder / "report").write_text(f"{report.exit_code} {peak}\n" + "\n".join(d.what for d in report.damages))


@pytest.mark.slow
def test_invalid_dumps_are_named_and_valid_ones_imported(warm: None, tmp_path: Path) -> None:
    dumps = {
        "good.txt": DUMP.encode(),
        "nul.txt": DUMP.encode().replace(b"\n\n", b"\0\n\n\0", 1),
        "noise.txt": bytes(range(256)) * 40,
        "quotes.csv": b'id,title\n1,"PAPER\n2,"",""",\n',
        "lines.jsonl": b'{"title": "PAPER"\n{]\n',
        "zip.txt": b"PK\3\4" + bytes(300),
    }
    files = [tmp_path / name for name in dumps]
    for file, data in zip(files, dumps.values(), strict=True):
        file.write_bytes(data)
    files.append(tmp_path / "endless.txt")
    with files[-1].open("wb") as endless:
        endless.write(b"PAPER - tin " * 9_000_000)
    process = PROCESSES.Process(target=import_and_report_peak, args=(tmp_path, files))
    process.start()
    process.join(timeout=180)
    head, *damages = (tmp_path / "report").read_text().splitlines()
    code, peak = map(int, head.split())
    assert code == 7
    assert peak < 300
    assert [what.split(":")[0] for what in damages] == [
        *["refused (site"] * 3,
        "cannot read the directory of the WACZ (File is not a zip file); searching for records",
        "refused (too_large)",
    ]
    with Store.open(tmp_path / "archive.db") as store:
        stored = store.db.execute("SELECT title, instr(body, char(0)) FROM articles").fetchall()
    assert stored == [("Đại hội chi bộ", 0)] * 2  # without NUL
