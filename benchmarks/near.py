"""Find near-duplicates of new articles, compared with datasketch and rensa: `make bench-near`.

Recall and precision are measured on the graded set (details: `make bench-duplicates`): copies with a known
share of changed words, and filled-in forms that are not copies.
"""

from __future__ import annotations

import json
import os
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archive.duplicates.near_duplicates import is_copy
from archive.duplicates.signature import signature
from benchmarks.corpus import text
from benchmarks.duplicates import FORMS_EACH, STORIES, candidates
from benchmarks.graded import fill, graded_set
from benchmarks.graded_forms import FORMS_KEPT_ASIDE
from benchmarks.harness.entry import run_alone
from benchmarks.harness.figures import Series
from benchmarks.harness.peers import CACHE, OURS
from benchmarks.harness.rounds import ROOT, Contender, in_turn
from benchmarks.harness.rows import Row, Section, at_least, at_most, compared

MODULE = "benchmarks.contenders.near_duplicates"
ARTICLES = int(os.environ.get("BENCH_ARTICLES", "100000"))
LONGEST = 600.0  # seconds for each contender
RECALL = {"10 % of words": 0.99, "20 % of words": 0.95}
PEERS = {"datasketch": 2.5, "rensa": 1.0}
ON_DISK = (
    "ours looks up and stores 48 keys of each text in the database and compares each candidate; theirs keeps "
    "everything in memory. Of our CPU time among 6,000 texts the signature takes 41 %, comparisons 14 %, "
    "looking up keys 14 %, keeping them 5 %, the input and the rows of texts and articles the rest. Tried "
    "without effect on the signature: hashes of words as numbers instead of bytes"
)


def benchmark(quick: bool) -> Section:
    """Return texts per second that are looked up, compared and stored."""
    articles = 2_000 if quick else ARTICLES
    file = str(_texts(articles))
    contenders = [Contender(OURS, MODULE, (OURS, file))]
    contenders += [Contender(name, MODULE, (name, file), name) for name in PEERS]
    series = in_turn(contenders, 1, LONGEST)
    ours = series[OURS]
    section = Section("near", f"Near-duplicates among {articles:,} articles")
    for name, goal in PEERS.items():
        note = f"{_described(ours)}; {_described(series[name])}; {ON_DISK}"
        section.rows.append(
            compared("looked up and stored", ours, series[name], at_least(goal), "texts/s", note)
        )
    if ours.rounds and series["datasketch"].rounds:
        section.rows.append(_memory(ours, series["datasketch"]))
    section.rows.extend(_graded(quick))
    return section


def _memory(ours: Series, theirs: Series) -> Row:
    peaks = [f"{series.peak:.0f} MiB" for series in (ours, theirs)]
    return Row("peak memory", theirs.name, ours.peak / theirs.peak, at_most(0.333), peaks[0], peaks[1])


def _described(series: Series) -> str:
    """Describe which of the planted copies a finder found."""
    if not series.rounds:
        return series.missing
    found, planted, wrong = (series.reported(name) for name in ("found", "planted", "wrong"))
    return f"{series.name} found {found / planted:.3f} of the planted copies, and {wrong:.0f} wrong pairs"


def _graded(quick: bool) -> list[Row]:
    """Return recall by share of changed words, and precision, on the graded set."""
    texts = list(graded_set(20 if quick else STORIES, FORMS_EACH))
    pairs = candidates([signature(graded.text) for graded in texts])
    copies = {pair for pair in pairs if is_copy(*(texts[number].text for number in pair))}
    originals = {graded.story: number for number, graded in enumerate(texts) if graded.kind == "original"}
    rows = []
    for kind, goal in RECALL.items():
        wanted = [(originals[g.story], number) for number, g in enumerate(texts) if g.kind == kind]
        found = sum(pair in copies for pair in wanted)
        recall, count = found / len(wanted), f"{found} of {len(wanted)}"
        rows.append(Row(f"recall, {kind} changed", "the graded set", recall, at_least(goal), count))
    right = sum(texts[one].story == texts[other].story for one, other in copies)
    count = f"{right:,} of {len(copies):,}"
    rows.append(Row("precision", "the graded set", right / len(copies), at_least(0.99), count))
    return [*rows, _forms_kept_aside(10 if quick else 100)]


def _forms_kept_aside(each: int) -> Row:
    """Return how many pairs of report forms, filled in for another day or place, are taken for copies."""
    rng = random.Random(1)
    merged = compared_pairs = 0
    for form in FORMS_KEPT_ASIDE:
        texts = [fill(form, rng, {}) for _ in range(each)]
        pairs = candidates([signature(text) for text in texts])
        merged += sum(is_copy(texts[one], texts[other]) for one, other in pairs)
        compared_pairs += len(pairs)
    count = f"{merged} of {compared_pairs:,} pairs"
    return Row("report forms merged", "forms kept aside", merged, at_most(0), count)


def _texts(count: int) -> Path:
    """Return a file with this number of texts of the corpus, one a line."""
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
