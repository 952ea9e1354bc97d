"""The command `probe`: its table, what it needs, and what happens when it is interrupted or refused."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked_command import run_forked
from loopback_outlets import HERE, PARTYNEWS, SETTINGS, LoopbackServer, put_outlet, run, write_site_files
from outlet_pages import PAGES
from paper_server import Answer

from crawler.probe.site_file_lines import SiteFileLines
from crawler.sites import site_file

SITE = "baogialai"
HOST = "baogialai.com.vn"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        put_outlet(server, next(page for page in PAGES if page.site == SITE))
        write_site_files(tmp_path / "sites", {SITE: SITE}, server.port)
        yield server


def test_table_has_a_verdict_for_each_fact_and_the_line_to_change(
    server: LoopbackServer, tmp_path: Path
) -> None:
    server.pages[HOST, "/sitemap.xml"] = Answer(status=404)
    done = run("probe", SITE, sites=tmp_path / "sites", cwd=tmp_path)
    assert done.returncode == 4
    head, columns, *rows = done.stdout.splitlines()
    assert head.startswith(f"{SITE}: ")
    assert columns.split() == ["verdict", "fact", "declared", "seen", "change"]
    (failing,) = [row for row in rows if row.startswith("fails")]
    assert "sitemap" in failing
    assert failing.endswith(f"sites/{SITE}.py:13")
    assert any(row.startswith("not tried  floor") for row in rows)


def test_line_to_change_is_that_of_the_start_the_keyword_or_the_selector() -> None:
    path = site_file("baoquangbinh")
    source = [line.strip() for line in path.read_text().splitlines()]
    lines = SiteFileLines(path)

    def line(place: str) -> str:
        return source[int(place.rpartition(":")[2]) - 1]

    assert line(lines.start(1, 2)).startswith('Listing(f"{HOME}/xay-dung-dang/"')
    assert line(lines.keyword("hosts")).startswith("hosts=")
    assert line(lines.keyword("floor")) == "site = Site("
    assert line(lines.selector("lead")).startswith("lead=")
    assert line(lines.selector("byline")).startswith("layouts=")


def test_busy_server_is_not_asked_again(server: LoopbackServer, tmp_path: Path) -> None:
    server.pages[HOST, "/"] = Answer(status=429, headers={"Retry-After": "3600"})
    started = time.monotonic()
    done = run("probe", SITE, sites=tmp_path / "sites", cwd=tmp_path)
    assert time.monotonic() - started < 200
    assert "stopped: the server asks for fewer requests" in done.stdout
    assert [path for _, path in server.requests] == ["/robots.txt", "/"]


def test_unknown_site_and_missing_contact_are_wrong_usage(server: LoopbackServer, tmp_path: Path) -> None:
    assert run("probe", "nowhere", sites=tmp_path / "sites", cwd=tmp_path).returncode == 2
    words = ("probe", "nhandan", "--db", str(tmp_path / "archive.db"))
    done = run_forked(*words, environment=os.environ | {"PARTYNEWS_CONTACT": ""})
    assert (done.returncode, "set PARTYNEWS_CONTACT" in done.stderr) == (2, True)


def test_interrupted_probe_keeps_its_captures(server: LoopbackServer, tmp_path: Path) -> None:
    settings = SETTINGS | {"DOWNLOAD_DELAY": "300"}
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    probe = subprocess.Popen(
        [PARTYNEWS, "probe", SITE, *options, "--sites", "sites", "--db", "archive.db"],
        env=os.environ | {"PARTYNEWS_CONTACT": "t@example.org", "PYTHONPATH": paths},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 120
    while not server.requests and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    probe.send_signal(signal.SIGINT)
    printed, errors = probe.communicate(timeout=120)
    assert (probe.returncode, errors) == (130, "partynews: interrupted. Run the same again.\n")
    assert "stopped: interrupted" in printed
    with sqlite3.connect(tmp_path / "archive.db") as archive:
        assert archive.execute("SELECT reason, exit_code FROM runs").fetchall() == [("interrupted", 130)]
        assert archive.execute("SELECT count(*) FROM captures").fetchone() == (1,)
    assert len(list((tmp_path / "captures").rglob("*.warc.gz"))) == 1
