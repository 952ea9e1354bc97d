"""A backfill gives the same articles as an import of the same captures; its how-to guide recovers a site."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from backfill_runner import Backfiller
from web_archive_server import WebArchiveServer, captures_of

from archive.store import Store, open_for_reading
from crawler.ingest.import_files import import_files
from crawler.sites import load_sites

ROOT = Path(__file__).parents[2]
SHARED = sorted((ROOT / ".." / "shared" / "captures").glob("*.warc.gz"))
SAMPLES = sorted((ROOT / "samples").glob("*.warc.gz"))
ALIASES = "aliases JOIN articles ON articles.id = article_id"
COMPARED = {
    "articles": "site, key, url, title, lead, body, byline, published, captured, first_seen, gone_since",
    "revisions JOIN articles ON articles.id = article_id": "site, key, number, revisions.captured, changed",
    ALIASES: "site, key, aliases.url",
}


def contents(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is compared; of aliases only article URLs: no backfill asks for others."""
    archive, sites = open_for_reading(db), load_sites()
    found = {
        table: archive.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3").fetchall()
        for table, columns in COMPARED.items()
    }
    return found | {ALIASES: [row for row in found[ALIASES] if sites[row[0]].article_key(row[2])]}


def imported(folder: Path, files: Sequence[Path]) -> Path:
    """Import only what a backfill asks for: captures of article URLs."""
    with Store.open(folder / "imported.db") as store:
        import_files(store, load_sites(), files)
    return folder / "imported.db"


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
    assert re.match(r"dukcqtw: \d+ captures of \d+ articles in \d+ months\n  20\d\d  █+ \d+\n", outputs[0])
    assert json.loads(outputs[3])["sites"][0]["fetched"] == 0
    texts = contents(tmp_path / "archive.db")
    assert texts == contents(imported(tmp_path, files))
    corpus = (tmp_path / "corpus" / "data" / "articles.jsonl").read_text("utf-8").splitlines()
    assert len(corpus) == len(texts["articles"])
