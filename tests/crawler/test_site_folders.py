"""Site files outside the package, and Scrapy settings given on the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from paper_server import PaperServer, article, listing

PARTYNEWS = Path(sys.executable).with_name("partynews")
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
    return subprocess.run(
        [PARTYNEWS, *words],
        env=os.environ | hosts | {"PARTYNEWS_CONTACT": "t@example.org"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


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


def test_setting_without_a_value_is_refused(tmp_path: Path) -> None:
    done = run("crawl", "nhandan", "-s", "DOWNLOAD_DELAY", "--db", str(tmp_path / "archive.db"))
    assert done.returncode == 2
    assert "'DOWNLOAD_DELAY' is not NAME=VALUE." in done.stderr


def test_broken_site_file_does_not_hide_the_other_sites(folder: Path) -> None:
    (folder / "broken.py").write_text("\nname = unknown\n")
    done = run("sites", "--sites", str(folder))
    assert done.returncode == 0, done.stderr
    assert {"nhandan", "paper"} <= {line.split()[0] for line in done.stdout.splitlines()}
