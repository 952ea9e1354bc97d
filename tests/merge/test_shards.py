"""Shards of WARC files, merged, give the archive that an import of the files gives."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import fsspec
import pytest
from archive_contents import KEPT, Contents, contents, differences, everything
from warc_bytes import record, response

from archive.fixity.verify import verify
from archive.store import Store
from archive.warc.reader import read_record
from archive.warc.record import Damage
from crawler.families import family_site, may_be_of_a_family
from crawler.fetch.answer import answer_of_record
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.import_scope import ImportScope
from crawler.shards.merge_shards import merge_shards
from crawler.shards.placed_shard import Placing
from crawler.shards.shard_folder import BadShard, ShardFolder
from crawler.shards.write_shard import ShardContext, ShardResult, write_shard
from crawler.sites import load_sites
from samples import sample_files

SCOPE = ImportScope(detect=family_site, may_detect=may_be_of_a_family)
SAMPLES = {path.name.partition(".")[0]: path for path in sample_files()}
FILES = [SAMPLES[name] for name in ("hanoi", "nhandan", "baocantho")]
SHARED = sorted((Path(__file__).parents[2] / ".." / "shared" / "captures").glob("*.warc.gz"))


def write_shards(out: object, files: Iterable[object]) -> list[ShardResult]:
    context = ShardContext.of(load_sites(), SCOPE, str(out))
    return [write_shard(context, str(file)) for file in files]


def merge(db: Path, out: object, placing: Placing = "copy") -> ImportReport:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        return merge_shards(store, load_sites(), ShardFolder(str(out)), SCOPE, placing=placing)


def import_into(db: Path, files: Iterable[Path]) -> ImportReport:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        return import_files(store, load_sites(), list(files), scope=SCOPE)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    db = tmp_path_factory.mktemp("imported") / "archive.db"
    import_into(db, FILES)
    return everything(db)


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shards")
    assert [result.state for result in write_shards(out, FILES)] == ["written"] * 3
    return out


def test_merged_shards_equal_an_import(imported: Contents, shards: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    report = merge(db, shards)
    assert (report.exit_code, report.damages) == (0, [])
    assert differences(everything(db), imported) == {}
    assert verify(db).findings == []


def test_shards_are_merged_once_and_new_ones_are_added(
    imported: Contents, shards: Path, tmp_path: Path
) -> None:
    out, db = tmp_path / "out", tmp_path / "archive.db"
    write_shards(out, FILES[1:])
    merge(db, out)
    write_shards(out, FILES)
    assert {outcome.site for outcome in merge(db, out).outcomes.values()} == {"hanoi"}
    assert merge(db, out).outcomes == {}
    kept = {table: rows for table, rows in imported.items() if table in KEPT}
    assert differences(contents(db), kept) == {}


def test_repeated_write_keeps_current_shards_and_rewrites_old_ones(tmp_path: Path) -> None:
    write_shards(tmp_path, FILES[:1])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    assert [result.state for result in write_shards(tmp_path, FILES[:1])] == ["known"]
    (manifest,) = (tmp_path / "shards").iterdir()
    old = json.loads(manifest.read_text())
    stale = tmp_path / "articles" / "site=hanoi" / "year=1999" / f"{old['sha256']}.parquet"
    old["files"].append({"path": str(stale.relative_to(tmp_path)), "sha256": "", "size": 0, "rows": 0})
    manifest.write_text(json.dumps(old | {"reader_version": 1}))
    stale.parent.mkdir()
    stale.touch()
    assert [result.state for result in write_shards(tmp_path, FILES[:1])] == ["written"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before


def test_inputs_and_shards_may_be_at_urls(imported: Contents, tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    inputs = []
    for path in FILES:
        memory.pipe_file(f"/in/{path.name}", path.read_bytes())
        inputs.append(f"memory://in/{path.name}")
    write_shards("memory://out", inputs)
    db = tmp_path / "archive.db"
    assert merge(db, "memory://out").damages == []
    assert differences(everything(db), imported) == {}
    memory.rm("/in", recursive=True)
    memory.rm("/out", recursive=True)


def test_in_place_merge_refers_to_the_files_and_urls(shards: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    merge(db, shards, placing="in place")
    with Store.open(db) as store:
        files = {file for (file,) in store.db.execute("SELECT DISTINCT file FROM captures")}
    assert files == {str(path.resolve()) for path in FILES}
    assert verify(db).findings == []


def test_shard_of_another_reader_is_refused_with_the_way_on(tmp_path: Path) -> None:
    write_shards(tmp_path, FILES[:2])
    manifest = min((tmp_path / "shards").iterdir())
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"reader_version": 1}))
    with pytest.raises(BadShard, match=r"1 of 2 shards in .* reader version 1, this partynews has .* again"):
        merge(tmp_path / "archive.db", tmp_path)
    write_shards(tmp_path, FILES[:2])
    assert merge(tmp_path / "archive.db", tmp_path).exit_code == 0


def test_damaged_shard_and_changed_input_are_named_and_the_rest_is_merged(tmp_path: Path) -> None:
    files = [Path(shutil.copy(path, tmp_path)) for path in FILES]
    out = tmp_path / "out"
    write_shards(out, files)
    article = next((out / "articles" / "site=hanoi").rglob("*.parquet"))
    article.write_bytes(article.read_bytes()[:-20])
    files[1].write_bytes(files[1].read_bytes() + response("https://nhandan.vn/", b""))
    report = merge(tmp_path / "archive.db", out)
    damaged, changed = sorted(report.damages, key=lambda damage: files.index(damage.file))
    assert "is damaged: its sum is not that of its manifest" in damaged.what
    assert "has changed since its shard was written" in changed.what
    assert {outcome.site for outcome in report.outcomes.values()} == {"baocantho"}
    assert report.exit_code == 7


def test_damage_of_a_warc_file_is_reported_by_write_and_merge(tmp_path: Path) -> None:
    cut, missing, page = tmp_path / "cut.warc.gz", tmp_path / "no.warc.gz", tmp_path / "page.html"
    cut.write_bytes(FILES[0].read_bytes()[:-40])
    page.write_text("<html><title>Tin</title></html>")
    out = tmp_path / "out"
    results = write_shards(out, [cut, missing, page])
    assert [result.state for result in results] == ["written", "failed", "failed"]
    assert [result.damages[0].what.split(":")[0] for result in results[1:]] == ["cannot be read", "refused"]
    assert results[0].damages[0].file == cut
    report, direct = merge(tmp_path / "archive.db", out), import_into(tmp_path / "i" / "archive.db", [cut])
    assert places(report.damages) == places(direct.damages) != []
    assert differences(contents(tmp_path / "archive.db"), contents(tmp_path / "i" / "archive.db")) == {}


def places(damages: Iterable[Damage]) -> list[tuple[str, int]]:
    return [(str(damage.file), damage.offset) for damage in damages]


def test_what_needs_several_files_is_read_in_the_merge(tmp_path: Path) -> None:
    """A revisit of a page in an earlier file; a page of a host whose CMS is known by an earlier file."""
    found = read_record(SAMPLES["baolaocai"], 27488)
    page = answer_of_record(found, str(found.url)).decode(2**20)
    url, other = (f"https://baomoi.example/tin-post{number}.html" for number in (430655, 430600))
    original = response(url, page)
    (tmp_path / "1.warc.gz").write_bytes(original)
    digest = read_record(tmp_path / "1.warc.gz", 0).payload_digest
    refers = {"WARC-Payload-Digest": digest, "WARC-Refers-To-Target-URI": url}
    (tmp_path / "2.warc.gz").write_bytes(
        record("revisit", url, when="2026-03-09T00:00:00Z", headers=(), fields=refers)
        + response(other, b"<html><p>Kh\xc3\xa1c</p></html>", when="2026-03-10T00:00:00Z")
    )
    files = [tmp_path / "1.warc.gz", tmp_path / "2.warc.gz"]
    import_into(tmp_path / "i" / "archive.db", files)
    write_shards(tmp_path / "out", files)
    merge(tmp_path / "m" / "archive.db", tmp_path / "out")
    expected = everything(tmp_path / "i" / "archive.db")
    assert len(expected["readings"]) == 2
    assert '"refused"' in str(expected["outcomes"])  # not as the page of an unknown site
    assert differences(everything(tmp_path / "m" / "archive.db"), expected) == {}


def test_compressed_input_is_merged_as_an_import_stores_it(tmp_path: Path) -> None:
    """Several records in one gzip member: the copy is decompressed, and so are the offsets of the shard."""
    plain = response("https://nhandan.vn/tin-post1.html", b"<p>a</p>", zipped=False)
    plain += response("https://nhandan.vn/tin-post2.html", b"<p>b</p>", zipped=False)
    (tmp_path / "one.warc.gz").write_bytes(gzip.compress(plain))
    import_into(tmp_path / "i" / "archive.db", [tmp_path / "one.warc.gz"])
    write_shards(tmp_path / "out", [tmp_path / "one.warc.gz"])
    for placing in get_args(Placing):
        db = tmp_path / placing / "archive.db"
        assert merge(db, tmp_path / "out", placing=placing).exit_code == 0
        assert differences(everything(db), everything(tmp_path / "i" / "archive.db")) == {}


@pytest.mark.skipif(not SHARED, reason="no shared captures beside this checkout")
def test_merged_shards_of_the_shared_captures_equal_an_import(tmp_path: Path) -> None:
    direct, merged = tmp_path / "i" / "archive.db", tmp_path / "m" / "archive.db"
    import_into(direct, SHARED)
    write_shards(tmp_path / "out", SHARED)
    merge(merged, tmp_path / "out")
    assert differences(everything(merged), everything(direct)) == {}
