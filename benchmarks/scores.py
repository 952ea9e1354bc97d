"""Scores of extracted fields against the gold of a page, each between 0 and 1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

FIELDS = ("title", "lead", "text", "date", "authors")
NAMES = {"date": "published"}  # of fields that readers name otherwise
DAY = len("2026-11-20")
MINUTE = len("2026-11-20T08:00")


def scores(found: dict[str, Any], gold: dict[str, Any]) -> dict[str, float]:
    """Return a score for each of FIELDS that `gold` has; all are 0 for a reader that refuses the page."""
    if "refused" in found:
        return {field: 0.0 for field in FIELDS if field in gold}
    return {
        field: SCORES[field](found[NAMES.get(field, field)], gold[field]) for field in FIELDS if field in gold
    }


def words(text: str | None) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    return re.findall(r"\w+", (text or "").casefold())


def overlap(found: Iterable[str], gold: Iterable[str]) -> float:
    """Return the F1 score of two multisets: 1 if both are equal, also if both are empty.

    >>> overlap(["hội", "nghị", "lần"], ["hội", "nghị", "lần", "thứ", "hai"])
    0.75
    """
    ours, theirs = Counter(found), Counter(gold)
    if not (ours or theirs):
        return 1.0
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def date_score(found: str, gold: str | None) -> float:
    """Return 1 for the correct minute (or day, if the page gives no time), 0.5 for the day alone, else 0.

    >>> date_score("2024-11-05", "2024-11-05T09:41:30+07:00"), date_score("", None)
    (0.5, 1.0)
    """
    if not (found and gold):
        return float(not found and not gold)
    if _minute(found)[:MINUTE] == _minute(gold)[:MINUTE] or (len(gold) == DAY and found[:DAY] == gold):
        return 1.0
    return 0.5 if found[:DAY] == gold[:DAY] else 0.0


def _minute(stamp: str) -> str:
    """Return `stamp` to the minute, converted to Hanoi time if it has a zone."""
    if len(stamp) <= MINUTE:
        return stamp
    moment = datetime.fromisoformat(stamp)
    hanoi = datetime.fromisoformat("2026-01-01T00:00+07:00").tzinfo
    return (moment.astimezone(hanoi) if moment.tzinfo else moment).isoformat()


def text_score(found: str, gold: str) -> float:
    """F1 of the words."""
    return overlap(words(found), words(gold))


def names_score(found: Iterable[str], gold: Iterable[str]) -> float:
    """F1 of names, in one case."""
    return overlap(map(str.casefold, found), map(str.casefold, gold))


SCORES: dict[str, Callable[[Any, Any], float]] = {
    "title": text_score,
    "lead": text_score,
    "text": text_score,
    "date": date_score,
    "authors": names_score,
}
