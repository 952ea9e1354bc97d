"""Copies of one outlet of each design are crawled, replayed and probed, and are healthy."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback_outlets import LoopbackServer, outlets, put_outlet, run, write_site_files

OUTLETS = outlets()
NAMES = [page.site for page in OUTLETS]


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        for page in OUTLETS:
            put_outlet(server, page)
        yield server


@pytest.fixture
def sites(server: LoopbackServer, tmp_path: Path) -> Path:
    write_site_files(tmp_path / "sites", dict(zip(NAMES, NAMES, strict=True)), server.port)
    return tmp_path / "sites"


def test_one_outlet_of_each_family_is_among_them() -> None:
    assert {page.design[0] for page in OUTLETS} >= set("ZEAOLVNBQP")


def test_crawl_and_replay_of_each_family_are_healthy(sites: Path, tmp_path: Path) -> None:
    done = run("crawl", *NAMES, sites=sites, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    stored = articles(tmp_path)
    assert Counter(site for site, _ in stored) == dict.fromkeys(NAMES, 4)
    warcs = sorted(map(str, (tmp_path / "captures").rglob("*.warc.gz")))
    again = tmp_path / "again"
    again.mkdir()
    done = run("replay", *warcs, sites=sites, cwd=again, live=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert articles(again) == stored


def test_probe_of_each_family_holds(server: LoopbackServer, sites: Path, tmp_path: Path) -> None:
    server.requests.clear()
    done = run("probe", *NAMES, "--json", "--save", "--pages", "pages", sites=sites, cwd=tmp_path)
    report = json.loads(done.stdout)
    failing = {
        name: [fact for fact in site["facts"] if fact["verdict"] == "fails"]
        for name, site in report["sites"].items()
    }
    assert {name: facts for name, facts in failing.items() if facts} == {}, done.stderr
    assert done.returncode == 0
    requests = Counter(host for host, _ in server.requests)
    assert len(requests) == len(NAMES)
    assert max(requests.values()) <= 12
    firsts = dict(reversed(server.requests))
    assert set(firsts.values()) == {"/robots.txt"}
    with sqlite3.connect(tmp_path / "archive.db") as archive:
        assert archive.execute("SELECT command, exit_code FROM runs").fetchall() == [("probe", 0)]
        (captures,) = archive.execute("SELECT count(*) FROM captures").fetchone()
    assert captures == len(server.requests)
    saved = sorted((tmp_path / "pages").rglob("*.html"))
    assert Counter(page.parent.name for page in saved) == dict.fromkeys(NAMES, 3)
    for page in saved:
        said = json.loads(page.with_suffix(".json").read_text())
        assert (said["site"], said["origin"]) == (page.parent.name, "real")
        assert len(said["expect"]["body"]) >= 3


def articles(folder: Path) -> list[tuple[str, str]]:
    """Return site and URL of the stored articles."""
    with sqlite3.connect(folder / "archive.db") as archive:
        return archive.execute("SELECT site, url FROM articles ORDER BY site, url").fetchall()
