"""Site files outside the package, and Scrapy settings given on the command line."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from forked_command import run_forked
from paper_server import PaperServer, article, listing
from warc_bytes import response

from archive.store import Store
from archive.warc.record_builder import build_warcinfo

SITE_FILE = Path(__file__).with_name("paper_spider.py")
QUICK = {"ALLOW_ADDRESSES": "127.0.0.1", "DOWNLOAD_DELAY": "0.01", "AUTOTHROTTLE_ENABLED": "0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sites"
    folder.mkdir()
    shutil.copy(SITE_FILE, folder / "paper.py")
    return folder


def run(
    *words: str, paper: PaperServer | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    hosts = {"PAPER_HOSTS": paper.netloc if paper else "paper.example"}
    contact = {"PARTYNEWS_CONTACT": "t@example.org"}
    return run_forked(*words, environment=os.environ | hosts | contact | environment)


@pytest.mark.parametrize("by", ["option", "environment"])
def test_site_file_of_another_folder_is_crawled(
    paper: PaperServer, folder: Path, tmp_path: Path, by: str
) -> None:
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    words = ["crawl", "paper", "--db", str(tmp_path / "archive.db")]
    words += [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
    chosen = {"PARTYNEWS_SITES": str(folder)} if by == "environment" else {}
    done = run(*words, *(() if chosen else ("--sites", str(folder))), paper=paper, **chosen)
    assert (done.returncode, done.stdout) == (0, "paper: 1 found: 1 stored\n"), done.stderr


def test_several_processes_read_by_a_site_file_with_a_class_of_its_own(folder: Path, tmp_path: Path) -> None:
    own = "class OwnListing(Listing):\n    pass\n\n\nLISTINGS = {'listing': OwnListing("
    (folder / "paper.py").write_text(SITE_FILE.read_text().replace('LISTINGS = {"listing": Listing(', own))
    records = (response(f"http://paper.example/bai-{n}.html", article(n).body) for n in range(40))
    (tmp_path / "in.warc.gz").write_bytes(b"".join(records))
    words = ("import", str(tmp_path / "in.warc.gz"), "--workers", "2", "--sites", str(folder))
    done = run(*words, "--db", str(tmp_path / "archive.db"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "paper: 40 stored\n", "")


def test_setting_without_a_value_is_refused(tmp_path: Path) -> None:
    done = run("crawl", "nhandan", "-s", "DOWNLOAD_DELAY", "--db", str(tmp_path / "archive.db"))
    assert done.returncode == 2
    assert "'DOWNLOAD_DELAY' is not NAME=VALUE." in done.stderr


BROKEN = {
    "a name": ("\nname = unknown\n", ", line 2: NameError: name 'unknown' is not defined"),
    "syntax": ("\n\nsite = Site(\n", ", line 3: SyntaxError: '(' was never closed"),
    "an import": (
        "import no_such_module\n",
        ", line 1: ModuleNotFoundError: No module named 'no_such_module'",
    ),
    "an exit": ("raise SystemExit(0)\n", ", line 1: SystemExit: 0"),
    "no site": (
        "import scrapy\nclass A(scrapy.Spider):\n    name = 'a'\n",
        ": TypeError: A has no `site = Site(...)`",
    ),
    "a pattern": (
        SITE_FILE.read_text().replace("(?P<key>", "(?P<key>("),
        "is not a regular expression: missing ), unterminated",
    ),
    "no key": (SITE_FILE.read_text().replace("(?P<key>", "("), ": ValueError: no group named 'key' in "),
}
"""Site files that cannot be used, and what is said about them."""


@pytest.mark.parametrize("case", BROKEN)
def test_broken_site_file_is_named_and_the_other_sites_go_on(
    paper: PaperServer, folder: Path, tmp_path: Path, case: str
) -> None:
    text, error = BROKEN[case]
    file = folder / "broken.py"
    file.write_text(text)
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    words = ["crawl", "broken", "paper", "--sites", str(folder), "--db", str(tmp_path / "archive.db")]
    words += [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
    done = run(*words, paper=paper)
    problem = done.stdout.splitlines()[0].partition(" - ")[2]
    assert problem.startswith("site file broken since 20")
    assert str(file) in problem
    assert error in problem
    assert done.stdout.splitlines()[1:] == ["paper: 1 found: 1 stored"]
    assert (done.returncode, done.stderr) == (4, f"partynews: broken: {problem}\n")


@pytest.fixture
def broken(folder: Path) -> Path:
    file = folder / "broken.py"
    file.write_text("\nname = unknown\n")
    return file


def test_broken_site_file_alone_is_unwell_since_its_first_day(broken: Path, tmp_path: Path) -> None:
    db = str(tmp_path / "archive.db")
    words = ("crawl", "broken", "--sites", str(broken.parent), "--db", db)
    assert run(*words).returncode == 4
    with sqlite3.connect(db) as archive:
        archive.execute("UPDATE health SET since = '2026-03-01T00:00:00Z'")
    again = run(*words)
    assert (again.returncode, again.stdout) == (
        4,
        f"broken: 0 found: nothing new - site file broken since 2026-03-01: {broken}, line 2: NameError: "
        "name 'unknown' is not defined\n",
    )


@pytest.mark.parametrize("command", ["sites", "status", "import"])
def test_every_command_with_sites_names_a_broken_site_file(
    broken: Path, tmp_path: Path, command: str
) -> None:
    db = tmp_path / "archive.db"
    Store.open(db).close()
    file = tmp_path / "in.warc"
    file.write_bytes(build_warcinfo("in.warc", {}))
    words = [command, *([str(file)] if command == "import" else []), "--sites", str(broken.parent)]
    done = run(*words, "--db", str(db))
    assert (done.returncode, done.stderr) == (
        0,
        f"partynews: broken: site file broken: {broken}, line 2: NameError: name 'unknown' is not defined\n",
    )
    if command == "sites":
        assert {"nhandan", "paper"} <= {line.split()[0] for line in done.stdout.splitlines()}


def test_broken_site_file_is_in_the_json_of_status_and_sites(broken: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    Store.open(db).close()
    words = ("--json", "--sites", str(broken.parent), "--db", str(db))
    what = f"{broken}, line 2: NameError: name 'unknown' is not defined"
    assert json.loads(run("status", *words).stdout)["broken_site_files"] == {"broken": what}
    assert json.loads(run("sites", *words).stdout)[-1] == {"site": "broken", "broken": what}


def test_broken_file_replaces_the_site_of_its_name_in_the_package(folder: Path, tmp_path: Path) -> None:
    (folder / "nhandan.py").write_text("1 / 0\n")
    done = run("crawl", "nhandan", "--sites", str(folder), "--db", str(tmp_path / "archive.db"))
    assert (done.returncode, "line 1: ZeroDivisionError: division by zero" in done.stderr) == (4, True)


@pytest.mark.parametrize("kind", ["--cron", "--systemd"])
@pytest.mark.parametrize("by", ["option", "environment"])
def test_schedule_keeps_the_folders_of_site_files(folder: Path, tmp_path: Path, kind: str, by: str) -> None:
    other = tmp_path / "50% more"
    other.mkdir()
    both = os.pathsep.join([str(folder), str(other)])
    options = ("--sites", str(folder), "--sites", str(other)) if by == "option" else ()
    chosen = {} if options else {"PARTYNEWS_SITES": both}
    done = run("schedule", "paper", kind, *options, "--db", str(tmp_path / "archive.db"), **chosen)
    assert done.returncode == 0, done.stderr
    expected = {
        "--cron": "PARTYNEWS_SITES='" + both.replace("%", r"\%") + "'",
        "--systemd": 'PARTYNEWS_CONTACT=t@example.org "PARTYNEWS_SITES=' + both.replace("%", "%%") + '"\n',
    }
    assert expected[kind] in done.stdout
