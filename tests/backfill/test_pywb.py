"""A backfill from pywb gives the articles of an import of the same captures.

pywb has no resume keys: a server beside it gives its index in the form of the Wayback Machine, in pages.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from backfill_contents import ALIASES, SAMPLES, SHARED, contents, imported
from backfill_runner import AGENT, Backfiller
from pywb_server import make_collection, serve_pywb
from web_archive_server import WebArchiveServer

from crawler.backfill.wayback_machine import WaybackMachine
from crawler.sites import load_sites

pytest.importorskip("pywb")  # which has no release for Python 3.13

PAGE_SIZE = 40
HAS_TWIN = "SELECT 1 FROM aliases WHERE url = '{}'"
INDEX_FIELDS = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length")


class PagedIndex(WebArchiveServer):
    """Gives the index of the pywb collection at `pywb` in pages."""

    def __init__(self, pywb: str) -> None:
        self._pywb = pywb
        super().__init__()

    def rows_of(self, host: str, since: str, until: str) -> list[list[str]]:
        query = {"url": host, "matchType": "host", "from": since, "to": until, "output": "json"}
        with urlopen(f"{self._pywb}/cdx?{urlencode(query)}") as answer:
            lines = [json.loads(line) for line in answer]
        return [[line.get(name, "-") for name in INDEX_FIELDS] for line in lines]


def redirects_to_twins(backfiller: Backfiller) -> set[str]:
    """Return the addresses that were redirected from http to https, or back, of which no capture came.

    pywb takes both for one address, so that such a redirect leads to itself for it; it gives the next capture
    instead (`raise_on_self_redirect`).
    """
    redirects = backfiller.rows(
        "SELECT url FROM backfill_captures WHERE reason = 'memento:other' AND status IN (301, 302)"
    )
    return {url for (url,) in redirects if backfiller.rows(HAS_TWIN.format(other_scheme(url)))}


def other_scheme(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


@pytest.mark.parametrize(
    "files",
    [
        [path for path in SAMPLES if path.name.startswith("nhandan")],
        pytest.param(
            SHARED, marks=[pytest.mark.slow, pytest.mark.skipif(not SHARED, reason="no shared captures")]
        ),
    ],
    ids=["sample", "shared"],
)
def test_backfill_from_pywb_gives_the_articles_of_an_import(tmp_path: Path, files: Sequence[Path]) -> None:
    names = {path.name.partition(".")[0] for path in files}
    sites = {name: site for name, site in load_sites().items() if name in names}
    make_collection(tmp_path, files)
    with serve_pywb(tmp_path) as pywb, PagedIndex(pywb) as index:
        backfiller = Backfiller(tmp_path / "archive.db", index, sites=sites)
        report = backfiller.run(WaybackMachine(AGENT, index.url("/cdx"), pywb, page_size=PAGE_SIZE))
    expected = contents(imported(tmp_path, files))
    kept_back = redirects_to_twins(backfiller)
    expected[ALIASES] = [row for row in expected[ALIASES] if row[2] not in kept_back]
    assert report.exit_code == 0
    assert contents(backfiller.db) == expected
    assert len(kept_back) == backfiller.states().get("failed memento:other", 0)
    assert len(kept_back) == (15 if files == SHARED else 0)
