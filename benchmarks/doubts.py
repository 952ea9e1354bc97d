"""False doubts among usual edits: `python -m benchmarks.doubts`.

Years of edits are simulated: a tenth of the articles is edited within two days. Of a hundred edits one cuts
the text to half, two change the title, some change the date or numbers only, the others words or paragraphs.
Pages that did not change are answered with 304, so that all readings of a run are edits: the hardest case.
A reading that is doubted is a false doubt.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.article import Article
from archive.clock import HANOI_TIME, format_utc
from archive.doubts.gate import DoubtGate
from archive.store import Store
from benchmarks.corpus import article

BEGIN = datetime(2026, 1, 1, 13, tzinfo=UTC)
PAPERS = (30, 100, 300)  # articles a day
EDITED = 0.1
GOAL = 5.0  # false doubts in 10,000 revisions

Edit = Callable[[Article, random.Random], Article]


def main() -> None:
    """Print the number of false doubts in 10,000 revisions, for papers of three sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--revisions", type=int, default=10_000, help="for each paper")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    for size in PAPERS:
        found = simulate(size, chosen.revisions)
        counts += found
        print(f"{size} articles a day: {describe(found)}")
    print(f"all: {describe(counts)}; the goal is below {GOAL:g}")


def simulate(articles_a_day: int, revisions: int, seed: int = 1) -> Counter[str]:
    """Return how often each outcome came of so many edits of a paper."""
    rng = random.Random(f"{seed} {articles_a_day}")
    counts: Counter[str] = Counter()
    number, day = 0, 0
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "archive.db") as store:
        while sum(counts.values()) < revisions:
            at = BEGIN + timedelta(days=day)
            edited = [
                read(number + n, at) for n in range(sum(rng.random() < EDITED for _ in range(articles_a_day)))
            ]
            number, day = number + len(edited), day + 1
            with store.writing():
                _crawl(store, edited)
                edits = [later(edit_of(rng)(found, rng), at + timedelta(hours=20)) for found in edited]
                counts += _crawl(store, edits)
    return counts


def _crawl(store: Store, articles: list[Article]) -> Counter[str]:
    """Save the readings of a run, and return the number of each outcome."""
    run_id = store.start_run("crawl", ["paper"])
    gate = DoubtGate(store, run_id)
    outcomes = {found.key: gate.save(found, str(found.url)).outcome for found in articles}
    ids = {store.article_id("paper", found.key): found.key for found in articles}
    for judged in gate.judge():
        outcomes[ids[judged.article_id]] = judged.outcome
    store.finish_run(run_id, "finished", 0)
    return Counter(outcomes.values())


def read(number: int, at: datetime) -> Article:
    """Return an article as it was read first, on the evening of its day."""
    published = at.astimezone(HANOI_TIME) - timedelta(hours=number % 12)
    found = article(number)
    return replace(
        later(found, at),
        site="paper",
        key=str(number),
        url=f"https://paper.vn/{number}.html",
        aliases=(),
        published=published.isoformat(),
        flags=(),
    )


def later(found: Article, at: datetime) -> Article:
    """Return a reading as captured at this time."""
    captured = format_utc(at)
    record = found.capture and replace(
        found.capture, captured=captured, record_id=f"urn:uuid:{found.key}-{captured}"
    )
    return replace(found, captured=captured, capture=record)


def edit_of(rng: random.Random) -> Edit:
    """Return what an editor does, at the usual rates."""
    edits, weights = zip(*EDITS, strict=True)
    (chosen,) = rng.choices(edits, weights)
    edit: Edit = chosen
    return edit


def cut_to_half(found: Article, rng: random.Random) -> Article:
    paragraphs = found.body.split("\n\n")
    return replace(found, body="\n\n".join(paragraphs[: max(1, len(paragraphs) // 2)]))


def retitle(found: Article, rng: random.Random) -> Article:
    words = found.title.split()
    rng.shuffle(words)
    return replace(found, title=" ".join(words))


def redate(found: Article, rng: random.Random) -> Article:
    """Give the time of the edit, as some systems do when an article is saved again."""
    at = datetime.fromisoformat(str(found.published)) + timedelta(hours=rng.choice((5, 18)))
    return replace(found, published=at.isoformat())


def correct_words(found: Article, rng: random.Random) -> Article:
    words = found.body.split(" ")
    for _ in range(rng.randint(1, 5)):
        words[rng.randrange(len(words))] = "sửa"
    return replace(found, body=" ".join(words))


def correct_numbers(found: Article, rng: random.Random) -> Article:
    """Replace all numbers: casualties, prices, results."""
    words = [str(rng.randint(1, 999)) if word.isdigit() else word for word in found.body.split(" ")]
    return replace(found, body=" ".join([*words, f"Số liệu {rng.randint(1, 999)}."]))


def add_paragraph(found: Article, rng: random.Random) -> Article:
    return replace(
        found, body=f"{found.body}\n\nCập nhật: {found.body.split('. ')[0]} lúc {rng.randint(1, 23)} giờ."
    )


def drop_paragraph(found: Article, rng: random.Random) -> Article:
    paragraphs = found.body.split("\n\n")
    if len(paragraphs) > 1:
        del paragraphs[rng.randrange(len(paragraphs))]
    return replace(found, body="\n\n".join(paragraphs), lead=f"{found.lead or ''} (sửa)".strip())


def grow(found: Article, rng: random.Random) -> Article:
    """Make a report of what was a first notice."""
    return replace(found, body="\n\n".join([found.body, article(10**6 + int(found.key)).body]))


EDITS: tuple[tuple[Edit, float], ...] = (
    (cut_to_half, 1),
    (retitle, 2),
    (redate, 5),
    (correct_numbers, 3),
    (grow, 4),
    (drop_paragraph, 10),
    (add_paragraph, 35),
    (correct_words, 40),
)
"""Edits with their weights, in percent."""


def describe(counts: Counter[str]) -> str:
    """Return the figures of a simulation on one line."""
    edits = counts.total()
    share = 10_000 * counts["doubted"] / edits
    return f"{counts['doubted']} false doubts in {edits} edits, {share:.1f} in 10,000"


if __name__ == "__main__":
    main()
