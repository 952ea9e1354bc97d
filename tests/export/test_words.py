"""Frequencies of syllables and words."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest
from article_builder import story
from corpus_builder import PROJECT, call, run_partynews

from archive.store import Store
from archive.withheld import withhold


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    texts = {
        "1": ("hanoi", "2018-05-15", "Hội nghị họp. Hội nghị bàn Chỉ thị 05-CT/TW, hoà giải; hòa giải."),
        "2": ("hanoi", "2019-01-02", "Chợ nổi họp sớm ở Cần Thơ."),
        "3": ("nhandan", None, "Bếp chung của xóm."),
        "4": ("nhandan", "2020-01-02", "Một tin bị rút."),
        "5": ("nhandan", "2018-05-16", "Hội nghị họp. Hội nghị bàn Chỉ thị 05-CT/TW, hoà giải; hòa giải."),
    }
    with Store.open(path) as store, store.writing():
        for on, (key, (site, published, body)) in enumerate(texts.items(), start=1):
            store.save(story(body, key=key, number=on, on=on, site=site, published=published, title="Tin"))
    with Store.open(path) as store, store.writing():
        withhold(store, 4, "a complaint")
    return path


def counted(db: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[tuple[str, ...]]:
    done = call(capsys, "words", "--db", str(db), *options)
    assert done.returncode == 0, done.stderr
    head, *rows = map(tuple, csv.reader(io.StringIO(done.stdout)))
    assert head == ("site", "year", "unit", "n", "ngram", "count", "of", "articles")
    return rows


def test_syllables_are_counted_by_site_and_year(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = counted(archive, capsys)

    assert [row for row in rows if row[:2] == ("hanoi", "2018")] == [
        ("hanoi", "2018", "syllable", "1", ngram, count, "14", "1")
        for ngram, count in (
            *(("giải", "2"), ("hòa", "2"), ("hội", "2"), ("nghị", "2"), ("05-ct/tw", "1"), ("bàn", "1")),
            *(("chỉ", "1"), ("họp", "1"), ("thị", "1"), ("tin", "1")),
        )
    ]
    assert list(dict.fromkeys(row[:2] for row in rows)) == [
        ("hanoi", "2018"),
        ("hanoi", "2019"),
        ("nhandan", "undated"),
    ]


def test_copies_are_counted_on_request_only(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copies = counted(archive, capsys, "--duplicates", "keep", "--site", "nhandan", "--from", "2018")
    assert {row[1] for row in copies} == {"2018"}
    done = call(capsys, "words", "--db", str(archive), "--site", "nhandan", "--from", "2020")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "partynews: No article fits these options.\n",
    )


def test_sequences_end_at_punctuation(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = counted(archive, capsys, "--ngrams", "2", "--ngrams", "3", "--min-count", "2")
    assert [row[3:6] for row in rows] == [("2", "hòa giải", "2"), ("2", "hội nghị", "2")]
    pairs = [row[4] for row in counted(archive, capsys, "--ngrams", "2", "--site", "hanoi", "--to", "2018")]
    assert pairs == [
        *("hòa giải", "hội nghị", "bàn chỉ", "chỉ thị", "nghị bàn", "nghị họp", "thị 05-ct/tw"),
    ]


def test_words_are_counted_with_the_extra(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("underthesea")
    done = call(capsys, "words", "--db", str(archive), "--words", "--site", "hanoi")
    rows = {row[4]: row for row in map(tuple, csv.reader(io.StringIO(done.stdout)))}
    assert rows["hội_nghị"] == ("hanoi", "2018", "word", "1", "hội_nghị", "2", rows["hội_nghị"][6], "1")
    assert "cần_thơ" in rows
    assert done.stderr == "Counted words of 2 articles.\n"


def test_missing_extra_is_named(
    archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "underthesea"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "underthesea", None)
    done = call(capsys, "words", "--db", str(archive), "--words")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "partynews: --words requires underthesea. "
        f"Install it with: {sys.executable} -m pip install -e '{PROJECT}[words]'\n"
    )


def test_counts_have_the_same_bytes_each_time(demo: Path) -> None:
    options = ("words", "--db", str(demo), "--ngrams", "1", "--ngrams", "2")
    one, two = (
        run_partynews(*options, PYTHONHASHSEED=seed, TZ=zone)
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    )
    assert (one.returncode, one.stdout) == (0, two.stdout)
    assert one.stderr == "Counted syllables (for words: --words) of 50 articles.\n"
