"""Save articles in batches, compared with SQLite copying the same rows: `make bench-write`."""

from __future__ import annotations

from benchmarks.archives import archive_of
from benchmarks.harness.entry import run_alone
from benchmarks.harness.peers import OURS
from benchmarks.harness.rounds import Contender, in_turn
from benchmarks.harness.rows import Section, at_least, compared

MODULE = "benchmarks.contenders.writing"


def benchmark(quick: bool) -> Section:
    """Return articles per second into an archive, with full text and near-duplicates."""
    articles, rounds = (1_000, 1) if quick else (5_000, 3)
    source = str(archive_of(articles))
    raw = "INSERT...SELECT"
    series = in_turn([Contender(name, MODULE, (name, source, str(articles))) for name in (OURS, raw)], rounds)
    note = (
        "the peer copies finished rows, and the newest text once, as ours. Of our CPU time among 1,000 "
        "articles the keys of near-duplicates take 18 %, texts to index 13 %, references 12 %: together as "
        "much as the goal allows for all. Looking up and comparing near-duplicates takes 11 %, the full-text "
        "index 11 %, articles and captures with their checksums 9 %, revisions 8 %. Tried without effect on "
        "the CPU time of the full-text index: automerge 8, hashsize 8 MB, a page cache of 32 MB"
    )
    row = compared("batch import", series[OURS], series[raw], at_least(0.2), "articles/s", note)
    return Section("write", "Batch import", [row])


if __name__ == "__main__":
    run_alone(benchmark)
