"""The commands for shards: `import --shards` on the cores of this machine, `merge FOLDER`, their messages."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import duckdb
import fsspec
import pytest
from archive_contents import contents, differences
from partynews_command import partynews

from archive.capture_files import AT_URL
from samples import sample_files

FILES = [path for path in sample_files() if path.name.partition(".")[0] in ("hanoi", "baocantho")]


def test_shards_of_two_processes_are_merged_as_an_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shards, db, direct = tmp_path / "shards", tmp_path / "archive.db", tmp_path / "direct" / "archive.db"
    direct.parent.mkdir()
    assert partynews("import", *FILES, "--shards", shards, "--workers", 2, "--json") == 0
    written = json.loads(capsys.readouterr().out)
    assert written["shards"] == {"written": 2}
    assert partynews("import", *FILES, "--shards", shards, "--workers", 1) == 0
    assert capsys.readouterr().out.startswith(f"{shards}: 2 known; {written['records']} records")
    assert partynews("merge", shards, "--db", db) == 0
    merged = capsys.readouterr().out
    assert partynews("import", *FILES, "--db", direct, "--workers", 1) == 0
    assert capsys.readouterr().out == merged
    assert differences(contents(db), contents(direct)) == {}


def test_duckdb_reads_the_newest_text_of_each_article_from_shards(tmp_path: Path) -> None:
    """With the query of docs/scale.md."""
    assert partynews("import", *FILES, "--shards", tmp_path / "shards", "--workers", 1) == 0
    text = (Path(__file__).parents[2] / "docs" / "scale.md").read_text()
    query = text.partition("```sql\n")[2].partition("```")[0]
    assert "shards/articles" in query
    found = duckdb.sql(query.replace("shards/articles", f"{tmp_path}/shards/articles")).fetchall()
    assert partynews("merge", tmp_path / "shards", "--db", tmp_path / "archive.db") == 0
    rows = contents(tmp_path / "archive.db", {"articles"})["articles"]
    articles = [json.loads(row) for row in rows]
    expected = Counter((each["site"], int(each["published"][:4])) for each in articles)
    assert {(site, int(year)): count for site, year, count in found} == expected


def test_captures_at_urls_are_counted_as_not_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memory, db = fsspec.filesystem("memory"), tmp_path / "archive.db"
    memory.pipe_file(f"/in/{FILES[0].name}", FILES[0].read_bytes())
    url = f"memory://in/{FILES[0].name}"
    assert partynews("import", url, "--shards", "memory://out", "--workers", 1) == 0
    assert partynews("merge", "memory://out", "--in-place", "--db", db) == 0
    assert partynews("merge", _shards_of(FILES[1], tmp_path), "--db", db) == 0
    captures = [json.loads(row)["file"] for row in contents(db, {"captures"})["captures"]]
    there = captures.count(url)
    capsys.readouterr()
    assert partynews("reread", "--db", db, "--workers", 1) == 6
    read = capsys.readouterr()
    (sentence,) = read.err.splitlines()
    assert " captures are at URLs: not read. To read them, merge their shards" in sentence
    assert read.out.startswith("Parsed 7 articles again: 0 changed")
    assert partynews("verify", "--db", db) == 6
    verified = capsys.readouterr()
    assert verified.err.splitlines() == [f"partynews: captures 1: {url} {AT_URL}"]
    assert f"{len(captures) - there} records" in verified.out
    assert f"{there} records are at URLs: not checked." in verified.out
    memory.rm("/in", recursive=True)
    memory.rm("/out", recursive=True)


def _shards_of(file: Path, folder: Path) -> Path:
    assert partynews("import", file, "--shards", folder / "shards", "--workers", 1) == 0
    return folder / "shards"


FORMATS = ("jsonl", "csv", "parquet", "txt", "tei", "vertical", "warc")


def test_export_of_shards_has_the_bytes_of_an_export_of_the_merged_archive(tmp_path: Path) -> None:
    shards, db = tmp_path / "shards", tmp_path / "archive.db"
    partynews("import", *FILES, "--shards", shards, "--workers", 1)
    partynews("merge", shards, "--db", db)
    for form in FORMATS:
        options = ["--format", form, "--duplicates", "near", "--revisions", "all"]
        assert partynews("export", *options, "--out", tmp_path / f"a-{form}", "--db", db) == 0
        assert partynews("export", *options, "--out", tmp_path / f"s-{form}", "--from-shards", shards) == 0
        assert files_in(tmp_path / f"s-{form}") == files_in(tmp_path / f"a-{form}"), form


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_export_of_a_damaged_shard_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shards = tmp_path / "shards"
    partynews("import", *FILES, "--shards", shards, "--workers", 1)
    record = min((shards / "records").iterdir())
    record.write_bytes(record.read_bytes()[:-20])
    capsys.readouterr()
    code = partynews("export", "--format", "jsonl", "--out", tmp_path / "out", "--from-shards", shards)
    captured = capsys.readouterr()
    assert (code, "is damaged: its sum is not that" in captured.err) == (7, True)
    assert len((tmp_path / "out" / "data" / "articles.jsonl").read_text().splitlines()) in (4, 7)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "s3://bucket/a.warc.gz"), "s3://bucket/a.warc.gz is a URL: give a folder with --shards"),
        (("import", FILES[0], "--shards", "out", "--in-place"), "--shards does not go with"),
        (("import", FILES[0], "--address", "auto"), "--address requires --engine ray"),
        (("merge", "nowhere"), "'nowhere' does not exist"),
    ],
)
def test_wrong_use_is_explained(
    arguments: tuple[object, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert partynews(*arguments) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_folder_without_shards_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert partynews("merge", tmp_path, "--db", tmp_path / "archive.db") == 7
    assert f"{tmp_path} has no shards. Write them: partynews import FILE..." in capsys.readouterr().err
