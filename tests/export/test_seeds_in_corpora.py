"""The five shared seed texts are exported without boilerplate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus_builder import make, run_partynews
from pyarrow import dataset

from archive.database.connection import reading
from archive.export.jsonl import zstd
from archive.export.tokens import tokens
from crawler.parse.text import paragraphs

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not beside this checkout")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("seeds") / "archive.db"
    taken = run_partynews("import", *map(str, sorted(SEEDS.glob("*.txt"))), "--db", str(db))
    assert taken.returncode == 0, taken.stderr
    return db


def boilerplate(db: Path) -> list[str]:
    """Return the lines of the seeds that are not part of the article, byline, URL or date."""
    with reading(db) as archive:
        known = {
            raw
            for (raw,) in archive.execute("SELECT published_raw FROM articles UNION SELECT url FROM aliases")
        }
    found: list[str] = []
    for path in sorted(SEEDS.glob("*.json")):
        seed = json.loads(path.read_text("utf-8"))
        expected = seed["expect"]
        wanted = " ".join([expected["title"], expected["byline"] or "", expected["text"], *seed["optional"]])
        found += seed["absent"]
        for line in paragraphs(path.with_suffix(".txt").read_text("utf-8"), set()):
            ends_the_text = wanted[-99:-50] in line  # with the paper's mark behind it
            if len(line) > 25 and line not in wanted and line not in known and not ends_the_text:
                found.append(line)
    return found


def written(out: Path, form: str) -> str:
    """Return all text of a corpus; tokens of a vertical one joined by spaces."""
    if form == "parquet":
        return json.dumps(
            dataset.dataset(out / "data").to_table().to_pylist(), ensure_ascii=False, default=str
        )
    opener = zstd.open if form == "jsonl.zst" else open
    text = ""
    for path in sorted(path for path in (out / "data").rglob("*") if path.is_file()):
        with opener(path, "rt", encoding="utf-8") as file:
            text += file.read()
    return " ".join(line for line in text.split("\n") if line[:1] != "<") if form == "vertical" else text


def test_boilerplate_of_the_seeds_is_in_no_corpus(seeds: Path) -> None:
    lines = boilerplate(seeds)
    assert len(lines) > 20
    for form in ("jsonl", "jsonl.zst", "csv", "parquet", "txt", "tei", "vertical"):
        text = written(make(seeds, f"corpus-{form}", form=form), form)
        sought = [" ".join(tokens(line)) for line in lines] if form == "vertical" else lines
        assert ("Khối" in text, [line for line in sought if line in text]) == (True, []), form
