"""Each format of the demo archive, read with a standard tool for the format."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cdxj_indexer.main import CDXJIndexer
from corpus_builder import PROJECT, make, rows, tree
from huggingface_hub import DatasetCard
from warcio.archiveiterator import ArchiveIterator

from archive.database.connection import reading
from archive.export.formats import FORMATS
from archive.export.jsonl import zstd
from archive.warc.reader import read_records
from archive.warc.record import Record

Captures = dict[str, tuple[str, int, int]]

EACH_FORMAT = """
import sys
from crawler.cli import partynews
from archive.export.formats import FORMATS
from crawler.commands.export import VARIANTS
for form in FORMATS:
    name, _, variant = form.partition("-")
    how = VARIANTS[variant].split() if variant else []
    partynews.main(["export", "--format", name, *how, *sys.argv[1:], "--out", form], standalone_mode=False)
"""


@pytest.fixture(scope="module")
def lines(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return rows(make(demo, tmp_path_factory.mktemp("lines") / "corpus"))


@pytest.fixture(scope="module")
def captures(demo: Path) -> Captures:
    """Return the positions of the records of the articles: record id -> (file, offset, length)."""
    with reading(demo) as archive:
        found = archive.execute(
            "SELECT record_id, file, offset, length FROM captures WHERE article_id NOT NULL"
        )
        return {record_id: place for record_id, *place in found}


def stored(demo: Path, place: tuple[str, int, int]) -> bytes:
    file, offset, length = place
    return (demo.parent / "captures" / file).read_bytes()[offset : offset + length]


def test_zstandard_file_has_the_same_lines(demo: Path, tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    with zstd.open(
        make(demo, tmp_path / "packed", form="jsonl.zst") / "data" / "articles.jsonl.zst", "rt"
    ) as file:
        assert [json.loads(line) for line in file] == lines


def test_spreadsheet_has_no_formulas_and_all_texts(
    demo: Path, tmp_path: Path, lines: list[dict[str, Any]]
) -> None:
    path = make(demo, tmp_path / "table", form="csv") / "data" / "articles.csv"
    book = openpyxl.Workbook()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    head, *cells = openpyxl.load_workbook(written).active.iter_rows()

    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    places = {cell.value: number for number, cell in enumerate(head)}
    assert [row[places["body"]].value for row in cells] == [line["body"] for line in lines]


def test_warcio_reads_identical_records_with_valid_digests(
    demo: Path, tmp_path: Path, captures: Captures
) -> None:
    out = make(demo, tmp_path / "warc", form="warc") / "data"

    with (out / "articles-00000.warc.gz").open("rb") as file:
        found = ArchiveIterator(file, check_digests="raise")
        ids = [
            r.rec_headers["WARC-Record-ID"].strip("<>")
            for r in found
            if r.content_stream().read() is not None
        ]
    assert sorted(ids[1:]) == sorted(captures)  # the first is the warcinfo
    data = (out / "articles-00000.warc.gz").read_bytes()
    for line in (out / "index.cdxj").read_text("utf-8").splitlines():
        fields = json.loads(line.split(" ", 2)[2])
        piece = data[int(fields["offset"]) :][: int(fields["length"])]
        assert piece in {stored(demo, place) for place in captures.values()}


def test_index_equals_the_one_of_cdxj_indexer(demo: Path, tmp_path: Path) -> None:
    out = make(demo, tmp_path / "indexed", form="warc") / "data"
    index = io.StringIO()
    index.close = lambda: None  # type: ignore[method-assign]
    CDXJIndexer(index, [str(out / "articles-00000.warc.gz")], sort=True).process_all()

    def entries(text: str) -> list[tuple[str, str, dict[str, str]]]:
        pieces = [line.split(" ", 2) for line in text.splitlines()]
        return sorted(((url, time, json.loads(fields)) for url, time, fields in pieces), key=str)

    assert entries((out / "index.cdxj").read_text("utf-8")) == entries(index.getvalue())


def test_wacz_follows_the_specification(demo: Path, tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    with zipfile.ZipFile(make(demo, tmp_path / "wacz", form="wacz") / "data" / "articles.wacz") as wacz:
        assert {(member.compress_type, member.date_time) for member in wacz.infolist()} == {
            (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
        }
        files = {name: wacz.read(name) for name in wacz.namelist()}
    package = json.loads(files["datapackage.json"])
    sums = {name: f"sha256:{hashlib.sha256(data).hexdigest()}" for name, data in files.items()}

    assert {r["path"]: (r["hash"], r["bytes"]) for r in package["resources"]} == {
        name: (sums[name], len(files[name]))
        for name in (
            "archive/articles-00000.warc.gz",
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
        )
    }
    assert json.loads(files["datapackage-digest.json"])["hash"] == sums["datapackage.json"]
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    head, *pages = map(json.loads, files["pages/pages.jsonl"].decode().splitlines())
    assert head["format"] == "json-pages-1.0"
    assert [page["title"] for page in pages] == [line["title"] for line in lines]


def test_index_of_a_wacz_points_at_blocks_of_lines(demo: Path, tmp_path: Path) -> None:
    lines = (make(demo, tmp_path / "warc", form="warc") / "data" / "index.cdxj").read_text("utf-8")
    with zipfile.ZipFile(make(demo, tmp_path / "wacz", form="wacz") / "data" / "articles.wacz") as wacz:
        blocks = wacz.read("indexes/index.cdx.gz")
        meta, *places = wacz.read("indexes/index.idx").decode().splitlines()

    assert json.loads(meta.removeprefix("!meta 0 ")) == {
        "format": "cdxj-gzip-1.0",
        "filename": "index.cdx.gz",
    }
    found = ""
    for place in places:
        start, fields = place.split("{", 1)
        at = json.loads("{" + fields)
        packed = blocks[at["offset"] : at["offset"] + at["length"]]
        assert at["digest"] == f"sha256:{hashlib.sha256(packed).hexdigest()}"
        block = gzip.decompress(packed).decode()
        assert block.startswith(start)
        found += block
    assert found == lines


def test_exported_wacz_is_readable_by_our_reader(demo: Path, tmp_path: Path, captures: Captures) -> None:
    found = list(read_records(make(demo, tmp_path / "back", form="wacz") / "data" / "articles.wacz"))

    assert all(isinstance(record, Record) for record in found), found
    assert {r.record_id for r in found if isinstance(r, Record) and r.kind != "warcinfo"} == set(captures)


@pytest.mark.parametrize("form", FORMATS)
def test_dataset_card_is_valid_and_names_the_files(
    demo: Path, tmp_path: Path, lines: list[dict[str, Any]], form: str
) -> None:
    out = make(demo, tmp_path / f"card-{form}", form=form)
    card = DatasetCard.load(out / "README.md", ignore_metadata_errors=False)

    assert (card.data.language, card.data.license, card.data.size_categories) == (["vi"], "other", ["n<1K"])
    assert f"{len(lines)} texts" in card.text
    for config in getattr(card.data, "configs", None) or []:
        named = [path for split in config["data_files"] for path in out.glob(split["path"])]
        assert sorted(named) == sorted(path for path in (out / "data").rglob("*") if path.is_file())


def test_locale_time_zone_and_hash_seed_do_not_change_the_bytes(demo: Path, tmp_path: Path) -> None:
    here = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    there = {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C", "LANG": "vi_VN", "PYTHONHASHSEED": "2"}
    for name, environment in (("here", here), ("there", there)):
        (tmp_path / name).mkdir()
        run = subprocess.run(
            [sys.executable, "-c", EACH_FORMAT, "--db", str(demo), "--bag", "--revisions", "all"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **environment},
            cwd=tmp_path / name,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert run.returncode == 0, run.stderr

    assert tree(tmp_path / "here") == tree(tmp_path / "there")
    assert {path.name for path in (tmp_path / "here").iterdir()} == set(FORMATS)
