"""A doubted capture is named on the page of its article, by `show` and by `status`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("datasette", reason="the extra `ui` is not installed")

from article_builder import story
from served_archive import serving

from archive.doubts.gate import DoubtGate
from archive.store import Store
from archive.withheld import withhold
from crawler.cli import partynews

TEXT = "Chi bộ thôn Đông sinh hoạt chuyên đề về học tập và làm theo Bác. " * 3


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return an archive with two articles, each with a later capture that is doubted."""
    path = tmp_path / "archive.db"
    with Store.open(path) as store:
        with store.writing():
            gate = DoubtGate(store, store.start_run("crawl", ["paper"]))
            for key in ("1", "2"):
                gate.save(story(f"{TEXT}Số {key}.", key=key, number=int(key)), "https://paper.vn/")
            for key in ("1", "2"):
                worse = story("Lời khai bí mật.", key=key, on=3, number=10 + int(key), flags=("text:junk",))
                assert gate.save(worse, f"https://paper.vn/a{key}.html").outcome == "doubted"
            gate.judge()
        with store.writing():
            withhold(store, 2, "complaint")
    return path


def printed(path: Path, *words: str) -> str:
    result = CliRunner().invoke(partynews, [*words, "--db", str(path)])
    assert result.exit_code == 0, result.output
    return result.output


def test_page_of_the_article_names_the_doubt(path: Path) -> None:
    with serving(path) as served:
        (warning,) = served.get("/article/1").texts(".warning")
        assert warning.startswith("A later capture, of ")
        assert warning.endswith("is doubted; this text stays (text:junk).")
        assert served.get("/article/2").status == 404
        assert served.get("/archive/doubts").headers["location"] == "/archive/visible_doubts"
        rows = served.query("SELECT article_id, reason FROM visible_doubts")["rows"]
        assert rows == [{"article_id": 1, "reason": "text:junk"}]
        for column in ("reading", "measures"):
            assert "visible_" in served.query(f"SELECT {column} FROM doubts")["error"]


def test_show_and_status_name_the_doubt(path: Path) -> None:
    shown = printed(path, "show", "1")
    assert "doubt 1: a later capture is doubted since 2026-03-03T01:00:00Z: text:junk" in shown
    assert "Doubted readings (partynews doubts)\nsite   doubts\npaper" in printed(path, "status")


def test_doubts_of_withheld_articles_are_not_listed(path: Path) -> None:
    listed = printed(path, "doubts")
    assert "article 1: text:junk" in listed
    assert "article 2" not in listed
