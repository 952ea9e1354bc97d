"""Score the fields that readers find on pages, ours beside those of the peers: `make bench-fields`.

Two sets of pages beside the checkout have gold articles: the acceptance pages, and the difficult pages, each
with one fault of real life and the gold of the fields that it concerns. fundus reads none of these papers: it
is scored on stories in VnExpress's markup, and we on the same stories in a design that we read.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
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

SHARED = ROOT / ".." / "shared"
PEERS = ("trafilatura", "newspaper4k", "news-please")
LONGEST = 300.0  # seconds
KIND = "__"  # in a name of a difficult page, between its kind and its layout

Gold = dict[str, Any]
Scored = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class PageSet:
    """Pages of one folder: by file name the gold of each article, and the pages without an article."""

    name: str
    folder: Path
    golds: dict[str, Gold]
    no_articles: list[str]


def benchmark(quick: bool) -> Section:
    """Return the scores of title, lead, text, date and authors."""
    section = Section("fields", "Field scores")
    for name, folder in (("acceptance pages", "pages"), ("difficult pages", "reading")):
        if (SHARED / folder).exists():
            _score_set(section, page_set(name, SHARED / folder))
        else:
            section.details.append((name.capitalize(), f"../shared/{folder} is not beside the checkout."))
    _score_fundus(section, 13 if quick else 60)
    return section


def page_set(name: str, folder: Path) -> PageSet:
    """Return the pages of a folder, and write where they are for the readers."""
    said = {
        file.with_suffix(".html").name: json.loads(file.read_text("utf-8")) for file in _described(folder)
    }
    index = CACHE / "inputs" / folder.name
    index.mkdir(parents=True, exist_ok=True)
    listed = [
        {"file": str(folder / file), "url": each["url"], "site": each["site"], "captured": each["captured"]}
        for file, each in said.items()
    ]
    (index / "index.json").write_text(json.dumps(listed), "utf-8")
    golds = {file: gold_of(each["expect"]) for file, each in said.items() if each["expect"] is not None}
    return PageSet(name, index, golds, [file for file in said if file not in golds])


def gold_of(expect: Mapping[str, Any]) -> Gold:
    """Return the gold by field, for the fields that `expect` has."""
    gold = {name: expect[name] or "" for name in ("title", "lead") if name in expect}
    if "text" in expect or "paragraphs" in expect:
        gold["text"] = expect.get("text") or " ".join(expect["paragraphs"])
    elif "body" in expect:
        gold["text"] = f"{expect.get('lead') or ''} {expect['body']}"
    if "published" in expect:
        gold["date"] = expect["published"]
    return gold | ({"authors": expect["authors"]} if "authors" in expect else {})


def _score_set(section: Section, pages: PageSet) -> None:
    found = {OURS: fields_of(OURS, OURS, pages.folder)}
    for peer in PEERS:
        try:
            found[peer] = fields_of(peer, peer, pages.folder)
        except Unavailable as why:
            section.rows.append(Row(f"field scores, {pages.name}", peer, None, note=str(why)))
    scored = {reader: _scored(each, pages.golds) for reader, each in found.items()}
    for peer in found:
        if peer != OURS:
            section.rows.extend(_rows(pages.name, scored[OURS], scored[peer], peer))
    heading = f"{pages.name.capitalize()}: {' / '.join(FIELDS)}"
    section.details.append((heading, table_of(scored)))
    if pages.no_articles:
        section.details.append(("Pages without an article, refused", _refused(found, pages.no_articles)))


def _refused(found: Mapping[str, dict[str, Any]], no_articles: list[str]) -> str:
    lines = [
        [reader, f"{sum('refused' in each[name] for name in no_articles)} of {len(no_articles)}"]
        for reader, each in found.items()
    ]
    return markdown(["reader", "refused"], lines)


def _score_fundus(section: Section, count: int) -> None:
    """Score the same stories in two markups, each read by its own reader."""
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
    """Return what a reader finds on each page of a folder, by file name; raises Unavailable."""
    command = [str(interpreter(peer)), "-m", MODULE, reader, str(folder), "--fields"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False)
    if ended.returncode:
        raise Unavailable(f"{reader}: {ended.stderr.strip().splitlines()[-1]}")
    found: dict[str, dict[str, Any]] = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def table_of(scored: Mapping[str, Scored]) -> str:
    """Return a table with a column a reader, a line a page or kind of page, and the means below."""
    readers = list(scored)
    kinds = dict.fromkeys(Path(name).stem.partition(KIND)[0] for name in scored[OURS])
    lines = [[kind, *(_told(_of_kind(scored[reader], kind)) for reader in readers)] for kind in kinds]
    means = [_told(scored[reader]) for reader in readers]
    return markdown(["page", *readers], [*lines, ["**mean**", *means]])


def _of_kind(scored: Scored, kind: str) -> Scored:
    return {name: each for name, each in scored.items() if Path(name).stem.partition(KIND)[0] == kind}


def _rows(where: str, ours: Scored, theirs: Scored, peer: str) -> list[Row]:
    rows = []
    for field in FIELDS:
        own, other = _mean(ours, field), _mean(theirs, field)
        if own is not None and other is not None:
            goal = at_least(round(other, 3))
            rows.append(Row(f"{field}, {where}", peer, own, goal, f"{own:.3f}", f"{other:.3f}"))
    return rows


def _mean(scored: Scored, field: str) -> float | None:
    values = [each[field] for each in scored.values() if field in each]
    return mean(values) if values else None


def _told(scored: Scored) -> str:
    means = (_mean(scored, field) for field in FIELDS)
    return " / ".join("-" if value is None else f"{value:.2f}" for value in means)


def _scored(found: Mapping[str, dict[str, Any]], golds: Mapping[str, Gold]) -> Scored:
    return {name: scores(found[name], gold) for name, gold in golds.items()}


def _golds(folder: Path) -> dict[str, Gold]:
    listed = json.loads((folder / "index.json").read_text("utf-8"))
    return {page["file"]: gold_of(page["gold"]) for page in listed}


def _described(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


if __name__ == "__main__":
    run_alone(benchmark)
