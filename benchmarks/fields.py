"""Accuracy of extracted fields, compared with other extractors: `make bench-fields`.

Each acceptance page beside the checkout has a gold article. fundus supports none of these sites: it is scored
on stories in VnExpress's markup, and we on the same stories in a layout that we support.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks import pages
from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import CACHE, OURS, Unavailable, interpreter
from benchmarks.harness.rounds import ROOT
from benchmarks.harness.rows import Row, Section, at_least, markdown
from benchmarks.reading import MODULE, NEWEST
from benchmarks.scores import FIELDS, scores

SHARED = ROOT / ".." / "shared" / "pages"
PEERS = ("trafilatura", "newspaper4k", "news-please")
LONGEST = 300.0  # seconds

Scored = dict[str, dict[str, float]]


def benchmark(quick: bool) -> Section:
    """Return scores of title, lead, text, date and authors."""
    section = Section("fields", "Field scores")
    if SHARED.exists():
        _score_acceptance_pages(section)
    else:
        section.details.append(("Acceptance pages", "../shared/pages is not beside the checkout."))
    _score_fundus(section, 13 if quick else 60)
    return section


def _score_acceptance_pages(section: Section) -> None:
    golds = {file.with_suffix(".html").name: json.loads(file.read_text("utf-8")) for file in _reported()}
    folder = _indexed(golds)
    articles = {
        name: reported["expect"] for name, reported in golds.items() if reported["expect"] is not None
    }
    no_articles = [name for name, reported in golds.items() if reported["expect"] is None]
    ours = fields_of(OURS, OURS, folder)
    scored = {OURS: _scored(ours, articles)}
    refused = {OURS: ["refused" in ours[name] for name in no_articles]}
    for peer in PEERS:
        try:
            found = fields_of(peer, peer, folder)
        except Unavailable as why:
            section.rows.append(Row("field scores", peer, None, note=str(why)))
            continue
        scored[peer] = _scored(found, articles)
        refused[peer] = ["refused" in found[name] for name in no_articles]
        section.rows.extend(_rows("acceptance pages", scored[OURS], scored[peer], peer))
    section.details.append(("Page by page: title / lead / text / date / authors", page_by_page(scored)))
    counts = [[peer, f"{sum(reported)} of {len(reported)}"] for peer, reported in refused.items()]
    section.details.append(("Non-article pages refused", markdown(["reader", "refused"], counts)))


def _score_fundus(section: Section, count: int) -> None:
    """Score the same stories in two markups, each with its own reader."""
    ours = pages.cached_folder(f"newest-{count}", pages.pages(count, only=NEWEST))
    theirs = pages.cached_folder(f"vnexpress-{count}", pages.vnexpress_pages(count))
    try:
        found = fields_of("fundus", "fundus", theirs)
    except Unavailable as why:
        section.rows.append(Row("field scores", "fundus", None, note=str(why)))
        return
    scored = _scored(fields_of(OURS, OURS, ours), _golds(ours))
    section.rows.extend(_rows("generated pages", scored, _scored(found, _golds(theirs)), "fundus"))


def fields_of(reader: str, peer: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the fields that a reader finds on each page of a folder; raises Unavailable."""
    command = [str(interpreter(peer)), "-m", MODULE, reader, str(folder), "--fields"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False)
    if ended.returncode:
        raise Unavailable(f"{reader}: {ended.stderr.strip().splitlines()[-1]}")
    found: dict[str, dict[str, Any]] = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def page_by_page(scored: Mapping[str, Scored]) -> str:
    """Return a table with a row for each page, a column for each reader, and means in the last row."""
    readers = list(scored)
    lines = [
        [Path(name).stem, *(_joined(scored[reader][name]) for reader in readers)] for name in scored[OURS]
    ]
    means = [_joined({field: _mean(scored[reader], field) for field in FIELDS}) for reader in readers]
    return markdown(["page", *readers], [*lines, ["**mean**", *means]])


def _rows(where: str, ours: Scored, theirs: Scored, peer: str) -> list[Row]:
    return [
        Row(
            f"{field}, {where}",
            peer,
            _mean(ours, field),
            at_least(round(_mean(theirs, field), 3)),
            f"{_mean(ours, field):.3f}",
            f"{_mean(theirs, field):.3f}",
        )
        for field in FIELDS
    ]


def _mean(scored: Scored, field: str) -> float:
    return mean(each[field] for each in scored.values())


def _joined(each: Mapping[str, float]) -> str:
    return " / ".join(f"{each[field]:.2f}" for field in FIELDS)


def _scored(found: Mapping[str, dict[str, Any]], golds: Mapping[str, dict[str, Any]]) -> Scored:
    return {name: scores(found[name], gold) for name, gold in golds.items()}


def _golds(folder: Path) -> dict[str, dict[str, Any]]:
    listed = json.loads((folder / "index.json").read_text("utf-8"))
    return {page["file"]: page["gold"] for page in listed}


def _reported() -> list[Path]:
    return sorted(SHARED.glob("*.json"))


def _indexed(golds: Mapping[str, dict[str, Any]]) -> Path:
    """Return a folder whose index.json points at the acceptance pages."""
    folder = CACHE / "inputs" / "acceptance"
    folder.mkdir(parents=True, exist_ok=True)
    listed = [
        {
            "file": str(SHARED / name),
            "url": reported["url"],
            "site": reported["site"],
            "captured": reported["captured"],
        }
        for name, reported in golds.items()
    ]
    (folder / "index.json").write_text(json.dumps(listed), "utf-8")
    return folder


if __name__ == "__main__":
    run_alone(benchmark)
