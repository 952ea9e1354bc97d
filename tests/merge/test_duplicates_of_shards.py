"""The labels of duplicates of shards are those of the archive that a merge gives."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pytest
from archive_contents import contents, labels_of
from partynews_command import partynews
from warc_bytes import response

from archive.clock import format_utc
from archive.store import Store
from benchmarks.graded import article, graded_set
from crawler.archive_lock import archive_lock
from crawler.families import family_site, may_be_of_a_family
from crawler.ingest.import_scope import ImportScope
from crawler.ingest.prepare import RecordReader
from crawler.ingest.worker_pool import WorkerPool
from crawler.shards import compare_pairs, current_texts, label_duplicates, shared_keys
from crawler.shards.current_texts import DuplicatesContext
from crawler.shards.merge_shards import merge_shards
from crawler.shards.shard_folder import BadShard, ShardFolder
from crawler.shards.write_shard import ShardContext, write_shard
from crawler.sites import load_sites
from samples import render, sample_files
from samples.papers import NHANDAN, VIETNAMPLUS, Newspaper
from samples.stories import Story

SCOPE = ImportScope(detect=family_site, may_detect=may_be_of_a_family)
SAMPLES = [path for path in sample_files() if path.name.partition(".")[0] in ("hanoi", "nhandan", "dukcqtw")]
SHARED = sorted((Path(__file__).parents[2] / ".." / "shared" / "captures").glob("*.warc.gz"))
START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def write_shards(out: object, files: Iterable[Path]) -> None:
    context = ShardContext.of(load_sites(), SCOPE, str(out))
    assert {write_shard(context, str(file)).state for file in files} == {"written"}


def merged(db: Path, out: object) -> Path:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        merge_shards(store, load_sites(), ShardFolder(str(out)), SCOPE)
    return db


def labels(out: object, workers: int = 1) -> list[tuple[Any, ...]]:
    """Label the duplicates of shards; return the labels as `labels_of` an archive."""
    context = DuplicatesContext(str(out), RecordReader(load_sites(), SCOPE))
    with WorkerPool(workers, context) as engine:
        assert label_duplicates.label_duplicates(engine).exit_code == 0
    folder = ShardFolder(str(out))
    assert folder.paths(current_texts.SPILL) == []
    with folder.open(label_duplicates.DUPLICATES) as file:
        rows = current_texts.parquet.read_table(file).to_pylist()
    return [tuple(row.values()) for row in rows]


def write_warc(path: Path, records: Iterable[bytes]) -> Path:
    path.write_bytes(b"".join(records))
    return path


def page(paper: Newspaper, key: int, text: str, captured: datetime, title: str | None = None) -> bytes:
    """Return the WARC record of an article of a newspaper."""
    lead, *paragraphs = text.split("\n\n")
    story = Story(
        id=600_000 + key,
        layout="c" if paper is NHANDAN else "d",
        title=title or f"Hội nghị lần thứ {key} của Đảng bộ tỉnh",
        published=START - timedelta(days=key % 50 + 1),
        lead=lead,
        paragraphs=tuple(paragraphs),
        section="Xây dựng Đảng",
        path="xay-dung-dang",
    )
    html = render.article(paper, story, [], captured, 0)
    return response(render.story_url(paper, story), html.encode(), when=format_utc(captured))


def graded_files(folder: Path) -> list[Path]:
    """Three WARC files with texts of the graded set in two newspapers; some change later, or come back."""
    texts = [each.text for each in graded_set(stories=5, per_form=4, seed=3)]
    texts += texts[::10]
    rng = random.Random(3)
    rng.shuffle(texts)
    records: list[list[bytes]] = [[], [], []]
    for number, text in enumerate(texts):
        paper = NHANDAN if number % 3 else VIETNAMPLUS
        captured = START + timedelta(seconds=rng.randrange(40_000))
        records[number % 2].append(page(paper, number, text, captured))
        if number % 10 == 0:
            cut, longer, other = text.rpartition("\n\n")[0], f"{text}\n\nTin tiếp theo.", article(rng, 200)
            edited = rng.choice([cut, longer, other])
            records[2].append(page(paper, number, edited, captured + DAY))
        if number % 30 == 0:
            records[2].append(page(paper, number, text, captured + 2 * DAY))
    return [write_warc(folder / f"{number}.warc.gz", each) for number, each in enumerate(records)]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Any, ...]]]:
    """The shards of the graded files, and the labels of their archive."""
    folder = tmp_path_factory.mktemp("graded")
    write_shards(folder / "shards", graded_files(folder))
    return folder / "shards", labels_of(merged(folder / "m" / "archive.db", folder / "shards"))


def test_labels_of_near_duplicates_equal_those_of_the_archive(
    graded: tuple[Path, list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    shards, expected = graded
    kinds = Counter(label[4] for label in expected)
    assert min(kinds["exact"], kinds["near"]) >= 3
    assert labels(shards) == expected
    before = (shards / label_duplicates.DUPLICATES).read_bytes()
    assert labels(shards, workers=2) == expected
    assert (shards / label_duplicates.DUPLICATES).read_bytes() == before


def test_labels_do_not_depend_on_how_the_work_is_divided(
    graded: tuple[Path, list[tuple[Any, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small tasks, from a URL."""
    shards, expected = graded
    monkeypatch.setattr(current_texts, "GROUP_ROWS", 7)
    monkeypatch.setattr(label_duplicates, "CHUNK_GROUPS", 2)
    monkeypatch.setattr(shared_keys, "RANGE_ENTRIES", 2000)
    monkeypatch.setattr(compare_pairs, "PAIRS_AT_ONCE", 11)
    memory = fsspec.filesystem("memory")
    memory.put(str(shards), "/graded", recursive=True)
    assert labels("memory://graded") == expected
    memory.rm("/graded", recursive=True)


def doubted_pages() -> Iterator[bytes]:
    """A newspaper that shows one text under all addresses on its second day, and was right on the third."""
    rng = random.Random(5)
    texts = [article(rng, 150) for _ in range(12)]
    for key, text in enumerate(texts):
        moment = START + timedelta(seconds=key)
        yield page(NHANDAN, key, text, moment, f"Bài viết về {' '.join(text.split()[:8])}")
        yield page(NHANDAN, key, texts[0], moment + DAY, "Thông báo")
        if key < 4:
            yield page(NHANDAN, key, text, moment + 2 * DAY, f"Bài viết về {' '.join(text.split()[:8])}")


def test_doubted_readings_are_not_labelled(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards", [write_warc(tmp_path / "doubted.warc.gz", doubted_pages())])
    db = merged(tmp_path / "m" / "archive.db", tmp_path / "shards")
    assert len(contents(db, {"doubts"})["doubts"]) >= 5
    assert labels(tmp_path / "shards") == labels_of(db) == []


@pytest.mark.skipif(not SHARED, reason="no shared captures beside this checkout")
def test_labels_of_the_shared_captures_equal_those_of_the_archive(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards", SHARED)
    expected = labels_of(merged(tmp_path / "m" / "archive.db", tmp_path / "shards"))
    assert len(expected) > 10
    assert labels(tmp_path / "shards") == expected


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shards = tmp_path_factory.mktemp("samples")
    write_shards(shards, SAMPLES)
    return shards


def test_duckdb_joins_the_labels_to_the_articles(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the query of docs/scale.md."""
    assert partynews("duplicates", "--from-shards", samples, "--workers", 1) == 0
    printed = capsys.readouterr().out
    db = merged(tmp_path / "m" / "archive.db", samples)
    kinds = Counter(label[4] for label in labels_of(db))
    assert printed.endswith(f"; {kinds['exact']} exact and {kinds['near']} near-duplicates\n")
    text = (Path(__file__).parents[2] / "docs" / "scale.md").read_text()
    queries = [part.partition("```")[0] for part in text.split("```sql\n")[1:]]
    (query,) = (query for query in queries if "duplicates.parquet" in query)
    found = duckdb.sql(query.replace("'shards/", f"'{samples}/")).fetchall()
    articles = Counter(json.loads(row)["site"] for row in contents(db, {"articles"})["articles"])
    copies = Counter(label[0] for label in labels_of(db))
    assert dict(found) == dict(articles - copies)


def test_damaged_shard_is_named_and_left_out(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shards = Path(shutil.copytree(samples, tmp_path / "shards"))
    record = max((shards / "records").iterdir())
    record.write_bytes(record.read_bytes()[:-20])
    code = partynews("duplicates", "--from-shards", shards, "--workers", 1, "--json")
    captured = capsys.readouterr()
    assert (code, "is damaged: its sum is not that" in captured.err) == (7, True)
    printed = json.loads(captured.out)
    assert [each["file"] in map(str, SAMPLES) for each in printed["damages"]] == [True]
    with Store.open(tmp_path / "archive.db") as store:
        merge_shards(store, load_sites(), ShardFolder(str(shards)), SCOPE)
    kinds = Counter(label[4] for label in labels_of(tmp_path / "archive.db"))
    assert printed["labels"] == {"exact": kinds["exact"], "near": kinds["near"]}


def test_second_run_on_a_folder_ends_at_once_and_names_the_first(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shards = Path(shutil.copytree(samples, tmp_path / "shards"))
    (shards / label_duplicates.DUPLICATES).unlink(missing_ok=True)
    with archive_lock(shards, "duplicates"):
        assert partynews("duplicates", "--from-shards", shards, "--workers", 1) == 5
    assert f"{shards} is in use by partynews duplicates (process {os.getpid()})" in capsys.readouterr().err
    assert not (shards / label_duplicates.DUPLICATES).exists()


def test_shards_of_another_reader_have_no_labels(samples: Path, tmp_path: Path) -> None:
    shards = Path(shutil.copytree(samples, tmp_path / "shards"))
    manifest = min((shards / "shards").iterdir())
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"reader_version": 1}))
    with pytest.raises(BadShard, match="were read by reader version 1"):
        labels(shards)


class EndsItsProcess(RecordReader):
    """A reader that ends each worker process that records a site with it."""

    @property
    def sites(self) -> Any:
        if parent_process() is not None:
            os._exit(9)
        return {}

    @sites.setter
    def sites(self, sites: Any) -> None: ...


@pytest.mark.slow
def test_task_that_ends_three_processes_is_named_and_earlier_labels_stay(
    samples: Path, tmp_path: Path
) -> None:
    shards = Path(shutil.copytree(samples, tmp_path / "shards"))
    (shards / label_duplicates.DUPLICATES).write_text("earlier labels")
    context = DuplicatesContext(str(shards), EndsItsProcess({}))
    with (
        WorkerPool(2, context) as engine,
        pytest.raises(
            BadShard, match=r"^\w+: .* ended its process three times.*no labels are written"
        ) as error,
    ):
        label_duplicates.label_duplicates(engine)
    assert error.value.exit_code == 7
    assert (shards / label_duplicates.DUPLICATES).read_text() == "earlier labels"
    assert not (shards / current_texts.SPILL).exists()
