"""Recall and precision of near-duplicates on the graded set: `python -m benchmarks.duplicates [--choices]`.

Each text is looked up among all others by its keys, like a new article, and each candidate is compared. A
copy counts as found when it is paired with its original directly. `--choices` also measures other settings.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from archive.duplicates.near_duplicates import is_copy, similarity
from archive.duplicates.signature import shared_keys_needed, signature
from benchmarks.graded import EDITS, Graded, graded_set

STORIES = 150
FORMS_EACH = 15


def candidates(signatures: Sequence[tuple[int, ...]]) -> set[tuple[int, int]]:
    """Return pairs of texts that share at least as many keys as the archive requires."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    found = set()
    for number, keys in enumerate(signatures):
        shared = Counter(holder for key in keys for holder in holders[key])
        for other, count in shared.items():
            if count >= shared_keys_needed(len(keys), len(signatures[other])):
                found.add((other, number))
        for key in keys:
            holders[key].append(number)
    return found


def print_recall(
    texts: Sequence[Graded], candidate: set[tuple[int, int]], copies: set[tuple[int, int]]
) -> None:
    originals = {text.story: number for number, text in enumerate(texts) if text.kind == "original"}
    print(f"{'kind of copy':<30}{'candidates':>11}{'recall':>9}{'similarity, lowest':>20}")
    for kind in EDITS:
        pairs = [(originals[t.story], number) for number, t in enumerate(texts) if t.kind == kind]
        lowest = min(similarity(texts[a].text, texts[b].text) for a, b in pairs)
        as_candidates, found = (
            sum(pair in those for pair in pairs) / len(pairs) for those in (candidate, copies)
        )
        print(f"{kind:<30}{as_candidates:>11.3f}{found:>9.3f}{lowest:>20.2f}")


def print_precision(
    texts: Sequence[Graded], candidate: set[tuple[int, int]], copies: set[tuple[int, int]]
) -> None:
    right = sum(texts[a].story == texts[b].story for a, b in copies)
    print(f"\nprecision {right / len(copies):.4f} ({len(copies) - right} of {len(copies):,} pairs wrong)")
    forms = defaultdict(list)
    for number, text in enumerate(texts):
        if text.kind.startswith("form"):
            forms[text.story.rsplit("-", 1)[0]].append(number)
    pairs = [pair for numbers in forms.values() for pair in combinations(numbers, 2)]
    merged = sum(pair in copies for pair in pairs)
    print(f"filled-in forms: {merged} of {len(pairs):,} pairs merged")
    everything = len(texts) * (len(texts) - 1) // 2
    needless = sum(texts[a].story != texts[b].story for a, b in candidate)
    print(f"needless comparisons: {needless:,} of {everything:,} pairs ({needless / everything:.2%})")


def print_choices(texts: Sequence[Graded]) -> None:
    """Print recall of copies at 20 %, and needless comparisons, for other shingle lengths and key counts."""
    stories = [text for text in texts if text.kind in ("original", "20 % of words")]
    pairs = {(n, n + 1) for n in range(0, len(stories), 2)}
    print("\nshingle: candidates among copies with 20 % changed / among all other pairs, by shared keys")
    for shingle in (3, 4, 5, 6):
        keys = [set(signature(text.text, shingle=shingle)) for text in stories]
        shared = {pair: len(keys[pair[0]] & keys[pair[1]]) for pair in combinations(range(len(keys)), 2)}
        cells = []
        for needed in (5, 6, 7, 8):
            found = sum(shared[pair] >= needed for pair in pairs) / len(pairs)
            needless = sum(n >= needed for pair, n in shared.items() if pair not in pairs) / len(shared)
            cells.append(f"{needed} keys {found:.3f} / {needless:6.2%}")
        print(f"{shingle} words: " + "   ".join(cells))


def main() -> None:
    texts = list(graded_set(STORIES, FORMS_EACH))
    print(f"{len(texts):,} texts, {sum(len(text.text.split()) for text in texts):,} words\n")
    began = time.perf_counter()
    signatures = [signature(text.text) for text in texts]
    signed = time.perf_counter()
    candidate = candidates(signatures)
    looked_up = time.perf_counter()
    copies = {(a, b) for a, b in sorted(candidate) if is_copy(texts[a].text, texts[b].text)}
    compared = time.perf_counter()
    print_recall(texts, candidate, copies)
    print_precision(texts, candidate, copies)
    print(f"\nsignatures  {len(texts) / (signed - began):7,.0f} texts/s")
    print(f"lookups     {len(texts) / (looked_up - signed):7,.0f} texts/s")
    print(f"comparisons {len(candidate) / (compared - looked_up):7,.0f} pairs/s")
    if "--choices" in sys.argv:
        print_choices(texts)


if __name__ == "__main__":
    main()
