"""Corpora are loaded by the packages that their readers use: datasets, pandas, DuckDB."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest
from corpus_builder import make, rows

LOAD = """
import json, sys
from datasets import load_dataset
for line in sys.stdin:
    found = load_dataset(line.rstrip())
    print(json.dumps({
        "splits": {name: list(split["text"]) for name, split in found.items()},
        "features": next(iter(found.values())).features._to_yaml_list(),
    }), flush=True)
"""

Load = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Return the texts of each split and the features, as the package `datasets` reads them offline.

    One process reads all corpora: the package takes seconds to start.
    """
    folder = tmp_path_factory.mktemp("datasets")
    environment = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(folder / "cache")}
    environment |= {"HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    errors = folder / "errors"
    with (
        errors.open("w") as file,
        subprocess.Popen(
            [sys.executable, "-c", LOAD],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        ) as process,
    ):

        def ask(out: Path) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            print(out, file=process.stdin, flush=True)
            answer = process.stdout.readline()
            assert (answer != "", errors.read_text()) == (True, "")
            found: dict[str, Any] = json.loads(answer)
            return found

        yield ask


def declared(out: Path) -> list[dict[str, Any]]:
    """Return the features of the dataset card."""
    card = (out / "README.md").read_text("utf-8")
    features = card.partition("  features:\n")[2].partition("  splits:\n")[0]
    return [json.loads(line.removeprefix("  - ")) for line in features.splitlines()]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_datasets_loads_one_split_with_the_declared_types(load: Load, filled: Path, form: str) -> None:
    out = make(filled, f"corpus-{form}", form=form)
    found = load(out)

    texts = [row["text"] for row in rows(make(filled, "lines"))]
    assert {name: sorted(split) for name, split in found["splits"].items()} == {"train": sorted(texts)}
    assert found["features"] == declared(out)
    assert found["features"][0] == {"name": "text", "dtype": "string"}


@pytest.mark.parametrize("form", ["jsonl-years", "jsonl.zst-years", "parquet-years"])
def test_datasets_loads_a_split_for_each_year(load: Load, demo: Path, tmp_path: Path, form: str) -> None:
    out = make(demo, tmp_path / "corpus", form=form)
    found = load(out)

    years: dict[str, list[str]] = {}
    for row in rows(make(demo, tmp_path / "lines")):
        years.setdefault((row["published"] or "undated")[:4], []).append(row["text"])
    splits = {name if name != "undated" else "unda": sorted(split) for name, split in found["splits"].items()}
    assert splits == {year: sorted(texts) for year, texts in years.items()}
    assert len(splits) > 3


def test_undated_articles_are_a_split(load: Load, filled: Path) -> None:
    for form in ("jsonl-years", "parquet-years"):
        found = load(make(filled, form, form=form))
        assert {name: len(texts) for name, texts in found["splits"].items()} == {"2018": 2, "undated": 2}


def test_pandas_and_duckdb_read_json_lines_and_parquet(filled: Path) -> None:
    lines, table = make(filled, "lines"), make(filled, "table", form="parquet")
    expected = {row["text_sha256"]: row["text"] for row in rows(lines)}

    path = lines / "data" / "articles.jsonl"
    frames = (
        pandas.read_json(path, lines=True),
        pandas.read_parquet(table / "data"),
        duckdb.sql(f"SELECT * FROM read_json('{path}')").df(),
        duckdb.sql(f"SELECT * FROM read_parquet('{table}/data/*/*/*.parquet')").df(),
    )
    for frame in frames:
        assert dict(zip(frame["text_sha256"], frame["text"], strict=True)) == expected
        assert sorted(frame["site"]) == ["hanoi", "hanoi", "nhandan", "vietnamplus"]


def test_hash_of_a_text_is_that_of_its_column(demo: Path, tmp_path: Path) -> None:
    for row in rows(make(demo, tmp_path / "corpus")):
        assert hashlib.sha256(row["text"].encode()).hexdigest() == row["text_sha256"]
