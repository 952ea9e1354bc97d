"""A backfill that is killed goes on where it stopped: same archive, at most one capture requested twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from backfill_runner import Backfiller, captured
from conditions import KillAt
from crawl_runner import PROCESSES
from web_archive_server import StoredCapture, WebArchiveServer

CAPTURES = [
    *(captured(n, f"201901{n:02}000000") for n in range(1, 6)),
    *(captured(n, f"201902{n:02}000000", "edited") for n in range(1, 4)),
    captured(1, "20190301000000"),
    StoredCapture(
        "http://old.paper.vn/bai-9.html",
        "20180101000000",
        b"moved",
        301,
        (("Location", "https://paper.vn/bai-1.html"),),
    ),
]
KILLS = [
    KillAt("INSERT OR IGNORE INTO backfill_queries", 4),
    KillAt("INSERT OR IGNORE INTO backfill_captures", 3),
    KillAt("UPDATE backfill_queries", 2),
    KillAt("BEGIN IMMEDIATE", 12),
    KillAt("COMMIT", 20),
    KillAt("INSERT INTO captures", 1),
    KillAt("INSERT INTO captures", 9),
    KillAt("INSERT INTO articles ", 3),
    KillAt("UPDATE backfill_captures SET state = 'done'", 4),
    KillAt("UPDATE runs SET finished", 1),
]
QUERIES = {
    "articles": "SELECT key, title, body, captured, first_seen FROM articles ORDER BY key",
    "revisions": "SELECT key, number, revisions.captured FROM revisions"
    " JOIN articles ON articles.id = article_id ORDER BY key, number",
    "aliases": "SELECT url FROM aliases ORDER BY url",
    "captures": "SELECT url, captured, status, payload_digest, source FROM captures ORDER BY captured, url",
    "queue": "SELECT url, timestamp, state, reason FROM backfill_captures ORDER BY timestamp, url",
}


def run_and_die(backfiller: Backfiller, port: int, kill: KillAt) -> None:
    kill()
    backfiller.server = _Address(port)  # type: ignore[assignment]
    backfiller.run()


class _Address:
    """The URLs of the server in the parent process."""

    def __init__(self, port: int) -> None:
        self._port = port

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"


def contents(backfiller: Backfiller) -> dict[str, list[tuple[Any, ...]]]:
    return {name: backfiller.rows(sql) for name, sql in QUERIES.items()}


def kill_and_finish(backfiller: Backfiller, kill: KillAt) -> None:
    server, backfiller.server = backfiller.server, None  # type: ignore[assignment]
    process = PROCESSES.Process(target=run_and_die, args=(backfiller, server.port, kill))
    process.start()
    process.join()
    backfiller.server = server
    assert process.exitcode == -9, kill
    backfiller.run()


def check(backfiller: Backfiller, expected: dict[str, list[tuple[Any, ...]]], most: int) -> None:
    assert contents(backfiller) == expected
    paths = backfiller.server.mementos
    assert len(paths) - len(set(paths)) <= most


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with WebArchiveServer(CAPTURES) as server:
        whole = Backfiller(tmp_path / "whole.db", server, page_size=2)
        whole.run()
    return contents(whole)


def test_killed_backfill_goes_on_where_it_stopped(
    web_archive: WebArchiveServer, backfiller: Backfiller, expected: dict[str, list[tuple[Any, ...]]]
) -> None:
    web_archive.captures, backfiller.page_size = CAPTURES, 2
    kill_and_finish(backfiller, KILLS[7])
    check(backfiller, expected, most=1)


@pytest.mark.slow
@pytest.mark.parametrize("kill", KILLS, ids=lambda kill: f"{kill.start} {kill.nth}")
def test_kill_at_ten_points_changes_nothing(
    web_archive: WebArchiveServer,
    backfiller: Backfiller,
    expected: dict[str, list[tuple[Any, ...]]],
    kill: KillAt,
) -> None:
    web_archive.captures, backfiller.page_size = CAPTURES, 2
    kill_and_finish(backfiller, kill)
    check(backfiller, expected, most=1)
