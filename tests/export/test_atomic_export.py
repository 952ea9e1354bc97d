"""Exports are reproducible and atomic."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from pathlib import Path

import bagit
import pytest
from article_builder import story
from corpus_builder import PROJECT, call, make, rows, run_export, tree

from archive.article import sha256_of
from archive.database.connection import reading
from archive.errors import StorageFailed
from archive.export.atomic_folder import OutputExists
from archive.export.exporter import ExportRequest, export
from archive.export.selection import Selection
from archive.store import Store


def test_bag_is_valid(filled: Path) -> None:
    bag = bagit.Bag(str(make(filled, "corpus", bag=True)))

    bag.validate()
    assert bag.info["Bagging-Date"] == "2026-03-06"


def asides(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".corpus.")]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.db"
    with Store.open(path) as store, store.writing():
        for number in range(400):
            store.save(story(f"Tin {number} " + "dài " * 50, key=str(number), number=number))
    return path


KILLED = """
import resource, signal
from crawler.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # kills the process where a file gets too large
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
main()
"""


def test_killed_export_leaves_no_final_folder(large: Path) -> None:
    out = large.parent / "corpus"
    command = [sys.executable, "-c", KILLED, "export", "--format", "csv", "--db", large, "--out", out]
    assert subprocess.run(command, cwd=PROJECT).returncode == -signal.SIGXFSZ
    assert asides(large.parent)
    assert not out.exists()

    assert run_export(large, out, "--format", "csv").returncode == 0
    assert asides(large.parent) == []
    assert len(list(csv.reader((out / "data" / "articles.csv").open(encoding="utf-8-sig")))) == 401


def test_export_is_consistent_during_a_crawl(large: Path) -> None:
    out = large.parent / "corpus"
    request = ExportRequest(out=out, form="jsonl", captures=large.parent, selection=Selection())

    def edit(done: int, total: int) -> None:
        edited.append(len(edited))
        if len(edited) in (1, 250):
            store.save(story(f"Tin sửa lần {len(edited)}.", key="399", number=1000 + len(edited), on=20))

    edited: list[int] = []
    with Store.open(large) as store, reading(large) as archive:
        export(archive, request, edit)

    found = rows(out)
    assert len(found) == 400
    assert [row for row in found if row["text_sha256"] != sha256_of(f"{row['title']}\n\n{row['body']}")] == []
    assert (found[-1]["key"], found[-1]["body"], found[-1]["revision"]) == ("399", "Tin sửa lần 1.", 2)
    assert found[-1]["captures"][-1]["captured"] == found[-1]["captured"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_full_disk_is_reported_and_nothing_left(large: Path, form: str) -> None:
    out = large.parent / "corpus"
    # No file may grow larger than the kibibytes that `ulimit -f` allows.
    command = f'ulimit -f 1; exec "{sys.executable}" -m crawler export --format {form} --db "$0" --out "$1"'
    ended = subprocess.run(
        ["bash", "-c", command, str(large), str(out)], capture_output=True, text=True, cwd=PROJECT, timeout=60
    )

    assert (ended.returncode, ended.stderr) == (3, f"partynews: Cannot write {out}: File too large.\n")
    assert (out.exists(), asides(large.parent)) == (False, [])


def test_folder_with_other_files_is_not_overwritten(filled: Path) -> None:
    (filled.parent / "corpus").mkdir()
    (filled.parent / "corpus" / "letter.txt").write_text("keep me")

    for replace in (False, True):
        with pytest.raises(OutputExists, match=r"corpus exists\. Choose another folder\."):
            make(filled, "corpus", replace=replace)
    with pytest.raises(StorageFailed, match="does not exist"):
        make(filled, "no/such/corpus")


def test_earlier_export_is_overwritten_with_the_option(filled: Path) -> None:
    make(filled, "corpus", form="csv")
    with pytest.raises(OutputExists, match="with --replace"):
        make(filled, "corpus")

    assert sorted(tree(make(filled, "corpus", replace=True))) == [
        *("README.md", "data/articles.jsonl", "manifest.json", "texts.csv")
    ]
    assert asides(filled.parent) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--query", '"'), "The query is empty"),
        (("--from", "yesterday"), "is not a valid date"),
        (("--about", "Hà Nội"), "is not the name of a document"),
        (("--site", "nhandann"), "Sites with articles: hanoi, nhandan, vietnamplus."),
        (("--raw",), "--raw requires --format csv."),
        (("--txt-header",), "--txt-header requires --format txt."),
        (
            ("--format", "tei", "--split", "year"),
            "--split year requires --format jsonl or jsonl.zst or parquet.",
        ),
        (("--query", "không đâu có"), "No article fits these options, so nothing is written."),
        (("--min-words", "9999"), "No article fits these options, so nothing is written."),
    ],
)
def test_invalid_options_are_refused_and_nothing_written(
    filled: Path, options: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = filled.parent / "corpus"
    run = call(capsys, "export", "--db", str(filled), "--out", str(out), "--format", "jsonl", *options)

    assert (run.returncode, sentence in run.stderr, "Traceback" in run.stderr) == (2, True, False), run.stderr
    assert not out.exists()
    assert asides(filled.parent) == []


@pytest.mark.parametrize(
    ("options", "package", "extra"),
    [(("parquet",), "pyarrow", "parquet"), (("vertical", "--words"), "underthesea", "words")],
)
def test_missing_package_error_says_how_to_install_it(
    filled: Path,
    options: tuple[str, ...],
    package: str,
    extra: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delitem(sys.modules, "archive.export.parquet", raising=False)
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    out = filled.parent / "corpus"

    run = call(capsys, "export", "--db", str(filled), "--out", str(out), "--format", *options)

    assert (run.returncode, out.exists(), asides(filled.parent)) == (2, False, [])
    assert run.stderr == (
        f"partynews: This format requires {package}. "
        f"Install it with: {sys.executable} -m pip install -e '{PROJECT}[{extra}]'\n"
    )
