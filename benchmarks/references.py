"""Precision and recall of document references: `python -m benchmarks.references`.

A reference counts as found only if span, type, number, code, issuer and congress are all correct. Sentences:
../shared/refs (gold annotations by others) and tests/archive/references.jsonl (our own; the grammar was
corrected on them, so they only guard against regressions).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.references import Reference, find_references

HERE = Path(__file__).parents[1]
GOLD = HERE / ".." / "shared" / "refs" / "refs.jsonl"
OWN = HERE / "tests" / "archive" / "references.jsonl"
FIELDS = ("span", "type", "number", "code", "issuer", "congress")


def noted(sentence: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The references noted for a sentence; our own sentences give `raw` in place of a span."""
    position = 0
    for reference in sentence["refs"]:
        if "span" in reference:
            yield {**reference, "span": tuple(reference["span"])}
            continue
        start = sentence["text"].index(reference["raw"], position)
        position = start + len(reference["raw"])
        yield {**reference, "span": (start, position)}


def as_noted(found: Reference) -> dict[str, Any]:
    return {"span": (found.start, found.end), **{name: getattr(found, name) for name in FIELDS[1:]}}


def measure(path: Path) -> None:
    """Print precision and recall of all fields together, then of span and each field alone."""
    sentences = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    pairs = [
        ([as_noted(found) for found in find_references(sentence["text"])], list(noted(sentence)))
        for sentence in sentences
    ]
    print(f"{path.parent.name}: {len(sentences)} sentences, {sum(len(gold) for _, gold in pairs)} references")
    for label, names in (("all", FIELDS), *((name, ("span", name)) for name in FIELDS)):
        right = got = wanted = 0
        for found, gold in pairs:
            ours = {tuple(reference[name] for name in names) for reference in found}
            theirs = {tuple(reference[name] for name in names) for reference in gold}
            right, got, wanted = right + len(ours & theirs), got + len(ours), wanted + len(theirs)
        print(
            f"  {label:<9} precision {right / got:.3f}  recall {right / wanted:.3f}  ({right}/{got}/{wanted})"
        )


def measure_speed(path: Path) -> None:
    text = "\n\n".join(json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()) * 20
    began = time.perf_counter()
    count = len(find_references(text))
    spent = time.perf_counter() - began
    print(f"speed: {len(text) / spent / 1e6:.1f} million characters/s, {count / spent:,.0f} references/s")


def main() -> None:
    for path in (GOLD, OWN):
        if path.exists():
            measure(path)
        else:
            print(f"{path}: missing, not measured")
    measure_speed(OWN)


if __name__ == "__main__":
    main()
