"""Output of `partynews status`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import time_machine
from article_builder import story
from click.testing import CliRunner
from site_history import FEED, MONDAY, SiteHistory

from archive.runs.run_history import count_fields
from archive.store import Store
from crawler.commands.status import status_command

DEAD = ("failed", "status:500")
DAYS = 60


def status(archive: Path, *options: str) -> str:
    done = CliRunner().invoke(status_command, ["--db", str(archive), *options], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_status_shows_health_layouts_and_gaps(tmp_path: Path) -> None:
    with Store.open(tmp_path / "archive.db") as store:
        years = SiteHistory(store)
        for day in range(DAYS + 1):
            silent = 50 <= day < 53
            feed = DEAD if day > DAYS - 4 else ("listed", None)
            years.day(day, 0 if silent else 3, unread=day == DAYS, without=1, feed=feed)
    with time_machine.travel(MONDAY + timedelta(days=DAYS, hours=1)):
        text = status(tmp_path / "archive.db")
        found = json.loads(status(tmp_path / "archive.db", "--json"))
    assert text.startswith(
        "Health\n"
        "site   state                       last healthy  articles a week  floor  links of the last week\n"
        "paper  UNHEALTHY since 2026-04-28  2026-04-29                 24         "
        "21 stored, 1 refused layout:unknown\n"
        "\n"
        f"paper: feed dead since 2026-04-28: {FEED} (failed status:500); last links on 2026-04-27\n"
    )
    assert "site   layout       articles  last read   lead  byline" in text
    assert "paper  2026              159  2026-05-01    67" in text
    assert "paper  (no layout)         1" in text
    assert "paper  2026-04-21  2026-04-23     3         8" in text
    assert found["unconfirmed"] == []  # the paper of the tests has no site file
    assert found["health"][0]["links"] == [
        {"outcome": "stored", "why": None, "links": 21},
        {"outcome": "refused", "why": "layout:unknown", "links": 1},
    ]


def test_status_lists_the_layouts_that_no_live_page_has_confirmed(tmp_path: Path) -> None:
    with Store.open(tmp_path / "archive.db") as store, store.writing():
        for command, site, layout in (
            ("crawl", "hanoimoi", "O"),
            ("import", "hanoimoi", "O 2024"),
            ("import", "baochinhphu", "V"),
        ):
            run_id = store.start_run(command, [site])
            url = f"https://{site}.vn/bep-chung-{run_id}.html"
            saved = store.save(story(f"Tin số {run_id}.", site=site, key=str(run_id), url=url, layout=layout))
            store.record_outcome(run_id, site, url, "stored", article_id=saved.article_id)
            count_fields(store.db, run_id)
    unconfirmed = [
        {"site": "baochinhphu", "layout": "V", "evidence": "real page"},
        {"site": "hanoimoi", "layout": "O 2024", "evidence": "public code"},
    ]
    assert json.loads(status(tmp_path / "archive.db", "--json"))["unconfirmed"] == unconfirmed
    assert "Layouts that no page of a live crawl has confirmed\nsite" in status(tmp_path / "archive.db")
