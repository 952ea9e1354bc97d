"""Log file of a run: one line for each message; optional."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from command_runner import Command
from paper_server import PaperServer, article, listing

from crawler.run_log import run_log


def test_each_record_is_one_line_with_time_and_run(tmp_path: Path) -> None:
    with run_log(tmp_path / "partynews.log") as log:
        logging.getLogger("partynews").info("before")
        log.run_id = 7
        logging.getLogger("scrapy").info("not for an operator")
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logging.getLogger("scrapy").exception("on a page:\nhttps://paper.vn/")
    first, second = (tmp_path / "partynews.log").read_text().splitlines()
    assert first[10:] == "T" + first[11:19] + "Z run - INFO before"
    assert second[19:].startswith(
        "Z run 7 ERROR on a page: | https://paper.vn/ | Traceback (most recent call last)"
    )
    assert second.endswith(" | ValueError: two | lines")


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ("/dev/full", "The disk of /dev/full is full. Free some space, then run the command again."),
        ("gone/partynews.log", "Cannot write {folder}/gone/partynews.log: No such file or directory."),
    ],
)
def test_run_continues_without_a_log(
    warm: None, paper: PaperServer, tmp_path: Path, log: str, why: str
) -> None:
    paper.pages |= {"/tin/": listing("/bai-1.html"), "/bai-1.html": article(1)}
    hosts = {"PAPER_HOSTS": paper.netloc, "GAZETTE_HOST": "127.0.0.1:9"}
    command = Command(tmp_path, hosts | {"PARTYNEWS_CONTACT": "tests@example.org"})
    said = command.run("crawl", "paper", "--log", log)
    assert (said.code, said.out) == (0, [])
    assert said.err == ["partynews: " + why.format(folder=tmp_path)]
