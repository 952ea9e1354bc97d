"""A backfill gives the same articles as an import of the same captures; its how-to guide recovers a site."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from backfill_contents import ROOT, SAMPLES, SHARED, contents, imported
from backfill_runner import Backfiller
from web_archive_server import WebArchiveServer, captures_of

from crawler.sites import load_sites


@pytest.mark.parametrize(
    "files",
    [
        SAMPLES,
        pytest.param(SHARED, marks=pytest.mark.skipif(not SHARED, reason="no shared captures beside it")),
    ],
    ids=["samples", "shared"],
)
def test_backfill_gives_the_articles_of_an_import(
    web_archive: WebArchiveServer, backfiller: Backfiller, tmp_path: Path, files: Sequence[Path]
) -> None:
    names = {path.name.partition(".")[0] for path in files}
    web_archive.captures = captures_of(files)
    backfiller.sites = {name: site for name, site in load_sites().items() if name in names}
    report = backfiller.run()
    assert report.exit_code == 0
    assert contents(backfiller.db) == contents(imported(tmp_path, files))
    assert len(web_archive.mementos) == len(set(web_archive.mementos))


def tutorial() -> list[str]:
    """Return the commands of the page, without the contact address."""
    section = (ROOT / "docs" / "how-to" / "recover-a-dead-site.md").read_text("utf-8")
    return [
        line.partition("#")[0].strip() for line in re.findall(r"^    (partynews .*)$", section, re.MULTILINE)
    ]


def test_tutorial_recovers_a_site(web_archive: WebArchiveServer, tmp_path: Path) -> None:
    files = [ROOT / "samples" / "dukcqtw.warc.gz"]
    web_archive.captures = captures_of(files)
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PARTYNEWS_CONTACT": "you@example.org",
        "PATH": f"{bin_folder}:/usr/bin:/bin",
    }
    outputs = []
    for command in tutorial():
        options = web_archive.options if " backfill " in command else []
        done = subprocess.run(
            [*command.split(), *options],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, ""), command
        outputs.append(done.stdout)
    assert re.match(r"dukcqtw: \d+ captures of \d+ articles in \d+ months?\n  20\d\d  █+ \d+\n", outputs[0])
    assert json.loads(outputs[3])["sites"][0]["fetched"] == 0
    texts = contents(tmp_path / "archive.db")
    assert texts == contents(imported(tmp_path, files))
    corpus = (tmp_path / "corpus" / "data" / "articles.jsonl").read_text("utf-8").splitlines()
    assert len(corpus) == len(texts["articles"])
