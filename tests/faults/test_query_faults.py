"""Archived texts cannot control a terminal or run as spreadsheet formulas."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from article_builder import story

from archive.store import Store
from crawler.cli import main

STEERING = "\x1b]0;Tin\x07\x1b[2J\x9b31m\x08\r"


def test_terminal_escapes_from_pages_are_not_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "archive.db"
    url = f"https://paper.vn/a1.html?{STEERING}"
    with Store.open(path) as store, store.writing():
        for on, word in ((1, "sơ kết"), (2, "tổng kết")):
            store.save(
                story(
                    f"Theo Chỉ thị 05-CT/TW{STEERING}, hội nghị {word}.{STEERING}",
                    url=url,
                    on=on,
                    title=f"Tin{STEERING}",
                    byline=STEERING,
                    section=f"Xã hội{STEERING}",
                    published_raw=STEERING,
                )
            )
        run = store.start_run("crawl", ["paper"])
        store.record_outcome(run, "paper", url + "x", "failed", f"status:500 {STEERING}")
        store.finish_run(run, f"finished{STEERING}", 0)
    asked = (
        *(["search", "hội nghị"], ["show", "1"], ["show", url + "x"], ["diff", "1"], ["references"]),
        *(["references", "05-CT/TW"], ["status"], ["verify"], ["cite", "1"]),
    )
    for words in asked:
        with pytest.raises(SystemExit):
            main([*words, "--db", str(path)])
        said = "".join(capsys.readouterr())
        assert said, words
        assert not {sign for sign in said if not sign.isprintable()} - {"\n"}, words


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "'", '"=1"', " =1", "Tin")


def test_csv_cells_are_not_formulas_and_keep_their_text(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Store.open(path) as store, store.writing():
        for number, text in enumerate(FORMULAS):
            store.save(story(f"{text} {number}", key=str(number), title=text, byline=text))
    for name, options in (("safe", []), ("raw", ["--raw"])):
        with pytest.raises(SystemExit) as ended:
            main(["export", "--format", "csv", *options, "--db", str(path), "--out", str(tmp_path / name)])
        assert ended.value.code == 0
    safe, raw = (
        list(
            csv.DictReader((tmp_path / name / "data" / "articles.csv").open(encoding="utf-8-sig", newline=""))
        )
        for name in ("safe", "raw")
    )
    assert [row["title"] for row in raw] == list(FORMULAS)
    for row in safe:
        assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    assert [row["title"].removeprefix("'") for row in safe] == list(FORMULAS)
