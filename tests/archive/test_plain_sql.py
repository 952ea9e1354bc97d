"""The SQL examples of archive/README.md work in the sqlite3 shell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from article_builder import story

from archive.store import Store

README = Path(__file__).parents[2] / "archive" / "README.md"
EXAMPLES = re.findall(r"```sql\n(.+?)```", README.read_text(), re.DOTALL)

pytestmark = pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")


@pytest.fixture
def filled(store: Store) -> Path:
    texts = [
        "Bí thư T.Ư Đảng dự hội nghị của Đảng uỷ Khối về Nghị quyết T.Ư 4.",
        "Đảng ủy Khối họp bàn Chỉ thị 05-CT/TW. Đồng chí hoà giải.",
        "Đang uy nghi trên khối đá.",
    ]
    with store.writing():
        for number, text in enumerate(texts, start=1):
            store.save(
                story(
                    text,
                    key=str(number),
                    number=number,
                    title=f"Tin {number}",
                    published=f"2019-0{number}-01",
                    authors=("Trần Hải",),
                )
            )
        store.save(story("Đảng ủy Khối họp.", key="3", number=4, on=2, title="Tin 3", published="2019-03-01"))
        run = store.start_run("crawl", ["paper"])
        store.record_outcome(run, "paper", "https://paper.vn/x", "refused", "layout:body nothing there")
    return store.path


def shell(path: Path, sql: str) -> list[dict[str, object]]:
    answer = subprocess.run(
        ["sqlite3", "-readonly", "-json", str(path), sql], capture_output=True, text=True, check=False
    )
    assert answer.stderr == ""
    rows: list[dict[str, object]] = json.loads(answer.stdout or "[]")
    return rows


@pytest.mark.parametrize("sql", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_sql_example_of_the_readme_runs(filled: Path, sql: str) -> None:
    assert isinstance(shell(filled, sql), list)


def test_sql_examples_give_the_described_results(filled: Path) -> None:
    found = [shell(filled, sql) for sql in EXAMPLES[:3]]

    assert found == [
        [
            {"rowid": 3, "title": "Tin 3", "place": "[Đảng] [ủy] [Khối] họp."},
            {
                "rowid": 1,
                "title": "Tin 1",
                "place": "Bí thư T.Ư [Đảng] dự hội nghị của [Đảng] [uỷ] [Khối] về Nghị quyết T.Ư 4.",
            },
            {
                "rowid": 2,
                "title": "Tin 2",
                "place": "[Đảng] [ủy] [Khối] họp bàn Chỉ thị 05-CT/TW. Đồng chí hoà giải.",
            },
        ],
        [
            {"published": "2019-01-01", "site": "paper", "title": "Tin 1"},
            {"published": "2019-03-01", "site": "paper", "title": "Tin 3"},
        ],
        [{"rowid": 1, "title": "Tin 1"}],
    ]


@pytest.mark.parametrize(
    ("match", "ids"),
    [('"05-CT/TW"', [2]), ("hòa", [2]), ('"T W"', [1]), ("tư", []), ("dang", []), ("đảng NOT họp", [1])],
)
def test_exact_index_can_be_queried_in_plain_sql(filled: Path, match: str, ids: list[int]) -> None:
    rows = shell(filled, f"SELECT rowid AS id FROM articles_exact WHERE articles_exact MATCH '{match}'")

    assert sorted(row["id"] for row in rows) == ids  # type: ignore[type-var]
