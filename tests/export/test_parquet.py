"""Parquet: partitions, types, and the same values as JSON Lines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from article_builder import story
from corpus_builder import make, rows
from pyarrow import dataset

from archive.store import Store


def table(out: Path) -> Any:
    return dataset.dataset(out / "data").to_table()


def test_parquet_has_the_rows_of_json_lines(filled: Path) -> None:
    out = make(filled, "corpus", form="parquet", revisions="all")
    lines = {(row["id"], row["revision"]): row for row in rows(make(filled, "lines", revisions="all"))}
    found = {(row["id"], row["revision"]): row for row in table(out).to_pylist()}

    assert found.keys() == lines.keys()
    typed = {"published", "published_day", "modified", "modified_day", "captured", "first_seen", "gone_since"}
    for place, row in found.items():
        plain = {name: value for name, value in row.items() if name not in {*typed, "year", "captures"}}
        assert plain == {name: lines[place][name] for name in plain}
        assert [c["record_id"] for c in row["captures"]] == [c["record_id"] for c in lines[place]["captures"]]


def test_dates_have_date_types_and_days_have_no_time(filled: Path) -> None:
    found = {row["key"]: row for row in table(make(filled, "corpus", form="parquet")).to_pylist()}

    hanoi = timezone(timedelta(hours=7))
    assert {key: (row["published"], row["published_day"], row["year"]) for key, row in found.items()} == {
        "1": (None, date(2018, 5, 15), 2018),
        "9": (datetime(2018, 5, 16, 8, tzinfo=hanoi), date(2018, 5, 16), 2018),
        "5": (None, None, None),
        "3": (None, None, None),
    }
    assert found["9"]["captured"] == datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert found["9"]["captures"][0]["captured"] == datetime(2026, 3, 3, 1, tzinfo=UTC)


def test_reopened_partition_gets_another_file(filled: Path) -> None:
    with Store.open(filled) as store, store.writing():
        for on, year in ((11, 2019), (12, 2018)):
            text = f"Tin sửa {on}."
            store.save(story(text, key="1", on=on, number=on, site="nhandan", published=f"{year}-05-15"))

    out = make(filled, "corpus", form="parquet", sites=("nhandan",), revisions="all")

    assert sorted(str(path.relative_to(out / "data")) for path in out.rglob("*.parquet")) == [
        "nhandan/2018/part-0.parquet",
        "nhandan/2018/part-1.parquet",
        "nhandan/2019/part-0.parquet",
    ]
    assert sorted(table(out)["revision"].to_pylist()) == [1, 2, 3, 4]
