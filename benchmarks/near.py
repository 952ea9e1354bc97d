"""Finding near-duplicates as articles come in, beside datasketch and rensa: `make bench-near`.

Recall and precision are those of the graded set (`make bench-duplicates` tells more of it): copies with a
known share of their words changed, and forms filled in anew, which are no copies.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archive.duplicates.near_duplicates import is_copy, signature
from benchmarks.corpus import text
from benchmarks.duplicates import FORMS_EACH, STORIES, candidates
from benchmarks.graded import graded_set
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series
from benchmarks.harness.peers import CACHE, OURS
from benchmarks.harness.rounds import ROOT, Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_least, at_most, compared

MODULE = "benchmarks.contenders.near_duplicates"
ARTICLES = int(os.environ.get("BENCH_ARTICLES", "100000"))
LONGEST = 600.0  # seconds a contender
RECALL = {"10 % of words": 0.99, "20 % of words": 0.95}
PEERS = {"datasketch": ("datasketch", 5), "rensa": (OURS, 1)}
ON_DISK = "ours looks up and adds 48 keys of each text in the database, theirs hold all of it in memory"


def benchmark(quick: bool) -> Section:
    """Texts a second that are looked up, compared and kept."""
    articles = 2_000 if quick else ARTICLES
    file = str(_texts(articles))
    contenders = [Contender(OURS, MODULE, (OURS, file))]
    contenders += [Contender(name, MODULE, (name, file), peer) for name, (peer, _) in PEERS.items()]
    series = in_turn(contenders, 1, LONGEST)
    ours = series[OURS]
    section = Section("near", f"Near-duplicates among {articles:,} articles")
    for name, (_, goal) in PEERS.items():
        note = f"{_told(ours)}; {_told(series[name])}; {ON_DISK}"
        section.rows.append(compared("found and kept", ours, series[name], at_least(goal), "texts/s", note))
    if ours.rounds and series["datasketch"].rounds:
        section.rows.append(_memory(ours, series["datasketch"]))
    section.rows.extend(_graded(quick))
    return section


def _memory(ours: Series, theirs: Series) -> Row:
    peaks = [f"{series.peak:.0f} MiB" for series in (ours, theirs)]
    return Row("peak memory", theirs.name, ours.peak / theirs.peak, at_most(0.333), peaks[0], peaks[1])


def _told(series: Series) -> str:
    """What a finder found of the copies planted in the corpus."""
    if not series.rounds:
        return series.missing
    found, planted, wrong = (series.said(name) for name in ("found", "planted", "wrong"))
    return (
        f"{series.name} tied {found / planted:.3f} of the copies planted, and {wrong:.0f} pairs that are none"
    )


def _graded(quick: bool) -> list[Row]:
    """Recall by the share of words changed, and precision, on the graded set."""
    texts = list(graded_set(20 if quick else STORIES, FORMS_EACH))
    pairs = candidates([signature(graded.text) for graded in texts])
    copies = {pair for pair in pairs if is_copy(*(texts[number].text for number in pair))}
    originals = {graded.story: number for number, graded in enumerate(texts) if graded.kind == "original"}
    rows = []
    for kind, goal in RECALL.items():
        wanted = [(originals[g.story], number) for number, g in enumerate(texts) if g.kind == kind]
        found = sum(pair in copies for pair in wanted)
        recall, told = found / len(wanted), f"{found} of {len(wanted)}"
        rows.append(Row(f"recall, {kind} changed", "the graded set", recall, at_least(goal), told))
    right = sum(texts[one].story == texts[other].story for one, other in copies)
    told = f"{right:,} of {len(copies):,}"
    rows.append(Row("precision", "the graded set", right / len(copies), at_least(0.99), told))
    return rows


def _texts(count: int) -> Path:
    """A file with so many texts of the corpus, one a line."""
    made = (ROOT / "benchmarks" / "corpus.py").stat().st_mtime_ns
    path = CACHE / "inputs" / f"texts-{count}-{made}.jsonl"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("w") as file, ProcessPoolExecutor() as makers:
            file.writelines(json.dumps(made) + "\n" for made in makers.map(text, range(count), chunksize=500))
        part.rename(path)
    return path


if __name__ == "__main__":
    run_alone(benchmark)
