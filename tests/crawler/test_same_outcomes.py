"""Replay and import give the same outcome for each response."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from sqlite3 import Connection
from typing import cast

import pytest
from awkward_answers import HOME, LISTING, awkward_answers
from crawl_runner import HERE, Crawler

from archive.store import Store, open_for_reading
from crawler.crawl.recorder import OUTCOME_RANK
from crawler.ingest.import_files import import_files
from crawler.site import Site

JUDGED = {
    "an article": "stored",
    "status 304": "failed status:304",
    "status 404": "gone status:404",
    "status 503": "failed status:503",
    "redirect: missing": "failed redirects",
    "redirect: itself": "failed redirects",
    "redirect: no address": "failed redirects",
    "redirect: ftp": "skipped blocked:scheme",
    "redirect: another paper": "skipped blocked:offsite",
    "redirect: home": f"skipped redirect:{HOME}/",
    "redirect: to a captured http://paper.vn": "stored",
    "redirect with a broken body": f"skipped redirect:{HOME}/bai-900.html",
    "truncated gzip": "failed truncated",
    "wrong checksum": "failed corrupt",
    "oversized": "failed too_large",
    "PDF": "skipped type",
    "challenge": "refused challenge",
    "soft error": "refused soft_error",
    "empty": "refused soft_error",
    "another layout": "refused layout:unknown",
    "WARC-Truncated": "failed truncated",
    "404 with a cut body": "gone status:404",
    "larger than memory": "failed too_large",
    "repeated later": "stored",
    "repeats another page": "duplicate exact:",
    "repeats what is missing": "skipped revisit:no",
    "not modified later": "stored",
}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site of paper_spider, at https://paper.vn."""
    monkeypatch.setenv("PAPER_HOSTS", "paper.vn")
    monkeypatch.setenv("PAPER_SCHEME", "https")
    return cast("Site", runpy.run_path(str(HERE / "paper_spider.py"))["Paper"].site)


def outcomes(db: Connection, site: Site) -> dict[str, str]:
    """Return canonical URL -> outcome and first word of the reason, the most informative of its variants."""
    found: dict[str, tuple[str, str]] = {}
    for url, outcome, reason in db.execute("SELECT url, outcome, coalesce(reason, '') FROM outcomes"):
        canonical = site.canonical_url(url) or url
        word = re.sub(r"^(exact|near):\d+", r"\1:", reason.partition(" ")[0])
        known = found.get(canonical, (outcome, word))
        found[canonical] = min(known, (outcome, word), key=lambda it: OUTCOME_RANK.index(it[0]))
    return {url: f"{outcome} {word}".strip() for url, (outcome, word) in found.items()}


def test_awkward_answers_have_the_same_outcome_in_replay_and_import(tmp_path: Path, site: Site) -> None:
    file, names = awkward_answers(tmp_path)
    crawler = Crawler(tmp_path / "replay.db", "paper.vn", scheme="https")
    crawler.run(replay=[file])
    with Store.open(tmp_path / "import.db") as store:
        import_files(store, {site.name: site}, [file])
    by_replay = outcomes(open_for_reading(tmp_path / "replay.db"), site)
    by_import = outcomes(open_for_reading(tmp_path / "import.db"), site)
    asked = by_replay.keys() & by_import.keys()
    assert names.keys() <= asked
    differ = {names.get(url, url) for url in asked if by_replay[url] != by_import[url]}
    assert differ == {LISTING}, "only listings may differ, which an import does not read"
    found = {name: by_import[url] for url, name in names.items() if "/bai-" in url}
    assert found | JUDGED == found
